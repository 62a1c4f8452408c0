"""What the simulator has recorded of each way of calls while its objects changed, by its verdicts after every write."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from exotel_pulumi.checks.control_path import asked

Turn: TypeAlias = Mapping[str, Any]
COLLECTION = re.compile(r"/accounts/[^/]+/(?:trunks/[^/]+/)?([a-z_-]+)", re.IGNORECASE)
LONGEST = 60.0  # seconds
WAY = ("direction", "number", "by", "password")


@dataclass(frozen=True)
class Gap:
    """A time in which a way was refused: from the write that began it to the one that ended it, None if none did."""

    first: Turn
    last: Turn | None

    @property
    def requests(self) -> int | None:
        """How many writes these are, both included."""
        return self.last["write"] - self.first["write"] + 1 if self.last else None

    @property
    def said(self) -> str:
        """It in words, without ids."""
        return f"from {_spelled(self.first)} " + (f"to {_spelled(self.last)}" if self.last else "on")


@dataclass(frozen=True)
class Seen:
    """What has become of one way; `before` and `after` are where it rings or what it shows, empty if it is refused."""

    direction: str
    number: str
    by: str
    password: int
    before: str
    after: str
    gaps: Sequence[Gap]
    turns: Sequence[Turn] = ()
    why: str = ""
    """Why it is refused in the end, if it is."""
    is_gone: bool = False
    """Whether it is refused because its number, its login or its address is no more in the account."""

    @property
    def way(self) -> dict[str, Any]:
        """The way alone."""
        return {each: getattr(self, each) for each in WAY}

    @property
    def name(self) -> str:
        """The way in words."""
        return name(self.way)

    def may_have_been(self, first: int, last: int, *, is_well: bool) -> bool:
        """Tells whether it was well, or refused, at a time from after the write `first` to after the write `last`."""
        at_first = [turn["is_well"] for turn in self.turns if turn["write"] <= first][-1:] or [False]
        later = [turn["is_well"] for turn in self.turns if first < turn["write"] <= last]
        return is_well in (*at_first, *later)


@dataclass(frozen=True)
class Record:
    """How many writes there were, and each way that has ever worked meanwhile."""

    writes: int
    ways: Sequence[Seen]


def _spelled(turn: Turn) -> str:
    """Returns a writing request as `DELETE phone-numbers`."""
    if not turn["method"]:
        return "a change by hand"
    found = COLLECTION.search(turn["path"])
    return f"{turn['method']} {found[1] if found else turn['path'].rpartition('/')[2]}"


def name(way: Mapping[str, Any]) -> str:
    """Returns a way, or a call that takes it, in words."""
    if way["direction"] == "in":
        return f"in to {way['number']}"
    return f"out by {who(way)}, shown {way['number']}"


def who(way: Mapping[str, Any]) -> str:
    """Returns who calls out."""
    word = f" with its password no. {way['password']}" if way["password"] > 1 else ""
    return f"{way['by']}{word}"


@contextmanager
def watching(url: str) -> Iterator[None]:
    """Lets the simulator at `url` judge all ways after every write until the block ends. NoAnswerError without one."""
    _ask("PUT", url)
    try:
        yield
    finally:
        _ask("DELETE", url)


def recorded(url: str) -> Record:
    """Returns what became of ways since the simulator at `url` began to judge."""
    reported = _ask("GET", url)
    turns: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in reported["turns"]:
        turns.setdefault(key(turn["way"]), []).append(turn)
    off = {key(each["way"]): each for each in reported["off"]}
    return Record(reported["writes"], [_seen(found, off.get(way, {})) for way, found in turns.items()])


def key(way: Mapping[str, Any]) -> tuple[Any, ...]:
    """Returns what a way, or a call that takes it, is known by."""
    return tuple(way[each] for each in WAY)


def _seen(turns: Sequence[Turn], off: Mapping[str, Any]) -> Seen:
    first, last = turns[0], turns[-1]
    before = first["said"] if first["write"] == 0 and first["is_well"] else ""
    return Seen(
        **first["way"],
        before=before,
        after=last["said"] if last["is_well"] else "",
        gaps=list(_gaps(turns)),
        turns=turns,
        why=off.get("why", ""),
        is_gone=off.get("is_gone", False),
    )


def _gaps(turns: Sequence[Turn]) -> Iterator[Gap]:
    begun: Turn | None = None
    for turn in turns:
        if begun and turn["is_well"]:
            yield Gap(begun, turn)
            begun = None
        elif not (begun or turn["is_well"]):
            begun = turn
    if begun:
        yield Gap(begun, None)


def _ask(method: str, url: str) -> Any:
    with asked(method, url, "ways", timeout=LONGEST) as answer:
        answer.raise_for_status()
        return answer.json() if method == "GET" else None
