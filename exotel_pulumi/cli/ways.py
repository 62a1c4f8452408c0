"""What a command has done to calls, as text: ways that fare alike are one row, and calls of one way one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from exotel_pulumi.checks.during import Call, Fate, Fates
from exotel_pulumi.checks.ways_seen import Seen, key, name, who
from exotel_pulumi.cli.output import count

WORDS = {Fate.STOPS: ("stops", "stop"), Fate.BEGINS: ("begins", "begin")}


def tally(found: Fates) -> str:
    """Counts the ways by what became of them."""
    counted = {fate: sum(each is fate for each, _ in found) for fate in Fate}
    words = (f"{n:,} {WORDS.get(fate, (fate, fate))[n > 1]}" for fate, n in counted.items() if n)
    return " · ".join(words) or "no way of calls"


@dataclass(frozen=True)
class Line:
    """One row of the table; of a fate that is None it belongs to the one before."""

    fate: Fate | None
    text: str


def lines(found: Fates) -> Iterator[Line]:
    """Yields the rows of the table: ways that fare alike are one row, and all that are unchanged."""
    alike: dict[tuple[Fate, tuple[object, ...]], list[Seen]] = {}
    for fate, each in found:
        alike.setdefault((fate, _alike(fate, each)), []).append(each)
    for (fate, _), ways in alike.items():
        if fate is Fate.UNCHANGED:
            yield Line(fate, count(len(ways), "way"))
            continue
        first = ways[0]
        yield Line(fate, f"{first.direction:4} {_subject(ways)}{_what(fate, ways)}")
        yield from (Line(None, text) for text in _more(fate, first))


def _more(fate: Fate, seen: Seen) -> Iterator[str]:
    """Yields what else is to be known of a way."""
    if fate is Fate.INTERRUPTED and seen.before != seen.after and seen.after:
        yield _from_to(seen)
    if fate is Fate.INTERRUPTED and not seen.after:
        yield "Refused until the other side has the new password, which is let in."
    elif seen.why:
        yield seen.why


def _alike(fate: Fate, seen: Seen) -> tuple[object, ...]:
    """Returns what two ways have in common that are one row."""
    if fate is Fate.UNCHANGED:
        return ()
    words = (seen.before, seen.after, seen.why)
    own = tuple(text.replace(seen.number, "") for text in words)
    return (seen.direction, seen.by, seen.password, *own, *(gap.said for gap in seen.gaps))


def _subject(ways: Sequence[Seen]) -> str:
    first = ways[0]
    numbers = first.number if len(ways) == 1 else f"{len(ways):,} numbers, first {first.number}"
    return numbers if first.direction == "in" else f"{who(first.way)}, shown {numbers}"


def _what(fate: Fate, ways: Sequence[Seen]) -> str:
    first = ways[0]
    if fate in (Fate.BEGINS, Fate.CHANGED):
        return f": {_from_to(first)}" if _from_to(first) else ""
    counts = [gap.requests for each in ways for gap in each.gaps if gap.requests]
    most = f" ({'up to ' if len({*counts}) > 1 else ''}{count(max(counts), 'writing request')})" if counts else ""
    return f": refused {', and '.join(gap.said for gap in first.gaps)}{most}"


def _from_to(seen: Seen) -> str:
    """Says where a number rings, or which number is shown in place of the caller's own; before and after."""
    if seen.direction == "out" and {seen.before, seen.after} <= {"", seen.number}:
        return ""
    return f"{'caller ID ' if seen.direction == 'out' else ''}{' → '.join(filter(None, (seen.before, seen.after)))}"


def turns_of(calls: Sequence[Call]) -> Iterator[str]:
    """Yields for each way of which a call was refused how its calls went, one after the other."""
    for _, group in groupby(sorted(calls, key=key), key=key):
        rows = sorted(group, key=lambda call: int(call["call"]))
        if any(row["refused"] for row in rows):
            runs = [[*run] for _, run in groupby(rows, key=lambda row: bool(row["refused"]))]
            yield f"{name(rows[0])}: {', '.join(map(_run, runs))}"


def _run(calls: Sequence[Call]) -> str:
    first, last = calls[0], calls[-1]
    if not first["refused"]:
        return f"{len(calls)} let through"
    when = first["at"] if len(calls) == 1 else f"{first['at']} to {last['at']}"
    with_code = f" with {first['status']}" if first["status"] else ""
    return f"{len(calls)} refused at {when}{with_code}"
