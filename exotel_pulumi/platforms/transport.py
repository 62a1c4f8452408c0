"""How calls travel between Exotel and a platform: transport, encryption, hosts, Exotel's edge, inbound destinations.

Refuses here, with what to do instead: UDP, a user part, a `sip:` prefix, a missing port.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Literal, TypeVar

import pulumi
from pydantic import TypeAdapter, ValidationError

from exotel_pulumi import values
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.facts import EdgeFacts, TrunkFacts

Text = TypeVar("Text", str, pulumi.Output[str])
Transport = Literal["tls", "tcp"]
Encryption = Literal["disabled", "allowed", "required"]

TRANSPORTS: Final = ("tls", "tcp")
ENCRYPTIONS: Final = ("disabled", "allowed", "required")
SIP_PORTS: Final[Mapping[str, int]] = {"tls": 5061, "tcp": 5060}  # where platforms listen
EDGE_PORTS: Final[Mapping[str, int]] = {"tls": 443, "tcp": 5070}  # where Exotel does, in all of its guides

# What is written into a host by mistake: what it looks like, what it is, what to do.
NEVER_IN_A_HOST: Final = (
    (re.compile(r"sips?:", re.I), "a `sip:` prefix", "leave it out."),
    (re.compile("@"), "a user part (`@`)", "leave it out: the called number is put there for each call."),
    (re.compile(r"[;?]|transport=", re.I), "a parameter", 'leave it out and say transport="tls" or "tcp".'),
)


def destination_of(
    part: Text, host_of: Callable[[str], str], transport: Transport, port: int | None = None, *, is_label: bool = False
) -> Text:
    """An inbound destination, `<host>:<port>;transport=<tls or tcp>`, of the part that a platform gave a person."""
    one_of("transport", transport, TRANSPORTS)

    def make(known: str) -> str:
        name = host_of(label(known) if is_label else host(known))
        address = f"{name}:{SIP_PORTS[transport] if port is None else port};transport={transport}"
        return of_kind(values.Destination, address)

    return part.apply(make) if isinstance(part, pulumi.Output) else make(part)


def encryption_of(transport: Transport, given: Encryption | None, with_tls: Encryption = "allowed") -> Encryption:
    """Exotel's TLS leg offers SRTP (RTP/SAVP), its TCP leg plain RTP (Exotel's TLS and TCP integration pages)."""
    one_of("transport", transport, TRANSPORTS)
    if given is None:
        return with_tls if transport == "tls" else "disabled"
    one_of("encryption", given, ENCRYPTIONS)
    if (transport, given) == ("tcp", "required"):
        raise DeclarationError(
            'encryption="required" cannot work over TCP', 'say transport="tls", or another encryption.'
        )
    return given


def edge_of(facts: TrunkFacts, transport: Transport, given: str | None) -> EdgeFacts:
    """Where the platform sends its calls: the `<host>:<port>` given, or the edge of the line."""
    known = edge_among(facts, transport)
    if given is None and known is None:
        raise no_edge(facts, transport)
    written = given if given is not None else f"{known['host']}:{int(known['port'])}" if known else ""
    _refuse_more_than_a_host(written, "edge=")
    name, _, port = written.rpartition(":")
    if not name or not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise DeclarationError(
            f"edge={written!r} has no port",
            "add it: without one a platform takes 5060 or 5061; Exotel's examples have 443 (TLS) and 5070 (TCP).",
        )
    return {"host": host(name), "port": int(port), "host_port": written}


def edge_among(facts: TrunkFacts, transport: Transport) -> EdgeFacts | None:
    """The edge of the line for this transport."""
    return facts["edge_tls"] if transport == "tls" else facts["edge_tcp"]


def no_edge(facts: TrunkFacts, transport: Transport) -> DeclarationError:
    """The error of a line that has no edge for this transport."""
    return DeclarationError(
        f"no {transport.upper()} edge of Exotel is known in region {facts['region']}",
        f'ask Exotel for it, then say edge="<host>:{EDGE_PORTS[transport]}".',
    )


def callee(number: str, edge: EdgeFacts, transport: Transport) -> str:
    """The SIP address of somebody to call through Exotel."""
    return f"sip:{of_kind(values.PhoneNumberText, number)}@{edge['host_port']};transport={transport}"


def host(value: str) -> str:
    """A host name or an IPv4 address, and nothing else."""
    _refuse_more_than_a_host(value)
    is_ip = values.is_ip_destination(f"{value}:1;transport=tcp")
    if not is_ip and not values.HOST_NAME.fullmatch(value.lower()):
        raise DeclarationError(f"{value!r} is no host name", "give a host such as sip.example.com, without a port.")
    return value


def label(value: str) -> str:
    """One part of a host name, such as the subdomain that a platform gives an account."""
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
    """Refuses any other value than those allowed."""
    if value not in allowed:
        why = ": Exotel takes no UDP signalling" if value == "udp" else ""
        raise DeclarationError(f"{name}={value!r} cannot be used{why}", f"say one of: {', '.join(allowed)}.")


def of_kind(kind: Any, value: str) -> str:
    """The one spelling of a value of `exotel_pulumi.values`, or an error of this package."""
    try:
        return str(TypeAdapter(kind).validate_python(value))
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
    raise DeclarationError(f"{value!r} {fault}", "correct it.")
