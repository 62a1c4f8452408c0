"""One SIP OPTIONS over an open connection, and what the answer says of the destination."""

import re
import secrets
import socket
import ssl
import time
from contextlib import suppress

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing.failing import failed

LONGEST_LINE = 4096  # bytes in which the first line of an answer ends; one of 1 KiB is long already
LONGEST_REASON = 80  # characters of it that are shown
PING, PONG = b"\r\n\r\n", b"\r\n"  # RFC 5626, section 3.5.1
STATUS = re.compile(r"SIP/2\.0 +([1-6][0-9]{2})(?: +(.*))?", re.IGNORECASE)
TLS_ALERT = re.compile(rb"[\x15\x16]\x03[\x00-\x04]")
# What OpenSSL calls the alert of a server that wants a certificate. TLS 1.3 has it after the client is done.
WANTS_CERTIFICATE = {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_NO_CERTIFICATE"}


def ask_options(stream: socket.socket, host: str, transport: str, patience: float) -> Finding:
    """Sends one OPTIONS. Any answer but 503 shows that SIP is spoken there; silence proves nothing."""
    lines = _Lines(stream, time.monotonic() + patience)
    provisional = ""
    try:
        with suppress(OSError):  # why nothing more is taken may stand in what was sent before
            stream.settimeout(patience)
            stream.sendall(_request(stream, host, transport))
        while line := lines.next():
            answer = STATUS.fullmatch(line)
            if answer is None:
                return _not_an_answer(line, lines.begun)
            reason = _shown(answer[2] or "")
            if not answer[1].startswith("1"):
                return _answered(answer[1], reason)
            provisional = f"{answer[1]} {reason}".rstrip()
            lines.skip_message()
    except TimeoutError:
        return _unfinished(lines.begun, provisional, patience)
    except ssl.SSLError as fault:
        if fault.reason in WANTS_CERTIFICATE:
            return wants_certificate(fault.reason)
        return _closed()
    except OSError:
        return _closed()
    return _closed() if not lines.begun else _not_an_answer("", lines.begun)


def wants_certificate(reason: str) -> Finding:
    """Returns the finding of a server that wants a certificate of Exotel's."""
    return failed("TLS", f"a client certificate is wanted ({reason})", "wants a client certificate")


class _Lines:
    """The lines of a stream until a deadline. Answers a keep-alive that comes before an answer."""

    def __init__(self, stream: socket.socket, deadline: float) -> None:
        self.begun = b""  # of a line that has not ended
        self._stream = stream
        self._deadline = deadline

    def next(self) -> str:
        """Returns the next line that is not empty, without its end; empty where the stream ends before."""
        while True:
            if self.begun.startswith(PING):
                self._stream.sendall(PONG)
            self.begun = self.begun.lstrip(b"\r\n")
            line, end, rest = self.begun.partition(b"\n")
            if end:
                self.begun = rest
                return line.decode(errors="replace").rstrip("\r")
            if len(line) > LONGEST_LINE or not self._read():
                return ""

    def skip_message(self) -> None:
        """Leaves out the headers of a provisional answer, which has no body."""
        while b"\r\n\r\n" not in self.begun and len(self.begun) <= LONGEST_LINE * 16 and self._read():
            pass
        self.begun = self.begun.partition(b"\r\n\r\n")[2]

    def _read(self) -> bytes:
        self._stream.settimeout(max(self._deadline - time.monotonic(), 0.001))
        more = self._stream.recv(4096)
        if time.monotonic() > self._deadline:
            raise TimeoutError
        self.begun += more
        return more


def _answered(status: str, reason: str) -> Finding:
    if status == "503":
        return failed("SIP", f"OPTIONS was answered: 503 {reason}", "503 to OPTIONS")
    return Finding("SIP", f"OPTIONS was answered: {status} {reason}".rstrip())


def _not_an_answer(line: str, begun: bytes) -> Finding:
    if TLS_ALERT.match(line.encode(errors="replace") + begun):
        return failed("SIP", "what listens there speaks TLS, and the destination says TCP", "TLS on a port for TCP")
    if line.upper().endswith(" SIP/2.0"):
        return Finding("SIP", f"OPTIONS was not answered, and a request came: {_shown(line)}")
    return failed("SIP", "what listens there does not speak SIP", "does not speak SIP")


def _unfinished(begun: bytes, provisional: str, patience: float) -> Finding:
    if provisional:
        return Finding("SIP", f"OPTIONS was answered: {provisional}")
    if begun:
        said = f"an answer was begun, and its first line not ended within {patience:.0f} s"
        return failed("SIP", said, "an answer without an end")
    return Finding("SIP", "OPTIONS was not answered: some platforms answer calls alone, or Exotel's addresses alone")


def _closed() -> Finding:
    return Finding("SIP", "the connection was closed after OPTIONS: some platforms take Exotel's addresses alone")


def _shown(text: str) -> str:
    """Returns the beginning of what a stranger says, with nothing in it that steers a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text[:LONGEST_REASON])


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
