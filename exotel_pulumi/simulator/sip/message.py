"""Builds SIP messages by the tables of RFC 3261: answers, the ACK of a refusal, CANCEL. No socket, no parser."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

COOKIE = "z9hG4bK"  # RFC 3261, 8.1.1.7: a branch of today begins so
ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE"
SDP = "application/sdp"
PHRASES = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    414: "Request-URI Too Long",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    484: "Address Incomplete",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "Version Not Supported",
    603: "Decline",
}
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """A request or an answer: first line, headers in their order, body. Bytes that are no UTF-8 stay as they are."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Returns every value of a header."""
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def get(self, name: str) -> str:
        """Returns the first value of a header; nothing where there is none."""
        return next(iter(self.all(name)), "")

    def lists(self, name: str) -> list[str]:
        """Returns the values of a header that may have several in one line, such as Via and Record-Route."""
        return [one.strip() for line in self.all(name) for one in split(line) if one.strip()]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def __bytes__(self) -> bytes:
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers)]
        head = "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "", ""])
        return head.encode("utf-8", "surrogateescape") + self.body


class UnreadableError(ValueError):
    """A message that is not taken: with which status it is answered, why, and what of it could be read."""

    def __init__(self, status: int, words: str, *headers: tuple[str, str]) -> None:
        self.words = plain(words)
        super().__init__(self.words)
        self.status = status
        self.headers = headers
        self.message = Message("", ())

    @property
    def can_be_answered(self) -> bool:
        """Whether the message is a request that has somewhere to answer to. An ACK is never answered."""
        start = self.message.start.upper()
        return self.is_sip and not start.startswith(("ACK ", "SIP/")) and bool(self.message.get("via"))

    @property
    def is_sip(self) -> bool:
        """Whether the first line is one of SIP's, of whatever version."""
        return "SIP/" in self.message.start.upper()


PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,])+')


def split(line: str) -> list[str]:
    """Splits a line at its commas, but for those in quotes and angle brackets."""
    return PIECE.findall(line)


def plain(text: str) -> str:
    """Returns text of a message as a log or a terminal can show it: without control characters and half bytes."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in readable)


def warning(sentence: str) -> tuple[str, str]:
    """Returns the header that says a sentence to a person at the other side (20.43)."""
    quoted = plain(sentence).replace("\\", "\\\\").replace('"', '\\"')
    return "Warning", f'399 exotel "{quoted}"'


def token() -> str:
    """Makes a tag."""
    return secrets.token_hex(4)


def branch() -> str:
    """Makes a new transaction's branch."""
    return f"{COOKIE}{secrets.token_hex(8)}"


def stamped(message: Message, peer: tuple[str, int]) -> Message:
    """Notes in the first Via from where a request came (18.2.1, and RFC 3581 for `rport`)."""
    place = next((place for place, (name, _) in enumerate(message.headers) if name.lower() == "via"), None)
    if place is None:
        return message
    name, line = message.headers[place]
    first, *rest = split(line)
    host, port = (f"[{peer[0]}]" if ":" in peer[0] else peer[0]), peer[1]
    has_rport = re.search(r";\s*rport\s*(?=;|$)", first)
    first = re.sub(r";\s*rport\s*(?=;|$)", f";rport={port}", first.strip())
    sent_by = re.search(r"^\S+\s*/\s*\S+\s*/\s*\S+\s+(\[[^\]]*\]|[^:;\s]+)", first)
    if "received=" not in first and (has_rport or sent_by is None or sent_by[1] != host):
        first = f"{first};received={host.strip('[]')}"
    headers = (*message.headers[:place], (name, ",".join([first, *rest])), *message.headers[place + 1 :])
    return replace(message, headers=headers)


def reply(
    request: Message, status: int, phrase: str = "", *, tag: str = "", headers: Headers = (), body: str = ""
) -> Message:
    """Builds the answer to a request (8.2.6). Of what is missing in a broken request nothing is made up."""
    found = [("Via", value) for value in request.all("Via")]
    if status < 300:
        found += [("Record-Route", value) for value in request.all("Record-Route")]
    for name in ("From", "To", "Call-ID", "CSeq"):
        value = request.get(name)
        if name == "To" and tag and value and status != 100 and not re.search(r";\s*tag\s*=", value, re.IGNORECASE):
            value = f"{value};tag={tag}"
        if value:
            found.append((name, value))
    found += [*headers, ("Server", "exotel-pulumi simulator")]
    if body:
        found.append(("Content-Type", SDP))
    return Message(f"SIP/2.0 {status} {phrase or PHRASES.get(status, 'Answer')}", tuple(found), body.encode())


def ask(method: str, uri: str, headers: Mapping[str, str], *, routes: Iterable[str] = (), body: str = "") -> Message:
    """Builds a request (8.1.1). `headers` have From, To, Call-ID, Via and the number of CSeq, at the least."""
    own = {**headers, "CSeq": f"{headers['CSeq']} {method}", "Max-Forwards": "70"}
    found = [*own.items(), *(("Route", route) for route in routes)]
    if body:
        found.append(("Content-Type", SDP))
    return Message(f"{method} {uri} SIP/2.0", tuple(found), body.encode())


def acknowledged(invite: Message, refusal: Message) -> Message:
    """Builds the ACK of a refusal, which is of the INVITE's own transaction (17.1.1.3)."""
    return _same_transaction(invite, "ACK", refusal.get("To"))


def cancelled(invite: Message) -> Message:
    """Builds the CANCEL of an INVITE (9.1)."""
    return _same_transaction(invite, "CANCEL", invite.get("To"))


def _same_transaction(invite: Message, method: str, to: str) -> Message:
    headers = {
        "Via": invite.lists("Via")[0],
        "From": invite.get("From"),
        "To": to,
        "Call-ID": invite.get("Call-ID"),
        "CSeq": invite.get("CSeq").split()[0],
    }
    return ask(method, invite.start.split()[1], headers, routes=invite.all("Route"))
