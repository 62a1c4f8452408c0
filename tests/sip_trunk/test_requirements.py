"""What each direction and scenario needs, tried out on all that can be given."""

from itertools import chain, combinations
from typing import Any

import pulumi
import pytest

from exotel_pulumi import SipTrunk
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.resources.sip_trunk import requirements
from tests.sip_trunk.program import EVERYTHING, run

GIVEN = {name: value for name, value in EVERYTHING.items() if name != "caller_id"}
ALL_SUBSETS = list(chain.from_iterable(combinations(GIVEN, size) for size in range(len(GIVEN) + 1)))

# (direction, scenario): what must be there; a tuple is a choice. From the two tables of Exotel's documents.
EITHER = ("whitelisted_ips", "user_names")
NEEDED: dict[tuple[str, str | None], list[str | tuple[str, ...]]] = {
    ("outbound", None): ["phone_numbers", EITHER],
    ("outbound", "pbx"): ["phone_numbers", "whitelisted_ips"],
    ("outbound", "cloud"): ["phone_numbers", "user_names"],
    ("outbound", "high_security"): ["phone_numbers", "whitelisted_ips", "user_names"],
    ("inbound", None): ["destinations"],
    ("inbound", "pbx"): ["destinations"],
    ("inbound", "cloud"): ["destinations"],
    ("inbound", "high_security"): ["destinations"],
    ("bidirectional", None): ["phone_numbers", EITHER, "destinations"],
    ("bidirectional", "pbx"): ["phone_numbers", "whitelisted_ips", "destinations"],
    ("bidirectional", "cloud"): ["phone_numbers", "user_names", "destinations"],
    ("bidirectional", "high_security"): ["phone_numbers", "whitelisted_ips", "user_names", "destinations"],
}


def declare(**arguments: Any) -> str:
    """Returns the error of a declaration, which must come before anything is registered."""
    reported = ""

    def program() -> None:
        nonlocal reported
        try:
            SipTrunk("voice", trunk_name="voice_ai", **arguments)
        except DeclarationError as error:
            reported = str(error)

    engine = run(program)
    assert bool(reported) != bool(engine.registered)
    return reported


def test_the_table_is_whole() -> None:
    assert {*NEEDED} == {(way, how) for way in requirements.DIRECTIONS for how in requirements.SCENARIOS}


@pytest.mark.parametrize(("stated", "needed"), NEEDED.items(), ids=str)
def test_what_is_missing_is_named_and_nothing_else(
    stated: tuple[str, str | None], needed: list[str | tuple[str, ...]]
) -> None:
    for names in ALL_SUBSETS:
        faults = requirements.missing(*stated, {name: [name] * (name in names) for name in GIVEN})
        lacking = [need for need in needed if not {need, *(need if isinstance(need, tuple) else ())} & {*names}]
        assert len(faults) == len(lacking)
        for fault, need in zip(faults, lacking, strict=True):
            assert all(name in fault for name in ([need] if isinstance(need, str) else need))
            assert stated[0] in fault


def test_all_that_is_missing_is_one_message() -> None:
    assert declare(direction="bidirectional", scenario="high_security").splitlines() == [
        "declaring the SIP trunk voice",
        "  direction 'bidirectional' needs phone_numbers (the numbers that calls go out from)",
        "  direction 'bidirectional' and scenario 'high_security' needs whitelisted_ips "
        "(the addresses that may place calls)",
        "  direction 'bidirectional' and scenario 'high_security' needs user_names "
        "(the logins with which calls are placed)",
        "  direction 'bidirectional' needs destinations (where calls that come in are delivered)",
        "  What to do: put right what is named above; nothing was sent to Exotel.",
    ]


@pytest.mark.parametrize("stated", NEEDED, ids=str)
def test_what_is_complete_is_made(stated: tuple[str, str | None]) -> None:
    assert declare(direction=stated[0], scenario=stated[1], **GIVEN) == ""


def test_directions_and_scenarios_that_there_are_not() -> None:
    reported = declare(direction="sideways", scenario="fixed_ip", **GIVEN)
    assert "there is no direction 'sideways': give one of outbound, inbound, bidirectional" in reported
    assert "there is no scenario 'fixed_ip': give one of pbx, cloud, high_security" in reported


BY_IP = "13.233.10.20:5060;transport=tcp"


@pytest.mark.parametrize(
    ("ips", "lacks"),
    [
        ([], "13.233.10.20"),
        (["13.233.10.21"], "13.233.10.20"),
        (["13.233.10.20"], ""),
        (["13.233.10.21", "13.233.10.20"], ""),
        ({"13.233.10.16": {"mask": 28}}, ""),
    ],
    ids=str,
)
@pytest.mark.parametrize("destination", [BY_IP, f"sip:{BY_IP}"])
def test_s39_an_address_that_calls_are_delivered_to_must_be_whitelisted(ips: Any, lacks: str, destination: str) -> None:
    reported = declare(direction="inbound", destinations=[destination], whitelisted_ips=ips)
    assert (f"whitelisted_ips lacks {lacks}" in reported) == bool(lacks) == bool(reported)


@pytest.mark.parametrize("ips", [{}, {"13.233.10.21": {}}], ids=["alone", "beside a known one"])
def test_s39_an_address_that_is_not_known_yet_may_be_the_one(ips: dict[str, Any]) -> None:
    given = {**ips, "office": pulumi.Output.from_input("13.233.10.20")}
    assert declare(direction="inbound", destinations=[BY_IP], whitelisted_ips=given) == ""


def test_all_that_is_wrong_is_one_message() -> None:
    reported = declare(
        direction="bidirectional",
        phone_numbers=[7],
        destinations=[8],
        whitelisted_ips=[9],
        user_names=[10],
        child_opts={"numbers": None, "logins": None},
    )
    names = ["phone_numbers", "whitelisted_ips", "destinations", "user_names", "no children 'logins'", "'numbers'"]
    assert [name for name in names if name not in reported] == []
    assert len(reported.splitlines()) == len(names) + 2


@pytest.mark.parametrize("destination", ["sip:13.233.10.20:5060;transport=tcp", " SIP:13.233.10.20:5060;transport=TCP"])
def test_s39_a_destination_under_a_name_may_have_any_spelling(destination: str) -> None:
    assert declare(direction="inbound", destinations={"pbx": destination}, whitelisted_ips=["13.233.10.20"]) == ""
    lacks = declare(direction="inbound", destinations={"pbx": destination}, whitelisted_ips=["13.233.10.21"])
    assert "whitelisted_ips lacks 13.233.10.20" in lacks


MIXED, FLOW, NO_NUMBER = "has both whitelisted_ips and user_names", "in mode flow", "has no phone_numbers"
DOUBTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"direction": "bidirectional", **GIVEN}, [MIXED]),
    ({"direction": "bidirectional", "scenario": "pbx", **GIVEN}, [MIXED]),
    ({"direction": "bidirectional", "scenario": "cloud", **GIVEN}, [MIXED]),
    ({"direction": "bidirectional", "scenario": "high_security", **GIVEN}, []),
    ({"direction": "outbound", **GIVEN, "user_names": []}, []),
    ({"direction": "outbound", **GIVEN, "whitelisted_ips": []}, []),
    ({"direction": "inbound", "destinations": GIVEN["destinations"]}, [NO_NUMBER]),
    ({"direction": "outbound", **GIVEN, "user_names": [], "phone_numbers": {"+919876543210": "pstn"}}, []),
    ({"direction": "outbound", **GIVEN, "user_names": [], "phone_numbers": {"+919876543210": "flow"}}, [FLOW]),
    ({"direction": "outbound", **GIVEN, "phone_numbers": {"+919876543210": {"mode": "flow"}}}, [MIXED, FLOW]),
]


@pytest.mark.parametrize(("arguments", "doubts"), DOUBTS)
def test_s44_what_is_rarely_meant_is_a_warning(
    arguments: dict[str, Any], doubts: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert declare(**arguments) == ""
    warnings = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == len(doubts)
    for warning, doubt in zip(warnings, doubts, strict=True):
        assert warning.startswith("the SIP trunk voice has ")
        assert doubt in warning
