"""Asterisk: the inbound destination, and sections of `pjsip.conf`: for a line, for a transport, and on to OpenAI.

Dial `PJSIP/+91…@<section>`; calls come in as `exten => _+X.,1,…` of the section's context. Exotel checks the number and
the trunk's SIP domain in the From header. SRTP is required over TLS, as Exotel's page shows RTP/SAVP.
Proven by calls of the simulator, in and out, over TCP and TLS, with Asterisk 22.10.1 and this text unchanged.
"""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, applied, resolved, texts, whole
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Line, Needs, made
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

Options: TypeAlias = Sequence[tuple[str, str | None]]  # None: left out

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

    :param host: The host name or address of the PBX.
    :param port: By default 5061 for TLS and 5060 for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
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

    Without a login, the line goes by its whitelisted address, and auth is left out. Warns if SRTP is required and the
    line has a destination over TCP: Asterisk answers its calls 488. Raises `DeclarationError` for a line without a
    number, a login or address, or an edge, and for a value that `pjsip.conf` cannot hold.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param section: The name of all four sections.
    :param context: The dialplan context of calls that come in.
    :param phone_number: A number of the line, in E.164. Calls show it; by default the caller ID, else the first number.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param transport_section: A section of type transport; by default Asterisk's first one of that protocol.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default required over TLS.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param qualify_frequency: Seconds between two OPTIONS, which notice a dead edge.
    """
    srtp = encryption_of(transport, encryption, with_tls="required")
    needs = Needs(numbers=True, domain=True, login="digest or ACL", user_name=user_name, transport=transport, edge=edge)
    needs.only_srtp = srtp == "required"
    return made(
        "the pjsip.conf for Asterisk",
        line,
        needs,
        resolved(
            context, phone_number, transport_section, texts("allowed_addresses", allowed_addresses), qualify_frequency
        ),
        lambda line, context, phone_number, transport_section, allowed_addresses, qualify_frequency: _conf(
            _name(section),
            _auth(line),
            _aor(line.edge(transport)["host_port"], transport, qualify_frequency),
            _endpoint(line, section, context, srtp, phone_number, transport_section),
            line.source_ips(allowed_addresses),
        ),
    )


def _conf(name: str, auth: Options, aor: Options, endpoint: Options, sources: Sequence[str]) -> str:
    identify: Options = [("type", "identify"), ("endpoint", name), *(("match", address) for address in sources)]
    sections = [*([auth] if auth else []), aor, endpoint, *([identify] if sources else [])]
    written = [_section(name, options) for options in sections]
    return "\n".join(written if sources else [*written, NO_SOURCE])


def _auth(line: KnownLine) -> Options:
    login: Options = [("username", line.user_name), ("password", line.password)]
    return [("type", "auth"), ("auth_type", "userpass"), *login] if line.user_name else []


def _aor(host_port: str, transport: Transport, qualify_frequency: float | None = None) -> Options:
    contact = f"sip:{host_port};transport={transport}"
    return [("type", "aor"), ("contact", contact), ("qualify_frequency", whole(qualify_frequency))]


def _endpoint(
    line: KnownLine, name: str, context: str, encryption: Encryption, caller: str | None, transport: str | None
) -> Options:
    return [
        ("type", "endpoint"),
        ("context", _name(context)),
        *CODECS,
        ("aors", name),
        ("from_user", line.caller(caller)),
        ("from_domain", line.facts["sip_domain"]),
        *IDENTITY,
        *AUDIO,
        *MEDIA[encryption],
        ("transport", _name(transport) if transport else None),
        ("outbound_auth", name if line.user_name else None),
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

    Raises `DeclarationError` for TLS without a certificate and a key, and for a value that `pjsip.conf` cannot hold.

    :param section: The name of the section.
    :param port: By default 5061 for TLS and 5060 for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param cert_file: The path of the certificate on the PBX; TLS needs it. It bears the host name of the destination.
    :param priv_key_file: The path of the certificate's key on the PBX; TLS needs it.
    :param external_address: Behind NAT, the address that the PBX has outside.
    :param local_nets: Behind NAT, the networks inside.
    """
    one_of("transport", transport, TRANSPORTS)
    if transport == "tls" and (cert_file is None or priv_key_file is None):
        raise DeclarationError("a TLS transport needs cert_file and priv_key_file", "give the two paths on the PBX.")
    bind = f"0.0.0.0:{SIP_PORTS[transport] if port is None else port}"
    return applied(
        resolved(cert_file, priv_key_file, external_address, texts("local_nets", local_nets)),
        lambda cert_file, priv_key_file, external_address, local_nets: _section(
            _name(section),
            [
                ("type", "transport"),
                ("protocol", transport),
                ("bind", bind),
                *_certificate(cert_file, priv_key_file),
                ("external_signaling_address", external_address),
                ("external_media_address", external_address),
                *(("local_net", network) for network in local_nets or () if external_address is not None),
            ],
        ),
    )


def _certificate(cert_file: str | None, priv_key_file: str | None) -> Options:
    if cert_file is None or priv_key_file is None:
        return []
    return [("method", "tlsv1_2"), ("cert_file", cert_file), ("priv_key_file", priv_key_file)]


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
    ends with that line. OpenAI then sends the webhook `realtime.call.incoming`, which your server accepts. Source:
    OpenAI's guide "Realtime API with SIP". Raises `DeclarationError` for another id or host.

    :param project_id: OpenAI's id of the project, `proj_…`.
    :param section: The name of both sections.
    :param host: `sip-eu.api.openai.com` for a project in the EU.
    :param transport_section: A section of type transport; by default Asterisk's first one of that protocol.
    """
    return applied(
        resolved(project_id, host),
        lambda project_id, host: _openai(_name(section), project_id, host, transport_section),
    )


def _openai(section: str, project_id: str, host: str, transport_section: str | None) -> str:
    if not re.fullmatch(r"proj_[A-Za-z0-9]+", project_id):
        raise DeclarationError(
            f"{project_id!r} is no id of an OpenAI project", "give the id as OpenAI shows it: proj_…."
        )
    aor = _aor(f"{host_of(host)}:{SIP_PORTS['tls']}", "tls")
    chosen = _name(transport_section) if transport_section else None
    options = [("type", "endpoint"), *CODECS, ("aors", section), *AUDIO, *MEDIA["required"], ("transport", chosen)]
    dialplan = (
        f"; extensions.conf, in the context of Exotel's calls: exten => _+X.,1,Dial(PJSIP/{project_id}@{section})\n"
    )
    return "\n".join([_section(section, aor), _section(section, options), dialplan])


def _section(name: str, options: Options) -> str:
    written = [f"{option} = {_value(option, value)}\n" for option, value in options if value is not None]
    return f"[{name}]\n" + "".join(written)


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
