"""Holds promises to calls that were placed: numbers answer, callers show what they may, and nobody else calls out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any, TypeAlias

from exotel_pulumi.account.promises.calls_file import In, Out, Promises, network
from exotel_pulumi.account.promises.judging import Broken, broken, folded, place
from exotel_pulumi.account.promises.ways import Ways

Row: TypeAlias = Mapping[str, Any]  # a call of a rehearsal
Stranger: TypeAlias = Mapping[str, str]  # a call out that must be refused, as a rehearsal takes it
ONLY_THESE, EVERY_NUMBER = "only_these_call_out", "every_number_rings"
NOBODY = "nobody"  # with a wrong password: it may be anybody's name
ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's address


def strangers(promises: Promises, ways: Ways) -> list[Stranger]:
    """Returns the calls that prove that nobody else calls out; none where a file does not promise it.

    With a login that nobody has and from nobody's address over each trunk, with each login and a wrong password, and
    from the addresses right before and right after each network.
    """
    if not promises.rules.get(ONLY_THESE, (0, False))[1]:
        return []
    firsts = [way.numbers[0].name for way in ways.all if way.numbers]
    found = [(number, word, who) for number in firsts for word, who in (("user_name", NOBODY), ("address", ELSEWHERE))]
    for each in promises.calls_out:
        callers = [("user_name", each.caller)] if each.is_login else [("address", one) for one in _beside(each.caller)]
        found += [(number, *caller) for number in _meant(each.shows, each.trunk, ways)[:1] for caller in callers]
    networks = [IPv4Network(one) for each in promises.calls_out if not each.is_login and (one := network(each.caller))]
    return [
        {"number": number, word: who}
        for number, word, who in dict.fromkeys(found)
        if word != "address" or not any(IPv4Address(who) in one for one in networks)
    ]


def _beside(caller: str) -> Iterator[str]:
    """Yields the addresses right before and right after a network."""
    if text := network(caller):
        ends = IPv4Network(text)
        for number in (int(ends.network_address) - 1, int(ends.broadcast_address) + 1):
            if 0 <= number < 2**32:
                yield str(IPv4Address(number))


def broken_by_ringing(
    promises: Promises, ways: Ways, rows: Sequence[Row], of_strangers: Sequence[Row] = ()
) -> list[Broken]:
    """Returns the promises that an account does not hold, and those that no call has proven."""
    found = [replace(each, change="") for each in broken(promises, ways, ways, ())]
    known = {each.line for each in found}
    for promise in promises.calls_in:
        found += () if promise.line in known else _in(promise, ways, rows)
    for each in promises.calls_out:
        found += () if each.line in known else _out(each, ways, rows)
    line, is_set = promises.rules.get(EVERY_NUMBER, (0, False))
    found += _silent(line, ways, rows) if is_set and line not in known else ()
    found += _let_in(promises, of_strangers)
    return sorted(folded(found), key=lambda each: each.line)


def _in(promise: In, ways: Ways, rows: Sequence[Row]) -> Iterator[Broken]:
    for number in _meant(promise.numbers, promise.trunk, ways):
        yield from _judged(promise.line, number, _calls_in(number, rows))
    trunks = {way.name for number in _meant(promise.numbers, promise.trunk, ways) for way, _ in ways.numbers(number)}
    reached = [row for row in rows if row.get("direction") == "in" and row["trunk"] in trunks and row["well"]]
    places = {place(str(row.get("destination", "")).removeprefix("sip:")) for row in reached}
    for wanted in promise.rings:
        if place(wanted.casefold()) not in places:
            yield Broken(promise.line, (wanted,), "no call has been answered there")


def _silent(line: int, ways: Ways, rows: Sequence[Row]) -> Iterator[Broken]:
    """Yields the numbers that nobody has answered; one destination of several is enough."""
    for number in [number.name for way in ways.all for number in way.numbers]:
        calls = _calls_in(number, rows)
        if not any(row["well"] for row in calls):
            yield from _judged(line, number, calls)


def _calls_in(number: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("direction") == "in" and row["number"] == number]


def _out(promise: Out, ways: Ways, rows: Sequence[Row]) -> Iterator[Broken]:
    names = {promise.caller, network(promise.caller)}
    own = [row for row in rows if row.get("direction") == "out" and names & {*str(row.get("by")).split()}]
    for number in _meant(promise.shows, promise.trunk, ways):
        calls = [row for row in own if row["number"] == number and not str(row["by"]).endswith(" alone")]
        yield from _judged(promise.line, f"{promise.caller}, shown {number}", calls)


def _let_in(promises: Promises, rows: Sequence[Row]) -> Iterator[Broken]:
    line, _ = promises.rules.get(ONLY_THESE, (0, False))
    for row in rows:
        if "status" in row and not row["well"]:
            said = f"{row['status'] or ''} {row['reason']}".strip()
            why = f"a stranger's call was not refused: {said}" if row["status"] else f"not proven: {row['fault']}"
            yield Broken(line, (f"{row['by']}, shown {row['number']}",), why, is_known=row["status"] is not None)


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
