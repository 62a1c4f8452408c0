"""What a command has done to calls: the fate of each way by the simulator's record, and calls beside it as a sample."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from exotel_pulumi.account.promises.calls_file import Promises
from exotel_pulumi.account.promises.judging import Broken, folded, too_long
from exotel_pulumi.checks.ways_seen import Gap, Record, Seen, Turn, key

Call: TypeAlias = Mapping[str, Any]  # a call of a sample


class Fate(StrEnum):
    """What became of a way of calls; the bad ones first."""

    STOPS = "stops"
    INTERRUPTED = "interrupted"
    GONE = "gone"
    CHANGED = "changed"
    BEGINS = "begins"
    UNCHANGED = "unchanged"


Fates: TypeAlias = Sequence[tuple[Fate, Seen]]


def fates(record: Record) -> Fates:
    """Returns what became of each way, the bad first. What came and went meanwhile is no way of before or after."""
    by_password = sorted(record.ways, key=lambda each: each.password)
    newest = {(each.number, each.by): each.password for each in by_password if each.after}
    found = [(_fate(each, newest), each) for each in record.ways if each.before or each.after]
    return sorted(found, key=lambda pair: ([*Fate].index(pair[0]), pair[1].direction == "out"))


def _fate(seen: Seen, newest: Mapping[tuple[str, str], int]) -> Fate:
    if not seen.before:
        return Fate.BEGINS
    if not seen.after:
        # An old password is off until the other side has the new one.
        has_new = newest.get((seen.number, seen.by), 0) > seen.password
        return Fate.INTERRUPTED if has_new else Fate.GONE if seen.is_gone else Fate.STOPS
    if seen.gaps:
        return Fate.INTERRUPTED
    return Fate.UNCHANGED if seen.before == seen.after else Fate.CHANGED


def as_data(record: Record, found: Fates) -> dict[str, Any]:
    """Returns the table as values of JSON; ways that are unchanged are counted alone."""
    rows = [
        {"fate": str(fate), **each.way, "before": each.before, "after": each.after, "why": each.why,
         "off": [_off(gap) for gap in each.gaps]}
        for fate, each in found if fate is not Fate.UNCHANGED
    ]  # fmt: skip
    counts = {str(fate): sum(each is fate for each, _ in found) for fate in Fate}
    return {"writes": record.writes, "counts": counts, "ways": rows}


def _off(gap: Gap) -> dict[str, Any]:
    return {"from": _request(gap.first), "to": gap.last and _request(gap.last), "requests": gap.requests}


def _request(turn: Turn) -> dict[str, Any]:
    return {each: turn[each] for each in ("write", "method", "path", "said")}


def unseen(record: Record, calls: Iterable[Call]) -> list[Call]:
    """Returns the calls that the record contradicts: refused where it lets them in, or the other way round.

    A call that failed on this machine alone is no verdict.
    """
    known = {key(each.way): each for each in record.ways}
    found = []
    for call in [each for each in calls if each["refused"] or each["well"]]:
        seen, is_well = known.get(key(call)), not call["refused"]
        if not (seen.may_have_been(*call["writes"], is_well=is_well) if seen else call["refused"]):
            found.append(call)
    return found


def off_too_long(promises: Promises, record: Record) -> list[Broken]:
    """Returns that calls in were off for more requests than `longest_gap` allows; what was taken away is not off."""
    found: list[Broken] = []
    for each in record.ways:
        for gap in each.gaps if each.direction == "in" and each.before and not each.is_gone else ():
            requests = gap.requests or record.writes - gap.first["write"] + 1
            found += too_long(promises, [each.number], requests, gap.said)
    return folded(found)
