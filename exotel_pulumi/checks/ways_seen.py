"""What the simulator has recorded of each way of calls while its objects changed, by its verdicts after every write."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from exotel_pulumi.checks.control_path import asked

Turn: TypeAlias = Mapping[str, Any]
LONGEST = 60.0  # seconds


@dataclass(frozen=True)
class Gap:
    """A time in which a way was refused: from the write that began it to the one that ended it, None if none did."""

    first: Turn
    last: Turn | None

    @property
    def requests(self) -> int | None:
        """How many writes these are, both included."""
        return self.last["write"] - self.first["write"] + 1 if self.last else None


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

    @property
    def name(self) -> str:
        """The way in words."""
        if self.direction == "in":
            return f"in to {self.number}"
        word = f" with its password no. {self.password}" if self.password > 1 else ""
        return f"out by {self.by}{word}, shown {self.number}"


@contextmanager
def watching(url: str) -> Iterator[None]:
    """Lets the simulator at `url` judge all ways after every write until the block ends. NoAnswerError without one."""
    _ask("PUT", url)
    try:
        yield
    finally:
        _ask("DELETE", url)


def seen(url: str) -> list[Seen]:
    """Returns each way that has ever worked since the simulator at `url` began to judge."""
    turns: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in _ask("GET", url)["turns"]:
        turns.setdefault(tuple(turn["way"].values()), []).append(turn)
    return [_seen(found) for found in turns.values()]


def _seen(turns: Sequence[Turn]) -> Seen:
    first, last = turns[0], turns[-1]
    before = first["said"] if first["write"] == 0 and first["is_well"] else ""
    return Seen(
        **turns[0]["way"],
        before=before,
        after=last["said"] if last["is_well"] else "",
        gaps=list(_gaps(turns)),
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
