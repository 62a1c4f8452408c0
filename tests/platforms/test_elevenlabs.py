"""ElevenLabs' body, parsed and sent with ElevenLabs' own SDK."""

from typing import Any

import pytest
from elevenlabs.client import ElevenLabs
from elevenlabs.conversational_ai.phone_numbers.types.phone_numbers_create_request_body import (
    PhoneNumbersCreateRequestBody_SipTrunk as SipTrunkRequest,
)

from exotel_pulumi import errors
from exotel_pulumi.platforms import elevenlabs
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line
from tests.platforms.stand_in import StandIn, answering
from tests.platforms.strict import parsed


@pytest.mark.parametrize(
    ("transport", "address", "encryption"),
    [("tls", "in.voip.exotel.com:443", "allowed"), ("tcp", "in.voip.exotel.com:5070", "disabled")],
)
def test_a_number_calls_and_is_called(transport: Any, address: str, encryption: str) -> None:
    number = parsed(SipTrunkRequest, body(lambda: elevenlabs.phone_number(line(), transport=transport)))
    assert (number.provider, number.phone_number, number.label) == ("sip_trunk", NUMBER, "voice_ai")
    outbound, inbound = number.outbound_trunk_config, number.inbound_trunk_config
    assert outbound is not None
    assert (outbound.address, outbound.transport, outbound.media_encryption) == (address, transport, encryption)
    assert outbound.credentials is not None
    assert (outbound.credentials.username, outbound.credentials.password) == ("livekit_prod", PASSWORD)
    assert inbound is not None
    assert (inbound.allowed_addresses, inbound.media_encryption) == (["203.0.113.7"], "allowed")
    assert inbound.credentials is None


def test_a_number_takes_every_argument() -> None:
    number = parsed(
        SipTrunkRequest,
        body(
            lambda: elevenlabs.phone_number(
                line(signalling_source_ips=[]),
                phone_number=NUMBER,
                label="Reception",
                agent_id="agent_1",
                encryption="required",
                edge="edge.example.com:8443",
                codecs=["PCMA/8000", "PCMU/8000"],
                allowed_numbers=["+919876543210"],
                remote_domains=["edge.example.com"],
                attributes_to_headers={"caller": "X-Caller"},
                fields={"outbound_trunk_config": {"headers": {"X-A": "b"}}},
            )
        ),
    )
    outbound, inbound = number.outbound_trunk_config, number.inbound_trunk_config
    assert (number.label, number.agent_id) == ("Reception", "agent_1")
    assert outbound is not None
    assert inbound is not None
    assert (outbound.address, outbound.media_encryption) == ("edge.example.com:8443", "required")
    assert (outbound.enabled_codecs, outbound.headers) == (["PCMA/8000", "PCMU/8000"], {"X-A": "b"})
    assert (inbound.media_encryption, inbound.allowed_addresses) == ("required", None)
    assert (inbound.remote_domains, inbound.allowed_numbers) == (["edge.example.com"], ["+919876543210"])
    assert inbound.attributes_to_headers == outbound.attributes_to_headers == {"caller": "X-Caller"}


def test_a_certificate_is_checked_against_the_host_of_the_tls_edge() -> None:
    number = parsed(SipTrunkRequest, body(lambda: elevenlabs.phone_number(line())))
    assert number.inbound_trunk_config is not None
    assert number.inbound_trunk_config.remote_domains == ["in.voip.exotel.com"]
    bare = parsed(SipTrunkRequest, body(lambda: elevenlabs.phone_number(line(edge_tls=None), transport="tcp")))
    assert bare.inbound_trunk_config is not None
    assert bare.inbound_trunk_config.remote_domains is None


def test_a_number_for_one_direction_has_one_configuration() -> None:
    """Expects an inbound number to need neither login nor edge, and each direction to have one configuration."""
    bare = line(**NO_LOGIN, edge_tls=None)
    inbound = parsed(SipTrunkRequest, body(lambda: elevenlabs.phone_number(bare, direction="inbound")))
    assert (inbound.outbound_trunk_config, inbound.inbound_trunk_config is not None) == (None, True)
    outbound = parsed(SipTrunkRequest, body(lambda: elevenlabs.phone_number(line(), direction="outbound")))
    assert (outbound.inbound_trunk_config, outbound.outbound_trunk_config is not None) == (None, True)


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(errors.DeclarationError, match="give one of: outbound, inbound, bidirectional"):
        elevenlabs.phone_number(line(), direction="both")  # type: ignore[arg-type]


def test_the_sdk_sends_a_number() -> None:
    payload = body(lambda: elevenlabs.phone_number(line(), agent_id="agent_1"))
    with StandIn(answering(phone_number_id="phnum_1")) as stand_in:
        client = ElevenLabs(api_key="key", base_url=stand_in.url)
        made = client.conversational_ai.phone_numbers.create(request=parsed(SipTrunkRequest, payload))
    [request] = stand_in.arrived
    assert (request.method, request.path) == ("POST", "/v1/convai/phone-numbers")
    assert request.headers["xi-api-key"] == "key"
    assert request.json == payload
    assert made.phone_number_id == "phnum_1"
