"""What a rehearsal calls: as few calls as reach every login, address, number and destination."""

from collections import Counter
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip.itinerary import ELSEWHERE, HERE, Itinerary, itinerary
from exotel_pulumi.simulator.sip.sampling import sampled

ALL: dict[str, list[dict[str, Any]]] = {
    "phone_numbers": [{"phone_number": f"+9180000000{n:02}"} for n in range(3)],
    "credentials": [{"user_name": name, "password": "Sesame_0pen"} for name in ("agent", "spare")],
    "whitelisted_ips": [{"ip": "13.233.10.16", "mask": 28}],
    "destination_uris": [{"destination": f"sip:{name}.example.com:5060;transport=tcp"} for name in ("a", "b")],
}
FIRST, SECOND, THIRD = (row["phone_number"] for row in ALL["phone_numbers"])


def planned(lacking: str = "", **options: str) -> Itinerary:
    given = Options(**options)  # type: ignore[arg-type]
    with Simulator(given) as exotel:
        sid = exotel.add_trunk(trunk_name="sales")
        for table, rows in ALL.items():
            for row in rows if table not in lacking.split() else ():
                exotel.add(sid, table, **row)
        return itinerary(exotel.state, given)


def test_each_way_out_each_number_and_each_destination_is_called_once() -> None:
    out = [leg for leg in planned().legs if leg.direction == "out"]
    assert Counter(leg.by for leg in out) == {"login agent": 1, "login spare": 1, "address 13.233.10.16/28": 1}
    assert Counter(leg.number for leg in out) == {FIRST: 1, SECOND: 1, THIRD: 1}
    assert {leg.by: (leg.address, leg.login) for leg in out} == {
        "login agent": (HERE, ("agent", "Sesame_0pen")),
        "login spare": (HERE, ("spare", "Sesame_0pen")),
        "address 13.233.10.16/28": ("13.233.10.16", None),
    }
    assert [(leg.number, leg.destination) for leg in planned().legs if leg.direction == "in"] == [
        (FIRST, "sip:a.example.com:5060;transport=tcp"),
        (FIRST, "sip:b.example.com:5060;transport=tcp"),
        (SECOND, None),
        (THIRD, None),
    ]
    assert planned().untried == []
    assert "Sesame" not in repr(planned())


def test_a_sample_calls_as_the_record_judges_from_both_ends_of_a_network() -> None:
    legs = sampled(planned())
    callers = {(leg.by.split()[0], leg.address) for leg in legs if leg.direction == "out"}
    assert callers == {("login", ELSEWHERE), ("address", "13.233.10.16"), ("address", "13.233.10.31")}
    assert [leg.number for leg in legs if leg.direction == "in"] == [FIRST, SECOND, THIRD]


def test_where_a_trunk_wants_both_each_is_called_with_both_and_one_alone_must_be_refused() -> None:
    out = [leg for leg in planned(sip_identify="both").legs if leg.direction == "out"]
    assert [(leg.by, leg.address, leg.login is not None, leg.is_half) for leg in out] == [
        ("address 13.233.10.16/28 and login agent", "13.233.10.16", True, False),
        ("address 13.233.10.16/28 and login spare", "13.233.10.16", True, False),
        ("address 13.233.10.16/28 and login agent", "13.233.10.16", True, False),  # for the third number
        ("login agent", ELSEWHERE, True, True),
        ("address 13.233.10.16/28", "13.233.10.16", False, True),
    ]
    assert not any(leg.is_half for leg in planned("credentials", sip_identify="both").legs)


@pytest.mark.parametrize(
    ("lacking", "direction", "untried"),
    [
        ("destination_uris", "out", ("calls in", "the trunk has no destination", False)),
        ("credentials whitelisted_ips", "in", ("calls out", "the trunk has no login and no address", False)),
    ],
)
def test_a_line_for_one_direction_is_no_fault(lacking: str, direction: str, untried: tuple[str, str, bool]) -> None:
    found = planned(lacking)
    assert {leg.direction for leg in found.legs} == {direction}
    assert [(each.what, each.why, each.is_fault) for each in found.untried] == [untried]


def test_a_line_without_a_number_is_a_fault() -> None:
    found = planned("phone_numbers")
    assert found.legs == []
    assert [(each.what, each.is_fault) for each in found.untried] == [("calls out", True), ("calls in", True)]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["in"], 4), (["OUT"], 3), (["sales"], 7), ([SECOND], 2), (["spare"], 1), (["13.233.10.16/28"], 1),
        (["a.example.com:5060;transport=tcp"], 1), (["sip:B.example.com:5060;transport=tcp", "agent"], 2),
    ],
)  # fmt: skip
def test_only_calls_of_a_name_are_placed(names: list[str], count: int) -> None:
    assert len(planned().only(names).legs) == count


def test_a_name_of_no_call_is_refused() -> None:
    with pytest.raises(ValueError, match="no call of the rehearsal is named voice"):
        planned().only(["in", "voice"])
