"""What the other side is reported of a trunk: all of it, by either way, with the password a secret."""

import inspect
import json
from collections.abc import Callable
from typing import Any, get_type_hints

import pulumi
import pytest

from exotel_pulumi import (
    CallerId,
    Credential,
    DestinationUri,
    PhoneNumber,
    SipTrunk,
    Trunk,
    TrunkFacts,
    WhitelistedIp,
    trunk_facts,
)
from exotel_pulumi.errors import DeclarationError, SettingsError
from tests.sip_trunk.program import DESTINATION, IP, NUMBER, line, resolved, run

LOGIN = {"user_name": "livekit_prod", "password": "Sesame_0pen", "friendly_name": None, "id": "7"}
FACTS: dict[str, Any] = {
    "account_sid": "acme1",
    "region": "mumbai",
    "api_host": "api.in.exotel.com",
    "trunk_sid": "sid_of_voice",
    "trunk_name": "voice_ai",
    "sip_domain": "acme1.pstn.exotel.com",
    "dial_whom": "sip:sid_of_voice",
    "numbers": [
        {"e164": NUMBER, "mode": "pstn", "mapping_id": "7"},
        {"e164": "+918047112233", "mode": "pstn", "mapping_id": "7"},
    ],
    "edge_tcp": {"host": "in.voip.exotel.com", "port": 5070, "host_port": "in.voip.exotel.com:5070"},
    "edge_tls": {"host": "in.voip.exotel.com", "port": 443, "host_port": "in.voip.exotel.com:443"},
    "address_edge_tcp": {"host": "pstn.in2.exotel.com", "port": 5070, "host_port": "pstn.in2.exotel.com:5070"},
    "address_edge_tls": {"host": "pstn.in2.exotel.com", "port": 443, "host_port": "pstn.in2.exotel.com:443"},
    "credential": LOGIN,
    "credentials": [LOGIN],
    "acl": [f"{IP}/32"],
    "destinations": [DESTINATION],
    "media": {"ips": [], "udp_from": 10000, "udp_to": 40000},
    "caller_id": NUMBER,
    "signalling_source_ips": [],
}


def by_hand(**more: Any) -> pulumi.Output[TrunkFacts]:
    trunk = Trunk("voice", trunk_name="voice_ai")
    return trunk_facts(
        trunk=trunk,
        phone_numbers=[PhoneNumber(number, trunk=trunk, phone_number=number) for number in (NUMBER, "+918047112233")],
        credentials=[Credential("login", trunk=trunk, user_name="livekit_prod")],
        whitelisted_ips=[WhitelistedIp("acl", trunk=trunk, ip=IP)],
        destinations=[DestinationUri("in", trunk=trunk, destination=DESTINATION)],
        caller_id=CallerId("caller", trunk=trunk, phone_number=NUMBER),
        **more,
    )


WAYS: dict[str, Callable[..., pulumi.Output[TrunkFacts]]] = {
    "a line": lambda **more: line(**more).facts,
    "six resources": by_hand,
}
both_ways = pytest.mark.parametrize("facts_of", WAYS.values(), ids=WAYS)


def reported(facts_of: Callable[..., pulumi.Output[TrunkFacts]], **more: Any) -> dict[str, Any]:
    return dict(resolved(lambda: {"facts": facts_of(**more)})["facts"])


@pytest.mark.parametrize(
    ("url", "region", "facts"),
    [
        ("https://api.exotel.com", None, ("singapore", None)),
        ("https://api.exotel.com/", "mumbai", ("singapore", None)),
        ("https://api.in.exotel.com", "singapore", ("mumbai", "in.voip.exotel.com")),
        ("https://exotel.example.com", "singapore", ("singapore", None)),
    ],
)
def test_an_address_of_a_region_beats_the_region_here_too(
    monkeypatch: pytest.MonkeyPatch, url: str, region: str | None, facts: tuple[str, str | None]
) -> None:
    monkeypatch.setenv("EXOTEL_API_URL", url)
    if region:
        monkeypatch.setenv("EXOTEL_REGION", region)
    known = reported(WAYS["a line"])
    assert (known["region"], known["edge_tls"] and known["edge_tls"]["host"]) == facts


def test_a_trunk_whose_domain_exotel_does_not_say_has_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def program() -> dict[str, Any]:
        trunk = Trunk("voice", trunk_name="voice_ai")
        monkeypatch.setattr(trunk, "domain_name", pulumi.Output.from_input(None))
        return {"facts": trunk_facts(trunk=trunk)}

    assert resolved(program)["facts"]["sip_domain"] == "acme1.pstn.exotel.com"


@both_ways
def test_all_facts(facts_of: Callable[..., pulumi.Output[TrunkFacts]]) -> None:
    facts = reported(facts_of)
    assert facts == FACTS
    assert facts.keys() == get_type_hints(TrunkFacts).keys()
    assert json.loads(json.dumps(facts)) == facts


@both_ways
def test_s47_they_are_a_secret_where_a_password_is_among_them(
    facts_of: Callable[..., pulumi.Output[TrunkFacts]],
) -> None:
    secret: list[bool] = []

    async def program() -> None:
        secret.append(await facts_of().is_secret())

    run(program)
    assert secret == [True]


def test_without_a_login_nothing_is_secret() -> None:
    secret: list[bool] = []

    async def program() -> None:
        without = line(user_names=(), scenario="pbx")
        secret.extend([await without.facts.is_secret(), await without.hand_steps.is_secret()])

    run(program)
    assert secret == [False, False]


def test_a_trunk_alone_has_facts() -> None:
    facts = reported(lambda: trunk_facts(trunk=Trunk("voice", trunk_name="voice_ai")))
    empty: dict[str, Any] = {
        "numbers": [],
        "credential": None,
        "credentials": [],
        "acl": [],
        "destinations": [],
        "caller_id": None,
    }
    assert facts == {**FACTS, **empty}


@both_ways
def test_edges_and_addresses_are_inputs(facts_of: Callable[..., pulumi.Output[TrunkFacts]]) -> None:
    facts = reported(
        facts_of,
        edge_tcp="edge.example.com:5071",
        edge_tls=pulumi.Output.from_input("edge.example.com:444"),
        media_ips=["13.233.10.1"],
        signalling_source_ips=["13.233.10.2", pulumi.Output.from_input("13.233.10.3")],
    )
    tcp = {"host": "edge.example.com", "port": 5071, "host_port": "edge.example.com:5071"}
    tls = {"host": "edge.example.com", "port": 444, "host_port": "edge.example.com:444"}
    assert facts == {
        **FACTS,
        **dict.fromkeys(("edge_tcp", "address_edge_tcp"), tcp),
        **dict.fromkeys(("edge_tls", "address_edge_tls"), tls),
        "media": {**FACTS["media"], "ips": ["13.233.10.1"]},
        "signalling_source_ips": ["13.233.10.2", "13.233.10.3"],
    }


@both_ways
@pytest.mark.parametrize("how", ["environment", "configuration"])
def test_edges_may_be_set_for_every_program(
    facts_of: Callable[..., pulumi.Output[TrunkFacts]], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "environment":
        monkeypatch.setenv("EXOTEL_EDGE_TLS", "edge.example.com:444")
    else:
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"exotel:edgeTls": "edge.example.com:444"}))
    facts = reported(facts_of)
    assert facts["edge_tls"] == facts["address_edge_tls"]
    assert facts["edge_tls"]["host_port"] == "edge.example.com:444"
    assert facts["edge_tcp"] == FACTS["edge_tcp"]
    assert reported(facts_of, edge_tls="own.example.com:443")["edge_tls"]["host"] == "own.example.com"


@both_ways
def test_singapore_has_one_edge_for_addresses_alone(
    facts_of: Callable[..., pulumi.Output[TrunkFacts]], monkeypatch: pytest.MonkeyPatch
) -> None:
    singapore: dict[str, Any] = {
        "region": "singapore",
        "api_host": "api.exotel.com",
        **dict.fromkeys(("edge_tcp", "edge_tls", "address_edge_tcp")),
        "address_edge_tls": {"host": "pstn.sgp1.exotel.com", "port": 443, "host_port": "pstn.sgp1.exotel.com:443"},
    }
    assert reported(facts_of, region="singapore") == {**FACTS, **singapore}
    monkeypatch.setenv("EXOTEL_REGION", "singapore")
    assert reported(facts_of) == {**FACTS, **singapore}
    assert reported(facts_of, edge_tls="sip.example.com:443")["edge_tls"]["host_port"] == "sip.example.com:443"
    assert reported(facts_of, region="mumbai") == FACTS


def test_the_stacks_configuration_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    config = {"exotel:accountSid": "acme2", "exotel:apiUrl": "https://exotel.example.com:8443/api"}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
    facts = reported(by_hand)
    assert (facts["account_sid"], facts["api_host"]) == ("acme2", "exotel.example.com:8443")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"edge_tcp": "in.voip.exotel.com"}, "edge_tcp 'in.voip.exotel.com' is no edge"),
    ({"edge_tls": "sip:in.voip.exotel.com:443"}, "edge_tls 'sip:in.voip.exotel.com:443' is no edge"),
    ({"edge_tls": "in.voip.exotel.com:70000"}, "edge_tls 'in.voip.exotel.com:70000' is no edge"),
    ({"region": "delhi"}, "region 'delhi' must be mumbai or singapore"),
    ({"region": "India"}, "region 'India' must be mumbai or singapore: write \"mumbai\""),
    ({"media_ips": "13.233.10.20"}, "media_ips must be a list, not text"),
    ({"signalling_source_ips": pulumi.Output.from_input([])}, "signalling_source_ips must be a list, not Output"),
]


@pytest.mark.parametrize(("more", "fault"), WRONG, ids=[fault for _, fault in WRONG])
def test_what_is_wrong_is_reported_before_anything_is_registered(more: dict[str, Any], fault: str) -> None:
    def program() -> None:
        with pytest.raises(DeclarationError, match=fault):
            line(**more)

    assert run(program).registered == {}


def test_an_edge_is_also_checked_once_it_is_known() -> None:
    def program() -> pulumi.Output[Any]:
        return by_hand(edge_tcp=pulumi.Output.from_input("in.voip.exotel.com"))

    with pytest.raises(DeclarationError, match="is no edge"):
        run(program)


def test_without_an_account_the_command_for_it_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXOTEL_ACCOUNT_SID")

    def program() -> None:
        with pytest.raises(SettingsError, match=r"pulumi config set exotel:accountSid") as caught:
            line()
        assert "apiToken" not in str(caught.value)

    assert run(program).registered == {}


def test_a_line_and_its_parts_take_the_same_arguments() -> None:
    facts, whole = inspect.signature(trunk_facts).parameters, inspect.signature(SipTrunk.__init__).parameters
    assert {*facts} - {*whole} == {"trunk", "credentials"}
    outside = [name for name in facts if facts[name].annotation == whole.get(name, facts[name]).annotation]
    assert {"region", "edge_tcp", "edge_tls", "media_ips", "signalling_source_ips"} <= {*outside}


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        (
            {},
            [
                "In Exotel's console, make a flow whose Connect applet dials sip:sid_of_voice and nothing else.",
                f"Assign {NUMBER}, +918047112233 to that flow.",
            ],
        ),
        (
            {"direction": "inbound", "phone_numbers": ()},
            [
                "In Exotel's console, make a flow whose Connect applet dials sip:sid_of_voice and nothing else.",
                "Assign the phone number to that flow.",
            ],
        ),
        ({"direction": "outbound"}, []),
    ],
    ids=["both ways", "in, without a number", "out"],
)
def test_what_is_left_to_be_done_by_hand(changes: dict[str, Any], steps: list[str]) -> None:
    assert resolved(lambda: {"steps": line(**changes).hand_steps}) == {"steps": steps}


def test_the_outputs_of_a_line() -> None:
    def program() -> dict[str, pulumi.Input[Any]]:
        voice = line()
        return {name: getattr(voice, name) for name in ("trunk_sid", "sip_domain", "dial_whom")}

    assert resolved(program) == {name: FACTS[name] for name in ("trunk_sid", "sip_domain", "dial_whom")}
