"""Destinations, `<ip or host name>:<port>;transport=<tls or tcp>`: taken apart here, for everybody."""

import re
from typing import Annotated, NamedTuple, Self

from exotel_pulumi.objects.values import text_validator, whole_validator
from exotel_pulumi.objects.values.address import is_host, is_ip, is_public

PATTERN = re.compile(r"(?P<host>[^:;@\s]+):(?P<port>[0-9]{1,5});transport=(?P<transport>tls|tcp)")
PORTS = {"tls": 5061, "tcp": 5060}  # where SIP is spoken unless somebody says otherwise
SHAPE = "must be <ip or host name>:<port>;transport=<tls or tcp>, like sip.example.com:5061;transport=tls"


class Destination(NamedTuple):
    """The parts of a destination, in lower case."""

    host: str
    port: int
    transport: str

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Takes a destination apart, in every spelling that a person may write; None for what has not its shape."""
        return cls.shaped(_spelled(value))

    @classmethod
    def shaped(cls, value: str) -> Self | None:
        """Takes a destination in its one spelling apart; None for what has not its shape."""
        match = PATTERN.fullmatch(value)
        return cls(match["host"], int(match["port"]), match["transport"]) if match else None

    @property
    def is_ip(self) -> bool:
        """Whether it names an address, which must be whitelisted, and not a host."""
        return is_ip(self.host)


def host_of(value: str) -> str:
    """Returns the host of what Exotel lists as a destination, whatever follows it."""
    return _spelled(value).split(":")[0]


def fault_of(value: str) -> str | None:
    """Says what is wrong with a destination in any spelling, part by part."""
    return destination_fault(_spelled(value))


def destination_fault(value: str) -> str | None:
    """Says what is wrong with a destination in lower case and without `sip:`, part by part."""
    found = _with_host(value)
    if found:
        return _unreachable(found)
    wrong, mended = _parts(value)
    if not wrong:
        return SHAPE
    found = _with_host(mended)
    return "; ".join(wrong) + (f': write "{mended}"' if found and not _unreachable(found) else "")


def _with_host(value: str) -> Destination | None:
    found = Destination.shaped(value)
    return found if found and is_host(found.host) else None


def _unreachable(found: Destination) -> str | None:
    if not 1 <= found.port <= 65535:
        return "must have a port from 1 to 65535"
    private = found.is_ip and not is_public(found.host)
    return "must be a public address or a host name" if private else None


def _parts(value: str) -> tuple[list[str], str]:
    """Names each part that a destination may not have or lacks, and returns the destination without these faults."""
    wrong: list[str] = []
    mended = value.strip("<> ").removeprefix("sip:")
    if value != value.strip("<> "):
        wrong.append("must have no angle brackets")
    if mended.startswith("sips:"):
        wrong.append("must have transport=tls and no sips:")
        mended = re.sub(r"(;transport=\w*)?$", ";transport=tls", mended.removeprefix("sips:"), count=1)
    if "://" in mended:
        return ["must be a SIP address, not a URL"], value
    if "@" in mended.partition(";")[0]:
        wrong.append("must have no user part, for Exotel puts the called number there")
        mended = mended.rpartition("@")[2] if "@" not in mended.partition(";")[2] else mended
    if mended.startswith("["):
        return [*wrong, "must be an IPv4 address or a host name; Exotel takes no IPv6"], value
    address, *parameters = mended.split(";")
    host, colon, port = address.partition(":")
    if host.endswith(".") and host.strip("."):
        wrong.append("must have no dot at the end of the host")
        host = host.rstrip(".")
    if not is_host(host):
        return [*wrong, "must have a host name with a dot in it, or an IPv4 address"] if host else [], value
    transport = next((other.partition("=")[2] for other in parameters if other.startswith("transport=")), "")
    others = [other for other in parameters if not other.startswith("transport=")]
    if others:
        wrong.append(f"must have no other parameter than transport, not {', '.join(others)}")
    return _completed(wrong, host, port if colon else "", transport)


def _completed(wrong: list[str], host: str, port: str, transport: str) -> tuple[list[str], str]:
    """Names a port or transport that is missing or wrong, and puts the destination together again."""
    by_port = {str(known): name for name, known in PORTS.items()}
    if transport == "udp":
        wrong.append("must have transport=tls or transport=tcp, for Exotel has no UDP")
    elif transport not in PORTS:
        wrong.append("must end with ;transport=tls or ;transport=tcp")
        transport = by_port.get(port, "")
    if not port:
        wrong.append("must have a port, mostly 5061 with tls and 5060 with tcp")
        port = str(PORTS.get(transport, ""))
    elif not port.isdecimal():
        wrong.append("must have a port from 1 to 65535")
    return wrong, f"{host}:{port};transport={transport}"


def _spelled(value: str) -> str:
    return value.strip().lower().removeprefix("sip:")


def _listed(value: str) -> str:
    """Spells a destination as Exotel may list it: in angle brackets, or as `sips:`."""
    bare = _spelled(value.strip(" <>"))
    return bare.removeprefix("sips:") if bare.endswith(";transport=tls") else bare


DestinationText = Annotated[str, text_validator(_spelled, destination_fault, _listed)]
Priority = Annotated[int, whole_validator(0, 65535)]
