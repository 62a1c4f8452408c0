"""Asterisk: the inbound destination, and sections of `pjsip.conf`: for a line, for a transport, and on to OpenAI.

Dial `PJSIP/+91…@<section>`; calls come in as `exten => _+X.,1,…` of the section's context. Exotel checks the number and
the trunk's SIP domain in the From header. SRTP is required over TLS, as Exotel's page shows RTP/SAVP.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import (
    SIP_PORTS,
    TRANSPORTS,
    Encryption,
    Text,
    Transport,
    destination_of,
    encryption_of,
    one_of,
)
from exotel_pulumi.platforms.transport import host as host_of

CODECS: Final = [("disallow", "all"), ("allow", "alaw,ulaw")]
IDENTITY: Final = [("trust_id_inbound", "yes"), ("send_rpid", "yes")]  # as in Exotel's sample for chan_sip
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
    qualify_frequency: pulumi.Input[int] | None = None,
) -> pulumi.Output[str]:
    """Builds the text of `pjsip.conf` for calls in and out: the sections endpoint, aor, auth and identify of one name.

    Without a login, the line goes by its whitelisted address, and auth is left out. `transport_section` names a section
    of type transport, by default Asterisk's first one of that protocol. Calls show `phone_number`, else the caller ID,
    else the first number. `qualify_frequency` is the seconds between two OPTIONS, which notice a dead edge.
    Warns if SRTP is required and the line has a destination over TCP: Asterisk answers its calls 488. Raises
    `DeclarationError` for a line without a number, a login or address, or an edge, and for a value that `pjsip.conf`
    cannot hold.
    """
    srtp = encryption_of(transport, encryption, with_tls="required")
    needs = Needs(numbers=True, domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge)
    needs.only_srtp = srtp == "required"
    return request(
        "the pjsip.conf for Asterisk",
        line,
        needs,
        _pjsip_conf,
        section=section,
        endpoint={"context": context, "phone_number": phone_number, "transport": transport_section},
        transport=transport,
        encryption=srtp,
        allowed_addresses=allowed_addresses,
        qualify_frequency=qualify_frequency,
    )


def _pjsip_conf(
    line: KnownLine,
    *,
    section: str,
    endpoint: dict[str, Any],
    transport: Transport,
    encryption: Encryption,
    allowed_addresses: Sequence[str] | None,
    qualify_frequency: float | None,
) -> str:
    name = _name(section)
    user_name, password = line.login
    options = _endpoint(line, name, encryption, **endpoint)
    written = []
    if user_name is not None and password is not None:
        options.append(("outbound_auth", name))
        login = [("type", "auth"), ("auth_type", "userpass"), ("username", user_name), ("password", password)]
        written.append(_section(name, login))
    aor = [("type", "aor"), ("contact", f"sip:{line.edge(transport)['host_port']};transport={transport}")]
    if qualify_frequency is not None:
        aor.append(("qualify_frequency", str(int(qualify_frequency))))
    written += [_section(name, aor), _section(name, options)]
    sources = line.source_ips(allowed_addresses)
    if sources:
        identify = [("type", "identify"), ("endpoint", name), *(("match", address) for address in sources)]
        written.append(_section(name, identify))
    return "\n".join(written) + ("" if sources else f"\n{NO_SOURCE}")


def _endpoint(
    line: KnownLine,
    name: str,
    encryption: Encryption,
    *,
    context: str,
    phone_number: str | None,
    transport: str | None,
) -> list[tuple[str, str]]:
    return [
        ("type", "endpoint"),
        ("context", _name(context)),
        *CODECS,
        ("aors", name),
        ("from_user", line.caller(phone_number)),
        ("from_domain", line.facts["sip_domain"]),
        *IDENTITY,
        *AUDIO,
        *MEDIA[encryption],
        *([("transport", _name(transport))] if transport else []),
    ]


def transport_conf(
    *,
    section: str = "transport-tls",
    transport: Transport = "tls",
    port: int | None = None,
    cert_file: pulumi.Input[str] | None = None,
    priv_key_file: pulumi.Input[str] | None = None,
    external_address: pulumi.Input[str] | None = None,
    local_nets: Texts = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
) -> pulumi.Output[str]:
    """Builds the text of a section of type transport, to be named as `transport_section` of `pjsip_conf`.

    TLS needs `cert_file` and `priv_key_file`, paths on the PBX; the certificate bears the host name of the destination.
    Behind NAT, `external_address` is the address that the PBX has outside, and `local_nets` the networks inside.
    `port` is 5061 for TLS and 5060 for TCP by default. Raises `DeclarationError` for TLS without a certificate and a
    key, and for a value that `pjsip.conf` cannot hold.
    """
    one_of("transport", transport, TRANSPORTS)
    if transport == "tls" and (cert_file is None or priv_key_file is None):
        raise DeclarationError("a TLS transport needs cert_file and priv_key_file", "give the two paths on the PBX.")
    given = {"cert_file": cert_file, "priv_key_file": priv_key_file, "external_address": external_address}
    known: pulumi.Output[Any] = pulumi.Output.from_input({**given, "local_nets": local_nets})
    bind = f"0.0.0.0:{SIP_PORTS[transport] if port is None else port}"
    return known.apply(lambda values: _transport(_name(section), transport, bind, **values))


def _transport(
    section: str,
    transport: Transport,
    bind: str,
    *,
    cert_file: str | None,
    priv_key_file: str | None,
    external_address: str | None,
    local_nets: Sequence[str],
) -> str:
    options = [("type", "transport"), ("protocol", transport), ("bind", bind)]
    if cert_file is not None and priv_key_file is not None:
        options += [("method", "tlsv1_2"), ("cert_file", cert_file), ("priv_key_file", priv_key_file)]
    if external_address is not None:
        options += [(f"external_{what}_address", external_address) for what in ("signaling", "media")]
        options += [("local_net", network) for network in local_nets]
    return _section(section, options)


def openai_conf(
    *,
    project_id: pulumi.Input[str],
    section: str = "openai",
    host: pulumi.Input[str] = "sip.api.openai.com",
    transport_section: str | None = None,
) -> pulumi.Output[str]:
    """Builds a second endpoint, by which the PBX hands calls of the line on to OpenAI's Realtime API over SIP.

    OpenAI cannot be a destination of Exotel's: it wants the project as the user part of the address, and Exotel puts
    the called number there. So Exotel calls the PBX, and the dialplan dials `PJSIP/<project_id>@<section>`; the text
    ends with that line. `project_id` is `proj_…`. `host` is `sip-eu.api.openai.com` for projects in the EU. OpenAI then
    sends the webhook `realtime.call.incoming`, which your server accepts. Source: OpenAI's guide "Realtime API with
    SIP". Raises `DeclarationError` for another id or host.
    """
    known = pulumi.Output.all(project_id, host)
    return known.apply(lambda values: _openai(_name(section), values[0], values[1], transport_section))


def _openai(section: str, project_id: str, host: str, transport_section: str | None) -> str:
    if not re.fullmatch(r"proj_[A-Za-z0-9]+", project_id):
        raise DeclarationError(
            f"{project_id!r} is no id of an OpenAI project", "give the id as OpenAI shows it: proj_…."
        )
    aor = [("type", "aor"), ("contact", f"sip:{host_of(host)}:{SIP_PORTS['tls']};transport=tls")]
    chosen = [("transport", _name(transport_section))] if transport_section else []
    endpoint = [("type", "endpoint"), *CODECS, ("aors", section), *AUDIO, *MEDIA["required"], *chosen]
    dialplan = (
        f"; extensions.conf, in the context of Exotel's calls: exten => _+X.,1,Dial(PJSIP/{project_id}@{section})\n"
    )
    return "\n".join([_section(section, aor), _section(section, endpoint), dialplan])


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
