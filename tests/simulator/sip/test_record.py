"""The record of ways: exact after every write, silent about what cannot have changed."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip import policy
from exotel_pulumi.simulator.sip.record import Way

NUMBER, OTHER = "+918047112233", "+918047110001"
HANG = 10  # seconds
IN, SECOND_IN = Way("in", NUMBER), Way("in", OTHER)
BY_LOGIN = Way("out", NUMBER, "login bot", 1)


@pytest.fixture
def exotel() -> Iterator[Simulator]:
    with Simulator(Options(sip_flows="by-hand")) as simulator:
        yield simulator


@pytest.fixture
def sid(exotel: Simulator) -> str:
    """Makes a trunk with two numbers, whose flows dial it, a destination, a login and a network."""
    sid = exotel.add_trunk(trunk_name="cloud")
    exotel.add(sid, "destination_uris", destination="sip:pbx:5060;transport=tcp", priority=0, weight=1)
    exotel.add(sid, "credentials", user_name="bot", password="First_1")
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.0", mask=24)
    for number in (NUMBER, OTHER):
        exotel.add(sid, "phone_numbers", phone_number=number)
    exotel.exchange.flows = {NUMBER: sid, OTHER: sid}
    exotel.exchange.record.begin()
    return sid


def turns(exotel: Simulator) -> list[tuple[int, Way, bool]]:
    """Returns what has changed since the beginning."""
    return [(turn.write, turn.way, turn.is_well) for turn in exotel.exchange.record.turns if turn.write]


def row(exotel: Simulator, sid: str, table: str, **match: Any) -> str:
    return str(exotel.rows(sid, table, **match)[0]["id"])


def test_each_way_that_works_is_known_at_the_beginning(exotel: Simulator, sid: str) -> None:
    callers = ("", "login bot", "address 13.233.10.0", "address 13.233.10.255")
    known = {(turn.way.number, turn.way.by) for turn in exotel.exchange.record.turns}
    assert known == {(number, by) for number in (NUMBER, OTHER) for by in callers}


def test_a_number_that_moves_is_refused_from_its_deletion_and_rings_only_when_its_flow_dials_the_new_trunk(
    exotel: Simulator, sid: str
) -> None:
    other = exotel.add_trunk(trunk_name="other")
    exotel.add(other, "destination_uris", destination="sip:pbx:5060;transport=tcp", priority=0, weight=1)
    exotel.remove(sid, "phone_numbers", row(exotel, sid, "phone_numbers", phone_number=NUMBER))
    exotel.add(other, "phone_numbers", phone_number=NUMBER)
    assert [turn for turn in turns(exotel) if turn[1] == IN] == [(3, IN, False)]
    exotel.exchange.flows = {NUMBER: other, OTHER: sid}
    assert [turn for turn in turns(exotel) if turn[1] in (IN, SECOND_IN)] == [(3, IN, False), (5, IN, True)]


def test_a_login_is_judged_with_each_password_that_it_has_had(exotel: Simulator, sid: str) -> None:
    login = row(exotel, sid, "credentials")
    exotel.edit(sid, "credentials", login, password="Second_2")
    exotel.edit(sid, "credentials", login, friendly_name="label")
    with_new = Way("out", NUMBER, "login bot", 2)
    found = [turn for turn in turns(exotel) if turn[1].number == NUMBER]
    assert found == [(1, BY_LOGIN, False), (1, with_new, True)]
    assert "Second_2" not in str(exotel.exchange.record.as_data())


def test_of_a_network_that_is_narrowed_one_end_falls_out(exotel: Simulator, sid: str) -> None:
    exotel.edit(sid, "whitelisted_ips", row(exotel, sid, "whitelisted_ips"), mask=25)
    found = {(turn[1].by, turn[2]) for turn in turns(exotel) if turn[1].number == NUMBER}
    assert found == {("address 13.233.10.255", False), ("address 13.233.10.127", True)}


def test_a_caller_id_that_loses_its_number_stops_all_calls_out(exotel: Simulator, sid: str) -> None:
    exotel.add(sid, "settings", name=policy.ALIAS, value=OTHER)
    exotel.remove(sid, "phone_numbers", row(exotel, sid, "phone_numbers", phone_number=OTHER))
    of_login = [(turn.write, turn.is_well, turn.said[:13]) for turn in exotel.exchange.record.turns
                if turn.way == BY_LOGIN]  # fmt: skip
    assert of_login == [(0, True, NUMBER), (1, True, OTHER), (2, False, "403: the call")]


def test_both_proofs_are_one_way_where_a_trunk_wants_both() -> None:
    with Simulator(Options(sip_identify="both")) as exotel:
        sid = exotel.add_trunk(trunk_name="cloud")
        exotel.add(sid, "phone_numbers", phone_number=NUMBER)
        exotel.add(sid, "credentials", user_name="bot", password="First_1")
        exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
        exotel.exchange.record.begin()
        [turn] = exotel.exchange.record.turns
    assert turn.way == Way("out", NUMBER, "address 13.233.10.20 and login bot", 1)


def test_a_write_to_one_number_judges_that_number_alone(
    exotel: Simulator, sid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = list[str]()

    def judging(*given: Any) -> policy.Verdict:
        judged.append(given[2].shown)
        return seen(*given)

    seen = policy.verdict
    monkeypatch.setattr(policy, "verdict", judging)
    exotel.add(sid, "phone_numbers", phone_number="+918047110002")
    assert judged == ["+918047110002"] * 3


def test_the_control_path_begins_tells_and_ends(exotel: Simulator, sid: str) -> None:
    url = f"{exotel.url}/_simulator/sip/ways"
    assert requests.put(url, timeout=HANG).status_code == 204
    exotel.remove(sid, "destination_uris", row(exotel, sid, "destination_uris"))
    reported = requests.get(url, timeout=HANG).json()
    assert reported["writes"] == 1
    assert reported["turns"][-1] == {
        "write": 1, "method": "", "path": "by hand", "is_well": False,
        "way": {"direction": "in", "number": OTHER, "by": "", "password": 0},
        "said": f"the trunk cloud of {OTHER} has no destination: add an exotel.DestinationUri.",
    }  # fmt: skip
    assert requests.delete(url, timeout=HANG).status_code == 204
    exotel.add(sid, "destination_uris", destination="sip:pbx:5060;transport=tcp", priority=0, weight=1)
    assert requests.get(url, timeout=HANG).json() == reported


def test_a_way_that_is_refused_says_why_now_and_whether_a_part_of_it_is_gone(exotel: Simulator, sid: str) -> None:
    other = exotel.add_trunk(trunk_name="other")
    exotel.remove(sid, "phone_numbers", row(exotel, sid, "phone_numbers", phone_number=NUMBER))
    exotel.add(other, "phone_numbers", phone_number=NUMBER)
    exotel.remove(sid, "credentials", row(exotel, sid, "credentials"))
    exotel.edit(sid, "whitelisted_ips", row(exotel, sid, "whitelisted_ips"), mask=25)
    off = exotel.exchange.record.as_data()["off"]
    found = {(each["way"]["number"], each["way"]["by"]): (each["is_gone"], each["why"]) for each in off}
    assert {way: is_gone for way, (is_gone, _) in found.items()} == {
        (NUMBER, ""): False,
        (NUMBER, "login bot"): True,
        (OTHER, "login bot"): True,
        (NUMBER, "address 13.233.10.0"): False,
        (NUMBER, "address 13.233.10.255"): True,
        (OTHER, "address 13.233.10.255"): True,
    }
    assert "assign it, in the console, to a flow that dials that one." in found[NUMBER, ""][1]
    exotel.remove(other, "phone_numbers", row(exotel, other, "phone_numbers"))
    off = exotel.exchange.record.as_data()["off"]
    assert all(each["is_gone"] for each in off if each["way"]["number"] == NUMBER)
