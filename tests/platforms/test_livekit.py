"""LiveKit's bodies, parsed and sent with LiveKit's own library."""

import asyncio
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from livekit import api
from livekit.protocol import sip

from exotel_pulumi import errors
from exotel_pulumi.platforms import elevenlabs, livekit
from tests.platforms.made import NO_LOGIN, NUMBER, OTHER_NUMBER, PASSWORD, TWO_NUMBERS, body, line, output, unknown
from tests.platforms.stand_in import Arrived, StandIn


def parsed(message: Message, payload: dict[str, Any]) -> Any:
    """Returns the payload as LiveKit's own type. As with `lk`, an unknown field or constant is an error."""
    return json_format.ParseDict(payload, message, ignore_unknown_fields=False)


def outbound(payload: dict[str, Any]) -> sip.SIPOutboundTrunkInfo:
    return parsed(sip.CreateSIPOutboundTrunkRequest(), payload).trunk  # type: ignore[no-any-return]


def inbound(payload: dict[str, Any]) -> sip.SIPInboundTrunkInfo:
    return parsed(sip.CreateSIPInboundTrunkRequest(), payload).trunk  # type: ignore[no-any-return]


def rule(payload: dict[str, Any]) -> sip.SIPDispatchRuleInfo:
    return parsed(sip.CreateSIPDispatchRuleRequest(), payload).dispatch_rule  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("transport", "address", "constant", "encryption"),
    [
        ("tls", "in.voip.exotel.com:443", sip.SIP_TRANSPORT_TLS, sip.SIP_MEDIA_ENCRYPT_ALLOW),
        ("tcp", "in.voip.exotel.com:5070", sip.SIP_TRANSPORT_TCP, sip.SIP_MEDIA_ENCRYPT_DISABLE),
    ],
)
def test_an_outbound_trunk_has_edge_numbers_and_login(
    transport: Any, address: str, constant: int, encryption: int
) -> None:
    trunk = outbound(body(lambda: livekit.outbound_trunk(line(), transport=transport)))
    assert (trunk.name, trunk.address, trunk.transport) == ("voice_ai", address, constant)
    assert list(trunk.numbers) == [NUMBER]
    assert (trunk.auth_username, trunk.auth_password) == ("livekit_prod", PASSWORD)
    assert trunk.media.encryption == encryption
    assert trunk.destination_country == "in"
    assert (trunk.from_host, trunk.sip_trunk_id) == ("demo.pstn.exotel.com", "")


def test_an_outbound_trunk_takes_every_argument() -> None:
    trunk = outbound(
        body(
            lambda: livekit.outbound_trunk(
                line(numbers=TWO_NUMBERS, region="singapore"),
                name="agent",
                phone_numbers=[pulumi.Output.from_input(OTHER_NUMBER)],
                user_name="livekit_prod",
                encryption="required",
                edge="edge.example.com:8443",
                codecs=["PCMA/8000", "PCMU"],
                destination_country="sg",
                from_host="other.pstn.exotel.com",
                fields={
                    "metadata": pulumi.Output.from_input("m"),
                    "headers": {"X-A": "b"},
                    "media": {"media_timeout": "30s"},
                },
            )
        )
    )
    assert (trunk.name, trunk.address, list(trunk.numbers)) == ("agent", "edge.example.com:8443", [OTHER_NUMBER])
    assert (trunk.destination_country, trunk.from_host) == ("sg", "other.pstn.exotel.com")
    assert trunk.media.encryption == sip.SIP_MEDIA_ENCRYPT_REQUIRE
    assert [(codec.name, codec.rate) for codec in trunk.media.codecs] == [("PCMA", 8000), ("PCMU", 8000)]
    assert trunk.media.only_listed_codecs
    assert trunk.media.media_timeout.seconds == 30
    assert (trunk.metadata, dict(trunk.headers)) == ("m", {"X-A": "b"})


def test_the_host_of_the_from_header_may_be_left_out() -> None:
    payload = body(lambda: livekit.outbound_trunk(line(), from_host=""))
    assert "from_host" not in payload["trunk"]


@pytest.mark.parametrize("encryption", ["allowed", "required"])
@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("make", [livekit.outbound_trunk, elevenlabs.phone_number])
def test_srtp_over_tcp_is_refused_where_there_is_no_falling_back(make: Any, encryption: Any, preview: bool) -> None:
    """LiveKit offers RTP/SAVP alone where SRTP is allowed, and so does ElevenLabs, which is built on it."""
    known = line(trunk_sid=unknown() if preview else "x")
    with pytest.raises(errors.DeclarationError, match="cannot work over TCP"):
        output(lambda: make(known, transport="tcp", encryption=encryption), preview=preview)


def test_a_number_that_is_only_called_may_allow_srtp() -> None:
    made = body(lambda: elevenlabs.phone_number(line(), direction="inbound", transport="tcp", encryption="allowed"))
    assert made["inbound_trunk_config"]["media_encryption"] == "allowed"


def test_headers_of_exotel_become_attributes_of_the_caller() -> None:
    trunk = inbound(body(lambda: livekit.inbound_trunk(line())))
    assert dict(trunk.headers_to_attributes) == {
        "X-Exotel-CallSid": "exotel.call_sid",
        "X-Exotel-LegSid": "exotel.leg_sid",
        "X-Exotel-TrunkSid": "exotel.trunk_sid",
        "P-Asserted-Identity": "exotel.asserted_identity",
    }
    late = {"X-A": pulumi.Output.from_input("a")}
    own = inbound(body(lambda: livekit.inbound_trunk(line(), headers_to_attributes=late)))
    assert dict(own.headers_to_attributes) == {"X-A": "a"}
    assert "headers_to_attributes" not in body(lambda: livekit.inbound_trunk(line(), headers_to_attributes={}))["trunk"]


def test_no_country_is_guessed_outside_india() -> None:
    trunk = outbound(body(lambda: livekit.outbound_trunk(line(region="singapore"))))
    assert trunk.destination_country == ""


def test_an_inbound_trunk_has_numbers_and_addresses() -> None:
    trunk = inbound(body(lambda: livekit.inbound_trunk(line(numbers=TWO_NUMBERS, **NO_LOGIN))))
    assert (trunk.name, list(trunk.numbers)) == ("voice_ai", [NUMBER, OTHER_NUMBER])
    assert list(trunk.allowed_addresses) == ["203.0.113.7"]
    assert trunk.media.encryption == sip.SIP_MEDIA_ENCRYPT_ALLOW
    assert (trunk.auth_username, trunk.auth_password) == ("", "")


def test_an_inbound_trunk_takes_other_addresses_or_none() -> None:
    others = inbound(body(lambda: livekit.inbound_trunk(line(), allowed_addresses=["203.0.113.0/28"])))
    assert list(others.allowed_addresses) == ["203.0.113.0/28"]
    none = inbound(body(lambda: livekit.inbound_trunk(line(signalling_source_ips=[]), encryption="disabled")))
    assert list(none.allowed_addresses) == []
    assert none.media.encryption == sip.SIP_MEDIA_ENCRYPT_DISABLE


def test_a_dispatch_rule_puts_each_call_into_a_room_with_an_agent() -> None:
    made = rule(body(lambda: livekit.dispatch_rule(line(), trunk_ids=["ST_1"], agent_name="receptionist")))
    assert (made.name, list(made.trunk_ids), list(made.numbers)) == ("voice_ai", ["ST_1"], [])
    assert made.rule.dispatch_rule_individual.room_prefix == "call-"
    assert [agent.agent_name for agent in made.room_config.agents] == ["receptionist"]


def test_a_dispatch_rule_without_a_trunk_holds_for_the_numbers() -> None:
    lobby = {"dispatch_rule_direct": {"room_name": "lobby"}}
    made = rule(body(lambda: livekit.dispatch_rule(line(), rule=lobby, fields={"hide_phone_number": True})))
    assert (list(made.trunk_ids), list(made.numbers)) == ([], [NUMBER])
    assert made.rule.dispatch_rule_direct.room_name == "lobby"
    assert made.hide_phone_number
    assert list(made.room_config.agents) == []


def test_a_trunk_sid_of_exotel_is_refused_as_a_trunk_id() -> None:
    with pytest.raises(errors.DeclarationError, match="'trmum1x' is no id of a LiveKit trunk"):
        body(lambda: livekit.dispatch_rule(line(), trunk_ids=["trmum1x"]))


def test_the_library_sends_every_body() -> None:
    requests: dict[str, Message] = {
        "CreateSIPOutboundTrunk": parsed(
            sip.CreateSIPOutboundTrunkRequest(), body(lambda: livekit.outbound_trunk(line()))
        ),
        "CreateSIPInboundTrunk": parsed(
            sip.CreateSIPInboundTrunkRequest(), body(lambda: livekit.inbound_trunk(line()))
        ),
        "CreateSIPDispatchRule": parsed(
            sip.CreateSIPDispatchRuleRequest(), body(lambda: livekit.dispatch_rule(line(), trunk_ids=["ST_1"]))
        ),
    }

    def answer(request: Arrived) -> bytes:
        arrived = type(requests[request.path.rpartition("/")[2]]).FromString(request.content)
        kept = getattr(arrived, "dispatch_rule", None) or arrived.trunk  # type: ignore[attr-defined]
        return bytes(kept.SerializeToString())

    async def send(url: str) -> list[Message]:
        async with api.LiveKitAPI(url, "key", "secret" * 8) as client:
            return [
                await client.sip.create_outbound_trunk(requests["CreateSIPOutboundTrunk"]),  # type: ignore[arg-type]
                await client.sip.create_inbound_trunk(requests["CreateSIPInboundTrunk"]),  # type: ignore[arg-type]
                await client.sip.create_dispatch_rule(requests["CreateSIPDispatchRule"]),  # type: ignore[arg-type]
            ]

    with StandIn(answer, "application/protobuf") as stand_in:
        loop = asyncio.new_event_loop()  # not `asyncio.run`, which removes the loop that Pulumi's mocks use
        made = loop.run_until_complete(send(stand_in.url))
        loop.close()
    assert [request.path for request in stand_in.arrived] == [f"/twirp/livekit.SIP/{method}" for method in requests]
    for request, sent in zip(stand_in.arrived, requests.values(), strict=True):
        assert type(sent).FromString(request.content) == sent
    assert made[0].auth_password == PASSWORD  # type: ignore[attr-defined]


def test_a_field_in_another_spelling_cannot_be_set_twice() -> None:
    """Expects an error, for LiveKit's library takes both spellings of a field, and uses the last one silently."""
    payload = body(lambda: livekit.outbound_trunk(line()))
    payload["trunk"]["authUsername"] = "other"
    assert outbound(payload).auth_username == "other"
    with pytest.raises(errors.DeclarationError, match="fields: authUsername is set already"):
        body(lambda: livekit.outbound_trunk(line(), fields={"authUsername": "other"}))


def test_the_library_refuses_a_wrong_constant() -> None:
    with pytest.raises(json_format.ParseError):
        outbound({"trunk": {"transport": "tls"}})


def test_a_country_has_two_letters() -> None:
    with pytest.raises(errors.DeclarationError, match="destination_country='India' is no code of a country"):
        body(lambda: livekit.outbound_trunk(line(), destination_country="India"))
