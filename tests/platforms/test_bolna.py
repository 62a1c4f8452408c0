"""Bolna's bodies, compared with Bolna's API pages: no library knows these bodies."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import bolna
from tests.platforms.documented import BOLNA_CARRIER_IP, BOLNA_GATEWAY, BOLNA_NUMBER, BOLNA_TRUNK, check
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line


def test_a_trunk_has_the_login_of_the_line() -> None:
    made = body(lambda: bolna.trunk(line(), channels=20, default_inbound_agent_id="agent_1"))
    check(made, BOLNA_TRUNK)
    assert made == {
        "name": "voice_ai",
        "preset": "exotel",
        "transport": "tcp",
        "codecs": "PCMA,PCMU",
        "inbound_enabled": True,
        "outbound_enabled": True,
        "outbound_leading_plus_enabled": True,
        "auth_username": "livekit_prod",
        "auth_password": PASSWORD,
        "channels": 20,
        "default_inbound_agent_id": "agent_1",
    }


@pytest.mark.parametrize("channels", [0, 1001])
def test_bolna_has_one_to_a_thousand_channels(channels: int) -> None:
    with pytest.raises(errors.DeclarationError, match="from 1 to 1000"):
        body(lambda: bolna.trunk(line(), channels=channels))


def test_a_line_without_a_login_goes_to_the_edge_for_addresses() -> None:
    gateway = body(lambda: bolna.gateway(line(**NO_LOGIN, acl=["13.200.45.61/32"])))
    assert gateway == {"host": "pstn.in2.exotel.com", "port": 5070, "priority": 1}


def test_a_trunk_by_address_or_for_inbound_calls_has_no_login() -> None:
    by_address = body(lambda: bolna.trunk(line(**NO_LOGIN, acl=["13.200.45.61/32"]), codecs=["PCMU"]))
    assert "auth_username" not in by_address
    assert by_address["codecs"] == "PCMU"
    inbound = body(lambda: bolna.trunk(line(), direction="inbound"))
    assert "auth_password" not in inbound
    assert (inbound["inbound_enabled"], inbound["outbound_enabled"]) == (True, False)


def test_a_trunk_gets_a_gateway_an_address_and_a_number() -> None:
    gateway = body(lambda: bolna.gateway(line()))
    check(gateway, BOLNA_GATEWAY)
    assert gateway == {"host": "in.voip.exotel.com", "port": 5070, "priority": 1}
    other = body(lambda: bolna.gateway(line(edge_tcp=None), edge="edge.example.com:5070", priority=2))
    assert other == {"host": "edge.example.com", "port": 5070, "priority": 2}
    address = body(lambda: bolna.carrier_ip(line()))
    check(address, BOLNA_CARRIER_IP)
    assert address == {"cidr": "203.0.113.7"}
    number = body(lambda: bolna.number(line(), agent_id="agent_1"))
    check(number, BOLNA_NUMBER)
    assert number == {"e164": NUMBER, "destination_key": NUMBER.removeprefix("+"), "agent_id": "agent_1"}


def test_a_carrier_ip_is_exactly_one_address() -> None:
    two = line(signalling_source_ips=["203.0.113.7", "203.0.113.8"])
    with pytest.raises(errors.DeclarationError, match="the line has 2 signalling addresses of Exotel"):
        body(lambda: bolna.carrier_ip(two))
    assert body(lambda: bolna.carrier_ip(two, address="203.0.113.8")) == {"cidr": "203.0.113.8"}
