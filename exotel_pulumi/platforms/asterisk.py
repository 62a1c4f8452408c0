"""Asterisk: the inbound destination, and the sections of `pjsip.conf` that connect a line to the PBX."""

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
    """Returns where Exotel sends calls: the PBX at `<host>`, by default on port 5061 for TLS and 5060 for TCP.

    For a host name, the certificate must bear that name. An address must be among the trunk's `whitelisted_ips`, too.
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
    """Builds the text of `pjsip.conf` for calls in and out: the sections endpoint, aor, auth and identify of one name.

    Without a login, the line goes by its whitelisted address, and auth is left out. `transport_section` names a section
    of type transport; by default Asterisk takes its first one of that protocol. SRTP is required over TLS, as Exotel's
    page shows RTP/SAVP. Calls show `phone_number`, else the caller ID, else the first number: Exotel checks the number
    and the trunk's SIP domain in the From header. Dial `PJSIP/+91…@<section>`. Raises `DeclarationError` for a line
    without a number, a login or address, or an edge, and for a value that `pjsip.conf` cannot hold.
    """
    return request(
        "the pjsip.conf for Asterisk",
        line,
        Needs(numbers=True, domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge),
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
    return f"[{name}]\n" + "".join(f"{option} = {_value(option, value)}\n" for option, value in options)


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        raise DeclarationError(f"{value!r} cannot be a name in pjsip.conf", "use letters, digits, _ and -.")
    return value


def _value(option: str, value: str) -> str:
    if not value.isprintable() or value != value.strip():
        fault = "has a line break, another control character, or a blank at its start or end"
        # The value is not shown: it may be a password.
        raise DeclarationError(f"the value of {option} for pjsip.conf {fault}", "remove that character.")
    return value.replace(";", "\\;")  # a bare semicolon begins a comment
