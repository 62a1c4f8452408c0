"""What a change does to a way of calls: one finding for each way, equal ones folded into one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["in", "out"]
A_MINUTE = 200  # requests, by Exotel's limit for an account


class Verdict(StrEnum):
    """What becomes of a way of calls; the bad ones first."""

    STOPS = "stops"
    INTERRUPTED = "interrupted"
    NOT_KNOWN = "not known"
    CHANGED = "changed"
    BEGINS = "begins"
    UNCHANGED = "unchanged"


ORDER = list(Verdict)


@dataclass(frozen=True)
class Gap:
    """A time in which a way does not work: from which request to which, and how many these are, both included."""

    first: str
    last: str
    requests: int

    @property
    def minutes(self) -> int:
        """The least that so many requests take; 0 for what is within a minute's limit."""
        return minutes_of(self.requests)


@dataclass(frozen=True)
class Finding:
    """What becomes of some ways of calls through one trunk; `said` comes behind their names."""

    verdict: Verdict
    direction: Direction
    ways: tuple[str, ...]  # the numbers that are called, or who calls out
    said: str
    more: tuple[str, ...] = ()
    trunk: str = ""
    shows: tuple[str, ...] = ()  # the numbers that are shown on calls out
    gap: Gap | None = None
    is_of_trunk: bool = False  # what is said is of the trunk, and so of all its numbers
    loudness: int = 0  # of equal verdicts, the highest comes first


@dataclass(frozen=True)
class Impact:
    """What a run does to calls. With `errors` the preview has failed, and findings are missing."""

    stack: str
    changed: int
    objects: int
    requests: int
    findings: Sequence[Finding]
    errors: Sequence[str] = ()

    def count(self, *verdicts: Verdict) -> int:
        """Counts the ways that have one of these verdicts."""
        return sum(len(finding.ways) for finding in self.findings if finding.verdict in verdicts)


def minutes_of(requests: int) -> int:
    """Returns the least that so many requests take, in whole minutes."""
    return requests // A_MINUTE


def at_least(minutes: int) -> str:
    """Says how long requests take, in brackets; nothing for what is within a minute's limit."""
    unit = "minute" if minutes == 1 else "minutes"
    return f" ({minutes} {unit} at least, at {A_MINUTE} a minute)" if minutes else ""


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """Makes one finding of those that differ in their ways alone, and sorts them: the bad first."""
    together: dict[Finding, list[str]] = {}
    for finding in findings:
        together.setdefault(replace(finding, ways=()), []).extend(finding.ways)
    found = [replace(finding, ways=tuple(dict.fromkeys(ways))) for finding, ways in together.items()]
    return sorted(found, key=lambda each: (ORDER.index(each.verdict), each.direction == "out", -each.loudness))


def listed(names: Sequence[str], noun: str, most: int = 2) -> str:
    """Names a few, or counts many."""
    if len(names) <= most:
        return " and ".join(names)
    return f"{len(names):,} {noun}s"
