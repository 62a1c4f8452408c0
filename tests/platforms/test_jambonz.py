"""Jambonz' bodies, compared with the swagger of its API server: no library knows these bodies."""

import re
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import jambonz
from tests.platforms.documented import JAMBONZ_CARRIER, JAMBONZ_GATEWAY, JAMBONZ_NUMBER, check
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line

CARRIER = "carrier_1"


def test_a_carrier_has_the_login_and_the_domain_of_the_line() -> None:
    made = body(lambda: jambonz.voip_carrier(line(), account_sid="account_1", application_sid="app_1"))
    check(made, JAMBONZ_CARRIER)
    assert made == {
        "name": "voice_ai",
        "account_sid": "account_1",
        "application_sid": "app_1",
        "e164_leading_plus": True,
        "requires_register": False,
        "register_username": "livekit_prod",
        "register_password": PASSWORD,
        "register_from_domain": "demo.pstn.exotel.com",
        "dtmf_type": "rfc2833",
        "is_active": True,
    }
    by_address = body(lambda: jambonz.voip_carrier(line(**NO_LOGIN, acl=["13.233.10.20/32"]), name="exotel"))
    check(by_address, JAMBONZ_CARRIER)
    assert "register_username" not in by_address
    assert by_address["name"] == "exotel"


@pytest.mark.parametrize(
    ("changes", "given", "host", "port", "protocol"),
    [
        ({}, {}, "in.voip.exotel.com", 443, "tls/srtp"),
        ({}, {"encryption": "disabled"}, "in.voip.exotel.com", 443, "tls"),
        ({}, {"transport": "tcp"}, "in.voip.exotel.com", 5070, "tcp"),
        ({**NO_LOGIN, "acl": ["13.233.10.20/32"]}, {"transport": "tcp"}, "pstn.in2.exotel.com", 5070, "tcp"),
        ({}, {"edge": "pstn.in4.exotel.com:443"}, "pstn.in4.exotel.com", 443, "tls/srtp"),
    ],
)
def test_a_gateway_out_is_the_edge_of_the_line(
    changes: dict[str, Any], given: dict[str, Any], host: str, port: int, protocol: str
) -> None:
    made = body(lambda: jambonz.sip_gateway(line(**changes), voip_carrier_sid=CARRIER, **given))
    check(made, JAMBONZ_GATEWAY)
    assert (made["ipv4"], made["port"], made["protocol"]) == (host, port, protocol)
    assert (made["inbound"], made["outbound"], made["netmask"]) == (False, True, 32)


def test_a_gateway_has_srtp_or_has_none() -> None:
    with pytest.raises(errors.DeclarationError, match="cannot leave SRTP open"):
        jambonz.sip_gateway(line(), voip_carrier_sid=CARRIER, encryption="allowed")


@pytest.mark.parametrize(
    ("address", "ipv4", "netmask"), [(None, "203.0.113.7", 32), ("203.0.113.0/28", "203.0.113.0", 28)]
)
def test_a_gateway_in_is_one_address_of_exotel(address: str | None, ipv4: str, netmask: int) -> None:
    made = body(lambda: jambonz.inbound_gateway(line(), voip_carrier_sid=CARRIER, address=address))
    check(made, JAMBONZ_GATEWAY)
    assert made == {
        "voip_carrier_sid": CARRIER,
        "ipv4": ipv4,
        "netmask": netmask,
        "inbound": True,
        "outbound": False,
        "is_active": True,
    }


def test_a_gateway_in_is_not_several_addresses() -> None:
    two = line(signalling_source_ips=["203.0.113.7", "203.0.113.8"])
    with pytest.raises(errors.DeclarationError, match="the line has 2 signalling addresses"):
        body(lambda: jambonz.inbound_gateway(two, voip_carrier_sid=CARRIER))


def test_a_number_is_digits_alone() -> None:
    made = body(lambda: jambonz.phone_number(line(), voip_carrier_sid=CARRIER, application_sid="app_1"))
    check(made, JAMBONZ_NUMBER)
    assert re.fullmatch("[0-9]{8,}", made["number"])
    assert made["number"] == NUMBER.removeprefix("+")
