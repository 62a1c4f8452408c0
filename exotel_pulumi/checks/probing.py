"""Whether a call from Exotel could reach a destination: name, connection, certificate, and one SIP OPTIONS.

Places no call, and asks nothing of Exotel.
"""

import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.explained import advice_of
from exotel_pulumi.objects.values.destination import SHAPE, Destination

PATIENCE = 5.0  # seconds for each step
SOON = 14  # days before its end in which a certificate is worth a word
DAY = 86400


@dataclass(frozen=True)
class Probe:
    """What to examine. `resolve` is `address:port` in the place of the destination's name, `trust` is in PEM."""

    destination: str
    resolve: str | None = None
    trust: str | None = None
    patience: float = PATIENCE

    def findings(self) -> Iterator[Finding]:
        """Yields a finding for each step; ends with the first step that fails."""
        found = Destination.parse(self.destination)
        if found is None:
            yield Finding("destination", self.destination.removeprefix("sip:"), SHAPE + ".")
            return
        host = found.host
        address, fault = self._address(host, found.port)
        yield fault or Finding("DNS", f"{host} is {address[0]}" + (" (as --resolve says)" if self.resolve else ""))
        if fault is None:
            yield from self._reach(host, address, found.transport == "tls")

    def _address(self, host: str, port: int) -> tuple[tuple[str, int], Finding | None]:
        if self.resolve:
            name, _, own = self.resolve.rpartition(":")
            return (name, int(own)), None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=socket.AF_INET)
        except socket.gaierror as fault:
            advice = advice_of("does not resolve")
            return ("", 0), Finding("DNS", f"{host} does not resolve: {fault.strerror}", advice)
        return (str(found[0][4][0]), port), None

    def _reach(self, host: str, address: tuple[str, int], is_tls: bool) -> Iterator[Finding]:
        where = f"{address[0]}:{address[1]}"
        try:
            stream = socket.create_connection(address, self.patience)
        except TimeoutError:
            advice = advice_of("no answer from the port")
            yield Finding("TCP", f"no answer from {where} within {self.patience:.0f} s", advice)
            return
        except OSError as fault:
            advice = advice_of("nothing listens there")
            yield Finding("TCP", f"{where}: {fault.strerror or fault}", advice)
            return
        with stream:
            yield Finding("TCP", f"{where} takes connections")
            if not is_tls:
                yield self._options(stream, host, "TCP")
                return
            yield from self._secure(stream, host)

    def _secure(self, stream: socket.socket, host: str) -> Iterator[Finding]:
        context = ssl.create_default_context()
        if self.trust:
            context.load_verify_locations(cadata=self.trust)
        try:
            with context.wrap_socket(stream, server_hostname=host) as secure:
                yield _certificate(secure, host)
                yield self._options(secure, host, "TLS")
        except ssl.SSLCertVerificationError as fault:
            advice = advice_of("the certificate does not hold")
            yield Finding("TLS", f"the certificate does not hold: {fault.verify_message}", advice)
        except (ssl.SSLError, OSError) as fault:
            reason = getattr(fault, "reason", None) or type(fault).__name__
            yield Finding("TLS", f"no TLS on this port: {reason}", advice_of("no TLS on this port"))

    def _options(self, stream: socket.socket, host: str, transport: str) -> Finding:
        """Sends one OPTIONS. Any answer shows that SIP is spoken; silence proves nothing."""
        stream.settimeout(self.patience)
        answer = b""
        with suppress(TimeoutError, OSError):
            stream.sendall(_request(stream, host, transport))
            while b"\r\n" not in answer and (more := stream.recv(4096)):
                answer += more
        line = answer.partition(b"\r\n")[0].decode(errors="replace")
        if line.startswith("SIP/2.0 "):
            return Finding("SIP", f"OPTIONS was answered: {line.removeprefix('SIP/2.0 ')}")
        if answer:
            return Finding("SIP", "what listens there does not speak SIP", advice_of("does not speak SIP"))
        return Finding(
            "SIP", "OPTIONS was not answered: some platforms answer calls alone, or Exotel's addresses alone"
        )


def _certificate(secure: ssl.SSLSocket, host: str) -> Finding:
    until = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    days = int((until - time.time()) // DAY)
    said = f"{secure.version()}, a certificate for {host} with {days} days left"
    return Finding("TLS", said, advice_of("the certificate ends soon") if days < SOON else "")


def _request(stream: socket.socket, host: str, transport: str) -> bytes:
    own = "{}:{}".format(*stream.getsockname()[:2])
    lines = (
        f"OPTIONS sip:{host};transport={transport.lower()} SIP/2.0",
        f"Via: SIP/2.0/{transport} {own};branch=z9hG4bK{secrets.token_hex(8)};rport",
        f"From: <sip:probe@{own}>;tag={secrets.token_hex(4)}",
        f"To: <sip:{host}>",
        f"Call-ID: {secrets.token_hex(12)}",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        f"Contact: <sip:probe@{own};transport={transport.lower()}>",
        "Accept: application/sdp",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
