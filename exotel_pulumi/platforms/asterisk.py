"""Asterisk: the inbound destination, and the sections of `pjsip.conf` that make a line a trunk of the PBX."""

import re
from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of

CODECS: Final = [("disallow", "all"), ("allow", "alaw,ulaw")]
AUDIO: Final = [("dtmf_mode", "rfc4733"), ("direct_media", "no"), ("rtp_symmetric", "yes")]
MEDIA: Final = {
    "disabled": [("media_encryption", "no")],
    "allowed": [("media_encryption", "sdes"), ("media_encryption_optimistic", "yes")],
    "required": [("media_encryption", "sdes")],
}
NO_SOURCE: Final = (
    "; Exotel's signalling addresses are not known: without `identify`, calls that come in are refused.\n"
)


def destination(host: Text, *, port: int | None = None, transport: Transport = "tls") -> Text:
    """Where Exotel sends calls: the PBX, on port 5061 for TLS and 5060 for TCP unless given.

    A host name's certificate must bear that name; an address must be among the trunk's `whitelisted_ips`, too.
    """
    return destination_of(host, str, transport, port)


def pjsip_conf(
    line: Line,
    *,
    section: str = "exotel",
    context: pulumi.Input[str] = "from-exotel",
    phone_number: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    transport_section: pulumi.Input[str] | None = None,
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    allowed_addresses: Texts | None = None,
) -> pulumi.Output[str]:
    """Endpoint, address of record, login (unless the line has none and goes by address) and identify, all of one name.

    `transport_section` names a section of type transport; Asterisk takes its first one of that protocol if left out.
    Calls go out as `phone_number`, or the caller ID, or the first number: Exotel checks it, with the trunk's SIP
    domain, in the From header. SRTP is required over TLS: Exotel's page shows RTP/SAVP. Dial `PJSIP/+91…@<section>`.
    """
    needs = Needs(
        numbers=True, sip_domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge
    )
    return request(
        "the pjsip.conf for Asterisk",
        line,
        needs,
        _pjsip_conf,
        section=section,
        context=context,
        phone_number=phone_number,
        transport=transport,
        transport_section=transport_section,
        encryption=encryption_of(transport, encryption, with_tls="required"),
        allowed_addresses=allowed_addresses,
    )


def _pjsip_conf(
    line: KnownLine,
    *,
    section: str,
    context: str,
    phone_number: str | None,
    transport: Transport,
    transport_section: str | None,
    encryption: Encryption,
    allowed_addresses: Sequence[str] | None,
) -> str:
    name = _name(section)
    user_name, password = line.login
    endpoint = [
        ("type", "endpoint"),
        ("context", _name(context)),
        *CODECS,
        ("aors", name),
        ("from_user", line.caller(phone_number)),
        ("from_domain", line.facts["sip_domain"]),
        *AUDIO,
        *MEDIA[encryption],
    ]
    if transport_section:
        endpoint.append(("transport", _name(transport_section)))
    written = []
    if user_name is not None and password is not None:
        endpoint.append(("outbound_auth", name))
        login = [("type", "auth"), ("auth_type", "userpass"), ("username", user_name), ("password", password)]
        written.append(_section(name, login))
    contact = f"sip:{line.edge(transport)['host_port']};transport={transport}"
    written += [_section(name, [("type", "aor"), ("contact", contact)]), _section(name, endpoint)]
    sources = line.source_ips(allowed_addresses)
    if sources:
        identify = [("type", "identify"), ("endpoint", name), *(("match", address) for address in sources)]
        written.append(_section(name, identify))
    return "\n".join(written) + ("" if sources else f"\n{NO_SOURCE}")


def _section(name: str, options: list[tuple[str, str]]) -> str:
    return f"[{name}]\n" + "".join(f"{option} = {_value(value)}\n" for option, value in options)


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        raise DeclarationError(f"{value!r} cannot be a name in pjsip.conf", "use letters, digits, _ and -.")
    return value


def _value(value: str) -> str:
    """One line's worth of text; a semicolon would begin a comment."""
    if not value.isprintable() or value != value.strip():
        raise DeclarationError("a value for pjsip.conf holds a line break or ends in a blank", "take it out.")
    return value.replace(";", "\\;")
