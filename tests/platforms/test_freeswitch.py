"""The gateway's XML, read as XML and compared with FreeSWITCH's documented parameters."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exotel_pulumi import errors
from exotel_pulumi.platforms import freeswitch
from tests.platforms.made import LOGIN, NO_LOGIN, NUMBER, PASSWORD, body, line

# From FreeSWITCH's pages "Sofia Gateway Authentication Params" and "Gateways Configuration", and from example.xml.
PARAMS = {
    "username",
    "auth-username",
    "password",
    "realm",
    "proxy",
    "register",
    "register-proxy",
    "register-transport",
    "outbound-proxy",
    "from-user",
    "from-domain",
    "caller-id-in-from",
    "expire-seconds",
    "retry-seconds",
    "contact-params",
    "ping",
    "gw-auth-acl",
}
VARIABLES = {"rtp_secure_media", "absolute_codec_string"}
SECURE_MEDIA = {"mandatory", "optional", "forbidden"}  # FreeSWITCH's page "rtp_secure_media"
SUITES = {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"}


def read(xml: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Returns name, parameters and variables; fails for an element or attribute that no gateway has."""
    include = ElementTree.fromstring(xml)
    [gateway] = include
    assert (include.tag, gateway.tag, list(gateway.keys())) == ("include", "gateway", ["name"])
    [variables] = gateway.findall("variables")
    assert {child.tag for child in gateway} == {"param", "variables"}
    assert all(set(variable.keys()) == {"name", "value", "direction"} for variable in variables)
    assert {variable.get("direction") for variable in variables} == {"outbound"}
    params = {param.attrib["name"]: param.attrib["value"] for param in gateway.findall("param")}
    found = {variable.attrib["name"]: variable.attrib["value"] for variable in variables}
    assert params.keys() <= PARAMS
    assert found.keys() <= VARIABLES
    permission, _, suites = found["rtp_secure_media"].partition(":")
    assert permission in SECURE_MEDIA
    assert set(suites.split(",")) - {""} <= SUITES
    return gateway.attrib["name"], params, found


def test_a_gateway_has_edge_login_and_caller() -> None:
    name, params, variables = read(body(lambda: freeswitch.gateway(line())))
    assert name == "exotel"
    assert params == {
        "username": "livekit_prod",
        "password": PASSWORD,
        "realm": "in.voip.exotel.com",
        "proxy": "in.voip.exotel.com:443",
        "register": "false",
        "register-transport": "tls",
        "from-user": NUMBER,
        "from-domain": "demo.pstn.exotel.com",
        "caller-id-in-from": "false",
    }
    assert variables["rtp_secure_media"] == "mandatory:AES_CM_128_HMAC_SHA1_80"


@pytest.mark.parametrize(
    ("transport", "encryption", "proxy", "media"),
    [
        ("tls", "allowed", "in.voip.exotel.com:443", "optional:AES_CM_128_HMAC_SHA1_80"),
        ("tls", "disabled", "in.voip.exotel.com:443", "forbidden"),
        ("tcp", None, "in.voip.exotel.com:5070", "forbidden"),
    ],
)
def test_transport_and_encryption_decide_proxy_and_media(
    transport: Any, encryption: Any, proxy: str, media: str
) -> None:
    _, params, variables = read(body(lambda: freeswitch.gateway(line(), transport=transport, encryption=encryption)))
    assert (params["proxy"], params["register-transport"]) == (proxy, transport)
    assert variables["rtp_secure_media"] == media


def test_a_gateway_that_goes_by_address_has_placeholders_for_the_login() -> None:
    """Expects `not-used`, as on FreeSWITCH's pages: a gateway must have a user name and a password."""
    known = line(**NO_LOGIN, acl=["13.233.10.20/32"])
    name, params, _ = read(body(lambda: freeswitch.gateway(known, name="exotel_in", ping=30, auth_acl="exotel")))
    assert (name, params["proxy"]) == ("exotel_in", "pstn.in2.exotel.com:443")
    assert (params["ping"], params["gw-auth-acl"]) == ("30", "exotel")
    assert (params["username"], params["password"]) == ("not-used", "not-used")


@pytest.mark.parametrize("name", ["", 'a"/><x', "a b", "a\n", "$${x}"])
def test_a_text_that_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(errors.DeclarationError, match="cannot be a gateway's name"):
        body(lambda: freeswitch.gateway(line(), name=name))


@pytest.mark.parametrize("value", ["a\nb", "$${sound_prefix}", "a\x01"])
def test_a_value_that_freeswitch_would_change_is_refused(value: str) -> None:
    with pytest.raises(
        errors.DeclarationError, match="the value of password for the gateway has a line break"
    ) as caught:
        body(lambda: freeswitch.gateway(line(credentials=[{**LOGIN, "password": value}])))
    assert value not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_a_value_is_read_unchanged_or_refused(value: str) -> None:
    try:
        xml = body(lambda: freeswitch.gateway(line(credentials=[{**LOGIN, "user_name": value}]), auth_acl=value))
        settings = body(lambda: freeswitch.profile(line(), context=value))
    except errors.DeclarationError:
        return
    _, params, _ = read(xml)
    assert (params["username"], params["gw-auth-acl"]) == (value, value)
    assert profile(settings)[0]["context"] == value


def profile(text: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Returns the parameters and the lists of addresses of a profile's part, read as one XML document."""
    whole = ElementTree.fromstring(f"<all>{text}</all>")
    params = {param.attrib["name"]: param.attrib["value"] for param in whole.findall("param")}
    lists = {found.attrib["name"]: [node.attrib["cidr"] for node in found] for found in whole.findall("list")}
    assert all(node.attrib["type"] == "allow" for node in whole.iter("node"))
    assert all(found.attrib["default"] == "deny" for found in whole.findall("list"))
    return params, lists


# From FreeSWITCH's page "Sofia Configuration Files".
PROFILE_PARAMS = {"context", "apply-inbound-acl", "tls", "tls-sip-port", "tls-version"}


def test_the_profile_has_the_context_and_lets_exotel_in() -> None:
    """A gateway's `context` and `extension` are not read for a call that does not name the gateway (mod_sofia)."""
    text = body(lambda: freeswitch.profile(line(), context="from-exotel", allowed_addresses=["203.0.113.0/28"]))
    params, lists = profile(text)
    assert params.keys() <= PROFILE_PARAMS
    assert (params["context"], params["apply-inbound-acl"], params["tls"]) == ("from-exotel", "exotel", "true")
    assert lists == {"exotel": ["203.0.113.0/28"]}
    tcp, lists = profile(body(lambda: freeswitch.profile(line(), transport="tcp", acl="only")))
    assert tcp == {"context": "public", "apply-inbound-acl": "only"}
    assert lists == {"only": ["203.0.113.7/32"]}


def test_a_profile_without_addresses_states_what_is_missing() -> None:
    text = body(lambda: freeswitch.profile(line(signalling_source_ips=[])))
    params, lists = profile(text)
    assert "apply-inbound-acl" not in params
    assert lists == {}
    assert "Exotel's signalling addresses are not known" in text
    with pytest.raises(errors.DeclarationError, match="cannot be a list's name"):
        body(lambda: freeswitch.profile(line(), acl="a b"))
