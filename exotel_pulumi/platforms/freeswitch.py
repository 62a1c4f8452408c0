"""FreeSWITCH: the inbound destination, and a gateway for `conf/sip_profiles/external/`."""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Line, Needs, request
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of

SUITE: Final = "AES_CM_128_HMAC_SHA1_80"  # the one that Exotel's TLS integration page shows
MEDIA: Final = {"disabled": "forbidden", "allowed": f"optional:{SUITE}", "required": f"mandatory:{SUITE}"}
NO_LOGIN: Final = ("not-used", "not-used")  # FreeSWITCH wants both, also where the address alone is looked at


def destination(host: Text, *, port: int | None = None, transport: Transport = "tls") -> Text:
    """Where Exotel sends calls: the external profile, on port 5061 for TLS and 5060 for TCP unless given.

    FreeSWITCH's own example profile listens on 5080 and 5081. A host name's certificate must bear that name; an address
    must be among the trunk's `whitelisted_ips`, too.
    """
    return destination_of(host, str, transport, port)


def gateway(
    line: Line,
    *,
    name: str = "exotel",
    context: pulumi.Input[str] = "public",
    phone_number: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
) -> pulumi.Output[str]:
    """The XML of a gateway that does not register; dial `sofia/gateway/<name>/+91…`.

    Calls go out as `phone_number`, or the caller ID, or the first number: Exotel checks it, with the trunk's SIP
    domain, in the From header. SRTP is required over TLS: Exotel's page shows RTP/SAVP. Calls that come in are let in
    by the profile's ACL, not by a gateway.
    """
    needs = Needs(
        numbers=True, sip_domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge
    )
    return request(
        "the gateway for FreeSWITCH",
        line,
        needs,
        _gateway,
        name=name,
        context=context,
        phone_number=phone_number,
        transport=transport,
        encryption=encryption_of(transport, encryption, with_tls="required"),
    )


def _gateway(
    line: KnownLine,
    *,
    name: str,
    context: str,
    phone_number: str | None,
    transport: Transport,
    encryption: Encryption,
) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
        raise DeclarationError(f"{name!r} cannot be a gateway's name", "use letters, digits, _, . and -.")
    user_name, password = line.login
    edge = line.edge(transport)
    params = {
        "username": user_name or NO_LOGIN[0],
        "password": password or NO_LOGIN[1],
        "realm": edge["host"],
        "proxy": edge["host_port"],
        "register": "false",
        "register-transport": transport,  # of calls, too
        "from-user": line.caller(phone_number),
        "from-domain": line.facts["sip_domain"],
        "caller-id-in-from": "false",
        "extension": "auto_to_user",
        "context": context,
    }
    return _xml(name, params, {"rtp_secure_media": MEDIA[encryption], "absolute_codec_string": "PCMA,PCMU"})


def _xml(gateway_name: str, params: Mapping[str, str], variables: Mapping[str, str]) -> str:
    include = ElementTree.Element("include")
    gateway = ElementTree.SubElement(include, "gateway", name=gateway_name)
    for name, value in params.items():
        ElementTree.SubElement(gateway, "param", name=name, value=_value(value))
    outbound = ElementTree.SubElement(gateway, "variables")
    for name, value in variables.items():
        ElementTree.SubElement(outbound, "variable", name=name, value=value, direction="outbound")
    ElementTree.indent(include)
    return ElementTree.tostring(include, encoding="unicode") + "\n"


def _value(value: str) -> str:
    """Text as it stands: FreeSWITCH would put a variable in the place of `$${…}` before it reads the XML."""
    if not value.isprintable() or "$${" in value:
        raise DeclarationError("a value for the gateway holds a line break or $${", "take it out.")
    return value
