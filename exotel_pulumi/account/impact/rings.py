"""Where a call in rings, in words: destinations in the order in which they are tried, and their shares."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from exotel_pulumi.account.impact.lines import Line, Object
from exotel_pulumi.account.topology import platform_of
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.values.destination import Destination

MOST = 4  # destinations that a line names


class Rung(NamedTuple):
    """One destination, as calls meet it."""

    priority: Any
    weight: Any
    destination: str


def rungs(line: Line) -> list[Rung]:
    """Returns the destinations of a line in the order in which they are tried."""
    return ordered(of(line.of(DESTINATION_URI)))


def of(objects: Sequence[Object]) -> Iterator[Rung]:
    """Yields destinations as calls meet them."""
    for each in objects:
        yield Rung(each.values.get("priority"), each.values.get("weight"), each.text("destination"))


def ordered(found: Iterable[Rung]) -> list[Rung]:
    """Sorts destinations: the lowest priority first, of one priority the heaviest."""
    return sorted(set(found), key=lambda rung: (_whole(rung.priority), -_whole(rung.weight), rung.destination))


def as_met(found: Sequence[Rung]) -> list[list[tuple[str, Fraction]]]:
    """Returns what a caller can notice of an order: who is tried before whom, and the shares of equals."""
    return [sorted((rung.destination, _share(rung, equals)) for rung in equals) for equals in _steps(found)]


def in_words(found: Sequence[Rung]) -> str:
    """Says where calls ring: equals by their shares, then what is tried next."""
    if len(found) > MOST:
        return f"{len(found)} destinations, first {place(found[0].destination)}"
    return ", else ".join(" and ".join(_with_share(rung, equals) for rung in equals) for equals in _steps(found))


def place(destination: str) -> str:
    """Says a destination as a person does, with the platform where its host is known."""
    where = Destination.parse(destination)
    if where is None:
        return destination
    platform = platform_of(destination)
    return f"{f'{platform}, ' if platform else ''}{where.host}:{where.port}, {where.transport}"


def _share(part: Rung, equals: Sequence[Rung]) -> Fraction:
    """Returns how much of the calls one of several equal destinations gets; without any weight, nobody knows."""
    total = sum(_whole(rung.weight) for rung in equals)
    return Fraction(_whole(part.weight), total) if total else Fraction(0)


def _steps(found: Sequence[Rung]) -> list[list[Rung]]:
    return [list(equals) for _, equals in groupby(found, key=lambda rung: rung.priority)]


def _with_share(rung: Rung, equals: Sequence[Rung]) -> str:
    return place(rung.destination) + (f" ({round(100 * _share(rung, equals))} %)" if len(equals) > 1 else "")


def _whole(value: Any) -> int:
    """Returns a priority or a weight; what is hidden or not known counts as 0."""
    return value if isinstance(value, int) else 0
