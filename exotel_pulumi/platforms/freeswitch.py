"""FreeSWITCH: the inbound destination, a gateway for `conf/sip_profiles/external/`, and the profile's own part."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, resolved, texts, whole
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Line, Needs, made
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of

SUITE: Final = "AES_CM_128_HMAC_SHA1_80"  # as on Exotel's TLS integration page
MEDIA: Final = {"disabled": "forbidden", "allowed": f"optional:{SUITE}", "required": f"mandatory:{SUITE}"}
NO_LOGIN: Final = ("not-used", "not-used")  # as in FreeSWITCH's example: no login is taken from a list of users
NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
PROFILE: Final[Mapping[str, Mapping[str, str]]] = {
    "tls": {"tls": "true", "tls-sip-port": "5061", "tls-version": "tlsv1.2"},
    "tcp": {},
}
SETTINGS: Final = "<!-- conf/sip_profiles/external.xml, inside <settings> -->\n"
LISTS: Final = "<!-- conf/autoload_configs/acl.conf.xml, inside <network-lists> -->\n"
NO_SOURCE: Final = (
    "<!-- Exotel's signalling addresses are not known: without apply-inbound-acl, anyone may reach this context. -->\n"
)


def destination(host: Text, *, port: int | None = None, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: the external profile, by default on port 5061 for TLS and 5060 for TCP.

    FreeSWITCH's own example profile listens on 5080 and 5081. For a host name, the certificate must bear that name. An
    address must be among the trunk's `whitelisted_ips`, too.

    :param host: The host name or address of FreeSWITCH.
    :param port: By default 5061 for TLS and 5060 for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    return destination_of(host, str, transport, port)


def gateway(
    line: Line,
    *,
    name: str = "exotel",
    phone_number: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    ping: pulumi.Input[int] | None = None,
    auth_acl: pulumi.Input[str] | None = None,
) -> pulumi.Output[str]:
    """Builds the XML of a gateway for calls out, which does not register; dial `sofia/gateway/<name>/+91…`.

    Exotel checks the number and the trunk's SIP domain in the From header. SRTP is required over TLS, as Exotel's page
    shows RTP/SAVP. Calls that come in never meet a gateway, but the profile: see `profile`. FreeSWITCH skips a TLS
    gateway in a profile without TLS. Raises `DeclarationError` for a line without a number, a login or address, or an
    edge, and for a value that the XML cannot hold.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: The name of the gateway, by which the dialplan dials it.
    :param phone_number: A number of the line, in E.164. Calls show it; by default the caller ID, else the first number.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default required over TLS.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param ping: Seconds between two OPTIONS, by which FreeSWITCH notices a dead edge.
    :param auth_acl: A list of addresses whose challenge FreeSWITCH answers, where they are not those that the edge's
        name resolves to.
    """
    srtp = encryption_of(transport, encryption, with_tls="required")
    return made(
        "the gateway for FreeSWITCH",
        line,
        Needs(numbers=True, domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge),
        resolved(phone_number, ping, auth_acl),
        lambda line, phone_number, ping, auth_acl: _gateway(
            _name(name, "gateway"),
            {**_params(line, transport, phone_number), "ping": whole(ping), "gw-auth-acl": auth_acl},
            {"rtp_secure_media": MEDIA[srtp], "absolute_codec_string": "PCMA,PCMU"},
        ),
    )


def _params(line: KnownLine, transport: Transport, phone_number: str | None) -> dict[str, str]:
    edge = line.edge(transport)
    return {
        "username": line.user_name or NO_LOGIN[0],
        "password": line.password or NO_LOGIN[1],
        "realm": edge["host"],
        "proxy": edge["host_port"],
        "register": "false",
        "register-transport": transport,  # named for registrations, but used for calls, too
        "from-user": line.caller(phone_number),
        "from-domain": line.facts["sip_domain"],
        "caller-id-in-from": "false",
    }


def profile(
    line: Line,
    *,
    context: pulumi.Input[str] = "public",
    acl: str = "exotel",
    transport: Transport = "tls",
    allowed_addresses: Texts | None = None,
) -> pulumi.Output[str]:
    """Builds the text of what the external profile needs for calls that come in: parameters, and a list of addresses.

    The parameters belong into `<settings>` of `conf/sip_profiles/external.xml`, the list into `<network-lists>` of
    `conf/autoload_configs/acl.conf.xml`. Raises `DeclarationError` for a name or value that the XML cannot hold.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param context: The dialplan that these calls meet.
    :param acl: The name of the list of addresses.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    """
    return made(
        "the profile for FreeSWITCH",
        line,
        Needs(),
        resolved(context, texts("allowed_addresses", allowed_addresses)),
        lambda line, context, allowed_addresses: _profile(
            _name(acl, "list"), transport, context, line.source_ips(allowed_addresses)
        ),
    )


def _profile(acl: str, transport: Transport, context: str, sources: Sequence[str]) -> str:
    params = {"context": context, **({"apply-inbound-acl": acl} if sources else {}), **PROFILE[transport]}
    written = [_line("param", name=name, value=_value(name, value)) for name, value in params.items()]
    if not sources:
        return SETTINGS + "".join(written) + NO_SOURCE
    nodes = ElementTree.Element("list", name=acl, default="deny")
    for address in sources:
        ElementTree.SubElement(nodes, "node", type="allow", cidr=str(ipaddress.IPv4Network(address)))
    ElementTree.indent(nodes)
    return SETTINGS + "".join(written) + LISTS + ElementTree.tostring(nodes, encoding="unicode") + "\n"


def _line(tag: str, **attributes: str) -> str:
    return ElementTree.tostring(ElementTree.Element(tag, attributes), encoding="unicode") + "\n"


def _gateway(gateway_name: str, params: Mapping[str, str | None], variables: Mapping[str, str]) -> str:
    include = ElementTree.Element("include")
    gateway = ElementTree.SubElement(include, "gateway", name=gateway_name)
    for name, value in params.items():
        if value is not None:
            ElementTree.SubElement(gateway, "param", name=name, value=_value(name, value))
    outbound = ElementTree.SubElement(gateway, "variables")
    for name, value in variables.items():
        ElementTree.SubElement(outbound, "variable", name=name, value=value, direction="outbound")
    ElementTree.indent(include)
    return ElementTree.tostring(include, encoding="unicode") + "\n"


def _name(value: str, whose: str) -> str:
    if not NAME.fullmatch(value):
        raise DeclarationError(f"{value!r} cannot be a {whose}'s name", "use letters, digits, _, . and -.")
    return value


def _value(param: str, value: str) -> str:
    # FreeSWITCH replaces `$${…}` by the value of a variable before it reads the XML.
    if not value.isprintable() or "$${" in value:
        fault = "has a line break, another control character, or $${"
        # The value is not shown: it may be a password.
        raise DeclarationError(f"the value of {param} for the gateway {fault}", "remove that character.")
    return value
