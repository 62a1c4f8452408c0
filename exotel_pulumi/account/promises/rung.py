"""Holds promises to calls that were placed: each number was answered, each caller has shown what it may."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from exotel_pulumi.account.promises.calls_file import In, Out, Promises, network
from exotel_pulumi.account.promises.judging import Broken, broken, folded, place
from exotel_pulumi.account.promises.ways import Ways

Row: TypeAlias = Mapping[str, Any]  # a call of a rehearsal


def broken_by_ringing(promises: Promises, ways: Ways, rows: Sequence[Row]) -> list[Broken]:
    """Returns the promises that an account does not hold, and those that no call has proven."""
    found = [replace(each, change="") for each in broken(promises, ways, ways, ())]
    known = {each.line for each in found}
    for promise in promises.calls_in:
        found += () if promise.line in known else _in(promise, ways, rows)
    for each in promises.calls_out:
        found += () if each.line in known else _out(each, ways, rows)
    return sorted(folded(found), key=lambda each: each.line)


def _in(promise: In, ways: Ways, rows: Sequence[Row]) -> Iterator[Broken]:
    for number in _meant(promise.numbers, promise.trunk, ways):
        calls = [row for row in rows if row.get("direction") == "in" and row["number"] == number]
        yield from _judged(promise.line, number, calls)
    trunks = {way.name for number in _meant(promise.numbers, promise.trunk, ways) for way, _ in ways.numbers(number)}
    reached = [row for row in rows if row.get("direction") == "in" and row["trunk"] in trunks and row["well"]]
    places = {place(str(row.get("destination", "")).removeprefix("sip:")) for row in reached}
    for wanted in promise.rings:
        if place(wanted.casefold()) not in places:
            yield Broken(promise.line, (wanted,), "no call has been answered there")


def _out(promise: Out, ways: Ways, rows: Sequence[Row]) -> Iterator[Broken]:
    names = {promise.caller, network(promise.caller)}
    own = [row for row in rows if row.get("direction") == "out" and names & {*str(row.get("by")).split()}]
    for number in _meant(promise.shows, promise.trunk, ways):
        calls = [row for row in own if row["number"] == number and not str(row["by"]).endswith(" alone")]
        yield from _judged(promise.line, f"{promise.caller}, shown {number}", calls)


def _judged(line: int, way: str, calls: Sequence[Row]) -> Iterator[Broken]:
    placed = [row for row in calls if "status" in row]
    if not placed:
        why = next((str(row["why"]) for row in calls if "why" in row), "the rehearsal has no call for it")
        yield Broken(line, (way,), f"not proven: {why}", is_known=False)
    for row in placed:
        if not row["well"]:
            said = f"{row['status'] or ''} {row.get('reason', '')} {row.get('fault', '')}".strip()
            yield Broken(line, (way,), f"the call failed: {said}")


def _meant(numbers: Sequence[str], trunk: str, ways: Ways) -> list[str]:
    if not trunk:
        return list(numbers)
    return [number.name for way in ways.of_trunk(trunk) for number in way.numbers]
