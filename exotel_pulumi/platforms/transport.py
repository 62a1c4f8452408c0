"""How calls travel between Exotel and a platform: transport, encryption, hosts, Exotel's edge, inbound destinations.

Refused with advice: UDP, a user part, a `sip:` prefix, an edge without a port.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Literal, TypeVar

import pulumi
from pydantic import TypeAdapter, ValidationError

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.values.address import is_host
from exotel_pulumi.objects.values.destination import DestinationText
from exotel_pulumi.resources.facts import EdgeFacts, TrunkFacts

Text = TypeVar("Text", str, pulumi.Output[str])
Transport = Literal["tls", "tcp"]
Encryption = Literal["disabled", "allowed", "required"]

TRANSPORTS: Final = ("tls", "tcp")
ENCRYPTIONS: Final = ("disabled", "allowed", "required")
SIP_PORTS: Final[Mapping[str, int]] = {"tls": 5061, "tcp": 5060}  # where platforms listen, by default
EDGE_PORTS: Final[Mapping[str, int]] = {"tls": 443, "tcp": 5070}  # where Exotel listens, in all of its guides

# What a person writes into a host by mistake: its pattern, its name, what to do.
NEVER_IN_A_HOST: Final = (
    (re.compile(r"sips?:", re.I), "a `sip:` prefix", "leave the prefix out."),
    (re.compile("@"), "a user part (`@`)", "leave the user part out: each call has the called number there."),
    (re.compile(r"[;?]|transport=", re.I), "a parameter", 'leave the parameter out and give transport="tls" or "tcp".'),
)


def destination_of(
    part: Text, host_of: Callable[[str], str], transport: Transport, port: int | None = None, *, is_label: bool = False
) -> Text:
    """Returns the destination `<host>:<port>;transport=<tls or tcp>` of the part of the host that the platform gave."""
    one_of("transport", transport, TRANSPORTS)

    def make(known: str) -> str:
        name = host_of(label(known) if is_label else host(known))
        address = f"{name}:{SIP_PORTS[transport] if port is None else port};transport={transport}"
        return of_kind(DestinationText, address)

    return part.apply(make) if isinstance(part, pulumi.Output) else make(part)


def encryption_of(
    transport: Transport, given: Encryption | None, with_tls: Encryption = "allowed", *, falls_back: bool = True
) -> Encryption:
    """Returns the given encryption, else the one that suits the transport; raises `DeclarationError` for SRTP over TCP.

    Exotel's integration pages have SRTP (RTP/SAVP) with TLS, and plain RTP with TCP. `falls_back` is False for a
    platform that offers SRTP alone where it is allowed: LiveKit (media-sdk, sdp/offer.go) and what is built on it.
    """
    one_of("transport", transport, TRANSPORTS)
    if given is None:
        return with_tls if transport == "tls" else "disabled"
    one_of("encryption", given, ENCRYPTIONS)
    if transport == "tcp" and (given == "required" or (given == "allowed" and not falls_back)):
        raise DeclarationError(
            f'encryption="{given}" cannot work over TCP: Exotel takes plain RTP there, and answers 488',
            'give transport="tls", or encryption="disabled".',
        )
    return given


def edge_of(facts: TrunkFacts, transport: Transport, given: str | None) -> EdgeFacts:
    """Returns where the platform sends its calls: the given `<host>:<port>`, else the edge of the line."""
    known = edge_among(facts, transport)
    if given is None and known is None:
        raise no_edge(facts, transport)
    written = given if given is not None else f"{known['host']}:{int(known['port'])}" if known else ""
    _refuse_more_than_a_host(written, "edge=")
    name, _, port = written.rpartition(":")
    if not name or not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise DeclarationError(
            f"edge={written!r} has no port",
            "add a port: a platform would take 5060 or 5061, and Exotel's examples have 443 (TLS) and 5070 (TCP).",
        )
    return {"host": host(name), "port": int(port), "host_port": written}


def edge_among(facts: TrunkFacts, transport: Transport) -> EdgeFacts | None:
    """Returns the edge of the line for the transport, None where the line has none."""
    return facts["edge_tls"] if transport == "tls" else facts["edge_tcp"]


def no_edge(facts: TrunkFacts, transport: Transport) -> DeclarationError:
    """Returns the error of a line without an edge for the transport."""
    return DeclarationError(
        f"no {transport.upper()} edge of Exotel is known in region {facts['region']}",
        f'ask Exotel for the edge, then give edge="<host>:{EDGE_PORTS[transport]}".',
    )


def no_source(platform: str) -> DeclarationError:
    """Returns the error of a line without a signalling address, for a platform that takes no other calls."""
    return DeclarationError(
        f"{platform} takes calls from listed addresses only, and no signalling address of Exotel is known",
        'ask Exotel for its signalling addresses and give allowed_addresses=["203.0.113.7"].',
    )


def host(value: str) -> str:
    """Returns a host name or an IPv4 address; raises `DeclarationError` for anything else."""
    _refuse_more_than_a_host(value)
    if not is_host(value.lower()):
        raise DeclarationError(f"{value!r} is no host name", "give a host such as sip.example.com, without a port.")
    return value


def label(value: str) -> str:
    """Returns one part of a host name, such as the subdomain of an account; raises `DeclarationError` for more."""
    _refuse_more_than_a_host(value)
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", value.lower()):
        advice = "give the first part alone, without a port: letters, digits and hyphens."
        raise DeclarationError(f"{value!r} is no single part of a host name", advice)
    return value


def _refuse_more_than_a_host(value: str, what: str = "") -> None:
    for pattern, fault, cure in NEVER_IN_A_HOST:
        if pattern.search(value):
            raise DeclarationError(f"{what}{value!r} has {fault}", cure)


def one_of(name: str, value: str, allowed: Collection[str]) -> None:
    """Raises `DeclarationError` for a value that is not among those allowed."""
    if value not in allowed:
        why = ": Exotel takes no UDP signalling" if value == "udp" else ""
        raise DeclarationError(f"{name}={value!r} cannot be used{why}", f"give one of: {', '.join(allowed)}.")


def of_kind(kind: Any, value: str) -> str:
    """Returns the one spelling of a value of that kind; raises `DeclarationError` for a value of no such kind."""
    try:
        return str(TypeAdapter(kind).validate_python(value))
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
    raise DeclarationError(f"{value!r} {fault}", "correct the value.")
