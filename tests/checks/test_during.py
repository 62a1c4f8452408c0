"""The fate of ways, by what the simulator has recorded; and calls that contradict the record."""

from collections.abc import Sequence
from typing import Any

import pytest

from exotel_pulumi.account.promises import calls_file
from exotel_pulumi.checks.during import Fate, as_data, fates, off_too_long, unseen
from exotel_pulumi.checks.ways_seen import Gap, Record, Seen
from exotel_pulumi.cli.ways import lines, tally, turns_of

TURNS = (0, 1), (3, 0), (4, 1)  # off from write 3 to write 4


def turn(write: int, is_well: int) -> dict[str, Any]:
    path = f"/v2/accounts/acme1/trunks/trmum1a/phone-numbers/4152{write}"
    method = "POST" if is_well else "DELETE"
    return {"write": write, "method": method, "path": path, "is_well": bool(is_well), "said": "here"}


def seen(number: int = 1, turns: Sequence[tuple[int, int]] = TURNS, **changes: Any) -> Seen:
    made = [turn(*each) for each in turns]
    gaps = [Gap(off, on) for off, on in zip(made[1::2], [*made[2::2], None], strict=False)]
    given = {"direction": "in", "by": "", "password": 0, "before": "here", "after": "here", **changes}
    return Seen(number=f"+91{number:010}", gaps=gaps, turns=made, **given)


STAYS: Sequence[tuple[int, int]] = ((0, 1),)
OFF: Sequence[tuple[int, int]] = ((0, 1), (3, 0))
OUT: dict[str, Any] = {"direction": "out", "by": "login bot", "password": 1}


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([seen(turns=STAYS)], {1: Fate.UNCHANGED}),
        ([seen(turns=STAYS, after="there")], {1: Fate.CHANGED}),
        ([seen()], {1: Fate.INTERRUPTED}),
        ([seen(turns=OFF, after="")], {1: Fate.STOPS}),
        ([seen(turns=OFF, after="", is_gone=True)], {1: Fate.GONE}),
        ([seen(turns=[(2, 1)], before="")], {1: Fate.BEGINS}),
        ([seen(turns=[(2, 1), (3, 0)], before="", after="")], {}),
        # An old password is off until the other side has the new one, if that is let in.
        ([seen(turns=OFF, after="", **OUT), seen(before="", **{**OUT, "password": 2})],
         {1: Fate.INTERRUPTED, 2: Fate.BEGINS}),
        ([seen(turns=OFF, after="", **OUT), seen(2, before="", **{**OUT, "password": 2})],
         {1: Fate.STOPS, 2: Fate.BEGINS}),
    ],
)  # fmt: skip
def test_what_becomes_of_a_way(ways: list[Seen], expected: dict[int, Fate]) -> None:
    assert {each.password or 1: fate for fate, each in fates(Record(4, ways))} == expected


def test_a_thousand_numbers_that_fare_alike_are_one_row() -> None:
    ways = [seen(number, [(0, 1), (number, 0), (number + 2 * (number % 2) + 1, 1)]) for number in range(1, 1001)]
    ways += [
        seen(5000 + number, OFF, after="", why=f"+91{5000 + number:010} is on no trunk", **OUT) for number in (1, 2)
    ]
    ways += [seen(2000 + number, STAYS) for number in range(500)]
    found = fates(Record(2000, ways))
    assert [(line.fate, line.text) for line in lines(found)] == [
        (Fate.STOPS, "out  login bot, shown 2 numbers, first +910000005001: refused from DELETE phone-numbers on"),
        (None, "+910000005001 is on no trunk"),
        (
            Fate.INTERRUPTED,
            "in   1,000 numbers, first +910000000001: refused from DELETE phone-numbers to POST phone-numbers "
            "(up to 4 writing requests)",
        ),
        (Fate.UNCHANGED, "500 ways"),
    ]
    assert tally(found) == "2 stop · 1,000 interrupted · 500 unchanged"
    assert [each["off"][0]["requests"] for each in as_data(Record(2000, ways), found)["ways"]][1:5] == [None, 4, 2, 4]


def call(first: int, last: int, **changes: Any) -> dict[str, Any]:
    given = {"direction": "in", "number": "+910000000001", "by": "", "password": 0, "well": False, "refused": False}
    return {**given, "call": 0, "at": "12:00:00.000", "status": None, "writes": [first, last], **changes}


@pytest.mark.parametrize(
    ("sampled", "is_contradicted"),
    [
        (call(0, 2, refused=True), True),
        (call(0, 3, refused=True), False),  # while it was placed, the way went off
        (call(3, 3, refused=True), False),
        (call(3, 3, well=True), True),
        (call(2, 3, well=True), False),
        (call(3, 4, well=True), False),
        (call(4, 4, refused=True), True),
        (call(3, 3), False),  # failed on this machine
        (call(0, 4, number="+919999999999", refused=True), False),  # never let in, and so no way
        (call(0, 4, number="+919999999999", well=True), True),
    ],
)
def test_a_call_is_held_against_the_record_by_the_writes_between_which_it_was_placed(
    sampled: dict[str, Any], is_contradicted: bool
) -> None:
    assert bool(unseen(Record(4, [seen()]), [sampled])) is is_contradicted


def test_the_calls_of_a_way_are_one_line() -> None:
    calls = [call(0, 0, well=True), call(1, 1, well=True), call(3, 3, refused=True, status=404, at="12:00:01.500")]
    calls += [call(0, 0, well=True, number="+910000000002")]
    numbered = [each | {"call": place} for place, each in enumerate(calls)]
    assert [*turns_of(numbered[::-1])] == ["in to +910000000001: 2 let through, 1 refused at 12:00:01.500 with 404"]


def test_the_longest_gap_is_of_calls_in_that_shall_still_be_there() -> None:
    promises = calls_file.read("[rules]\nlongest_gap = 1\n", "calls.toml")
    ways = [
        seen(1),
        seen(2, OFF, after=""),
        seen(3, OFF, after="", is_gone=True),
        seen(4, **OUT),
        seen(5, [(2, 1), (3, 0), (4, 1)], before=""),
    ]
    found = off_too_long(promises, Record(8, ways))
    assert [(each.line, each.ways, each.why) for each in found] == [
        (2, ("+910000000001",), "off for 2 requests; longest_gap is 1"),
        (2, ("+910000000002",), "off for 6 requests; longest_gap is 1"),
    ]
