"""VideoSDK's bodies, compared with its API reference: no Python library knows these bodies."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import videosdk
from tests.platforms.documented import VIDEOSDK_INBOUND, VIDEOSDK_OUTBOUND, VIDEOSDK_RULE, check
from tests.platforms.made import NO_LOGIN, NUMBER, OTHER_NUMBER, PASSWORD, TWO_NUMBERS, body, line


def test_an_inbound_gateway_has_numbers_and_addresses() -> None:
    made = body(lambda: videosdk.inbound_gateway(line(numbers=TWO_NUMBERS, **NO_LOGIN), geo_region="in002"))
    check(made, VIDEOSDK_INBOUND)
    assert made == {
        "name": "voice_ai",
        "numbers": [NUMBER, OTHER_NUMBER],
        "allowedAddresses": ["203.0.113.7"],
        "geoRegion": "in002",
    }
    anyone = body(lambda: videosdk.inbound_gateway(line(signalling_source_ips=[]), fields={"record": True}))
    check(anyone, VIDEOSDK_INBOUND)
    assert "allowedAddresses" not in anyone


@pytest.mark.parametrize(
    ("transport", "address", "srtp"),
    [("tls", "in.voip.exotel.com:443", "enable"), ("tcp", "in.voip.exotel.com:5070", "disable")],
)
def test_an_outbound_gateway_has_edge_numbers_and_login(transport: Any, address: str, srtp: str) -> None:
    made = body(lambda: videosdk.outbound_gateway(line(), transport=transport, fields={"enableDtmf": True}))
    check(made, VIDEOSDK_OUTBOUND)
    assert made == {
        "name": "voice_ai",
        "numbers": [NUMBER],
        "address": address,
        "transport": transport,
        "auth": {"username": "livekit_prod", "password": PASSWORD},
        "mediaEncryption": srtp,
        "enableDtmf": True,
    }


def test_a_routing_rule_gives_each_caller_a_room_with_an_agent() -> None:
    made = body(lambda: videosdk.routing_rule(line(), gateway_id="gateway_1", agent_id="agent_1", agent_type="self"))
    check(made, VIDEOSDK_RULE)
    assert made["dispatch"] == {
        "room": {"type": "dynamic", "prefix": "participantNumber"},
        "agent": {"type": "self", "id": "agent_1"},
    }
    lobby = body(lambda: videosdk.routing_rule(line(), gateway_id="gateway_1", room={"type": "static", "id": "x"}))
    check(lobby, VIDEOSDK_RULE)
    assert lobby["dispatch"] == {"room": {"type": "static", "id": "x"}}


def test_another_type_of_agent_is_refused() -> None:
    given: Any = {"agent_type": "mine"}
    with pytest.raises(errors.DeclarationError, match="agent_type='mine' cannot be used"):
        videosdk.routing_rule(line(), gateway_id="gateway_1", **given)


@pytest.mark.parametrize("make", [videosdk.inbound_gateway, videosdk.outbound_gateway])
def test_a_region_that_no_library_has_is_refused(make: Any) -> None:
    assert body(lambda: make(line(), geo_region="auto"))["geoRegion"] == "auto"
    with pytest.raises(errors.DeclarationError, match="geo_region='in001' cannot be used"):
        body(lambda: make(line(), geo_region="in001"))
