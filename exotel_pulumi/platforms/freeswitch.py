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

SUITE: Final = "AES_CM_128_HMAC_SHA1_80"  # as on Exotel's TLS integration page
MEDIA: Final = {"disabled": "forbidden", "allowed": f"optional:{SUITE}", "required": f"mandatory:{SUITE}"}
NO_LOGIN: Final = ("not-used", "not-used")  # FreeSWITCH needs both, even if Exotel checks the address alone


def destination(host: Text, *, port: int | None = None, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: the external profile, by default on port 5061 for TLS and 5060 for TCP.

    FreeSWITCH's own example profile listens on 5080 and 5081. For a host name, the certificate must bear that name. An
    address must be among the trunk's `whitelisted_ips`, too.
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
    """Builds the XML of a gateway for calls out, which does not register; dial `sofia/gateway/<name>/+91…`.

    Calls show `phone_number`, else the caller ID, else the first number: Exotel checks the number and the trunk's SIP
    domain in the From header. SRTP is required over TLS, as Exotel's page shows RTP/SAVP. Incoming calls are accepted
    by the ACL of the profile, not by a gateway. Raises `DeclarationError` for a line without a number, a login or
    address, or an edge, and for a value that the XML cannot hold.
    """
    return request(
        "the gateway for FreeSWITCH",
        line,
        Needs(numbers=True, domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge),
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
        "register-transport": transport,  # named for registrations, but used for calls, too
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
        ElementTree.SubElement(gateway, "param", name=name, value=_value(name, value))
    outbound = ElementTree.SubElement(gateway, "variables")
    for name, value in variables.items():
        ElementTree.SubElement(outbound, "variable", name=name, value=value, direction="outbound")
    ElementTree.indent(include)
    return ElementTree.tostring(include, encoding="unicode") + "\n"


def _value(param: str, value: str) -> str:
    # FreeSWITCH replaces `$${…}` by the value of a variable before it reads the XML.
    if not value.isprintable() or "$${" in value:
        fault = "has a line break, another control character, or $${"
        # The value is not shown: it may be a password.
        raise DeclarationError(f"the value of {param} for the gateway {fault}", "remove that character.")
    return value
