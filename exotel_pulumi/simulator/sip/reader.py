"""Reads one whole SIP message, and says in a status and in words what is wrong with it.

The head is read here, since what RFC 3261 allows in it is wide; a URI is read by sipmessage. No socket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address

from sipmessage import URI

from .message import SDP, Message, UnreadableError, plain, split
from .party import SCHEME, Party, number_of, party, tidy

COMPACT = {
    "c": "content-type", "e": "content-encoding", "f": "from", "i": "call-id", "k": "supported", "l": "content-length",
    "m": "contact", "r": "refer-to", "s": "subject", "t": "to", "v": "via",
}  # fmt: skip
NEEDED = ("via", "from", "to", "call-id", "cseq")  # 8.1.1; Max-Forwards is younger than some software
ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type")
LONGEST_URI = 4096
TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
REQUEST = re.compile(rf"({TOKEN.pattern}) +(\S(?:.*\S)?) +SIP/(\d+)\.(\d+)", re.IGNORECASE)
RESPONSE = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?", re.IGNORECASE)
SENT_BY = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?:\s*:\s*(\d{1,5}))?"
VIA = re.compile(rf"SIP\s*/\s*2\.0\s*/\s*([A-Za-z0-9-]+)\s+{SENT_BY}\s*((?:;.*)?)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Request:
    """A request without a fault."""

    message: Message
    method: str
    uri: str
    number: int
    """Of CSeq."""
    caller: Party
    callee: Party
    via: str
    """The first one, as it came."""
    branch: str
    sent_by: str

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.message.get("call-id")

    @property
    def called(self) -> str:
        """The number or name that is called."""
        return number_of(self.uri)

    @property
    def identity(self) -> Party:
        """Who calls: the first of P-Asserted-Identity that has a user, or else From (RFC 3325)."""
        for value in self.message.lists("p-asserted-identity"):
            try:
                asserted = party("P-Asserted-Identity", value)
            except UnreadableError:
                continue
            if asserted.number:
                return asserted
        return self.caller


@dataclass(frozen=True)
class Response:
    """An answer without a fault."""

    message: Message
    status: int
    phrase: str
    number: int
    method: str
    branch: str
    callee: Party

    @property
    def line(self) -> str:
        """Status and phrase."""
        return f"{self.status} {plain(self.phrase)}".strip()


def read(raw: bytes) -> Request | Response:
    """Reads a whole message. UnreadableError for one that is not taken."""
    message = head(raw)
    try:
        if message.start[:4].upper() == "SIP/":
            return _response(message)
        return _request(message)
    except UnreadableError as fault:
        fault.message = message
        raise


def head(raw: bytes) -> Message:
    """Reads first line and headers: folded lines as one (7.3.1), names in lower case and in their long form."""
    head, _, body = raw.partition(b"\r\n\r\n")
    text = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "surrogateescape"))
    start, *lines = text.split("\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        is_header = colon and TOKEN.fullmatch(name)
        headers.append((COMPACT.get(name, name), value.strip()) if is_header else ("", line))
    return Message(start, tuple(headers), body)


def _via(value: str) -> tuple[str, str]:
    """Returns branch and sent-by of one Via."""
    found = VIA.fullmatch(tidy(value))
    if found is None:
        raise UnreadableError(400, f"Via cannot be read: {value[:60]}")
    branch = re.search(r";branch=([^;,\s]+)", found[4], re.IGNORECASE)
    return branch[1] if branch else "", f"{found[2]}:{found[3] or ''}".lower()


def _request(message: Message) -> Request:
    line = REQUEST.fullmatch(message.start)
    if line is None:
        raise UnreadableError(400, f"the first line is no request: {message.start[:60]}")
    if (line[3], line[4]) != ("2", "0"):
        raise UnreadableError(505, f"SIP/{line[3]}.{line[4]} is not spoken here: SIP/2.0 is")
    method, uri = line[1], line[2]
    _once_and_whole(message)
    number, named = _cseq(message)
    vias = message.lists("via")
    (branch, sent_by), *_ = [_via(value) for value in vias]
    caller, callee = (party(name, message.get(name)) for name in ("From", "To"))
    if named != method:
        raise UnreadableError(400, f"CSeq names {named}, and the request is {method}")
    if re.search(r"[\s<>]", uri) or message.start.count("  "):
        raise UnreadableError(400, f"there is a blank or a bracket about the URI of the request: {uri[:60]}")
    _target(uri)
    for refusal in _extensions(method, message):
        raise refusal
    return Request(message, method, uri, number, caller, callee, vias[0], branch, sent_by)


def _response(message: Message) -> Response:
    line = RESPONSE.fullmatch(message.start)
    if line is None:
        raise UnreadableError(400, f"the first line is no answer: {message.start[:60]}")
    _once_and_whole(message)
    number, method = _cseq(message)
    branch, _ = _via(message.lists("via")[0])
    callee = party("To", message.get("to"))
    return Response(message, int(line[1]), line[2] or "", number, method, branch, callee)


def _once_and_whole(message: Message) -> None:
    for name in NEEDED:
        if not message.get(name) or (name == "via" and not message.lists("via")):
            raise UnreadableError(400, f"the header {name} is missing")
    for name in ONCE:
        if len(message.all(name)) > 1:
            raise UnreadableError(400, f"the header {name} is there twice")
    broken = next((value for name, value in message.headers if not name), None)
    if broken is not None:
        raise UnreadableError(400, f"a line is no header: {broken[:60]}")
    for name in ("content-length", "max-forwards"):
        value = message.get(name)
        if message.all(name) and not re.fullmatch(r"[0-9]{1,9}", value):
            raise UnreadableError(400, f"{name} is no number: {value[:20]}")
    if re.search(r"\s", message.get("call-id")):
        raise UnreadableError(400, "there is a blank in the Call-ID")


def _cseq(message: Message) -> tuple[int, str]:
    value = message.get("cseq")
    found = re.fullmatch(r"([0-9]{1,10})\s+(\S+)", value)
    if found is None or int(found[1]) >= 2**32:
        raise UnreadableError(400, f"CSeq cannot be read: {value[:60]}")
    return int(found[1]), found[2]


def _target(uri: str) -> None:
    """Examines the URI of a request. The host of Exotel's own domains has an underscore, which the grammar refuses."""
    if len(uri) > LONGEST_URI:
        raise UnreadableError(414, f"the URI of the request has {len(uri)} letters")
    scheme = SCHEME.match(uri)
    if scheme is None:
        raise UnreadableError(400, f"the request is to no URI: {uri[:60]}")
    if scheme[1].lower() not in ("sip", "sips", "tel"):
        raise UnreadableError(416, f"the scheme {scheme[1]} is none of sip, sips, tel")
    user, at, host = uri.rpartition("@")
    if "?" in (host if at else uri):
        raise UnreadableError(400, "the URI of a request has no headers")
    literal = re.search(r"\[([^\]]*)\]", host)
    try:
        if literal:
            IPv6Address(literal[1])
            host = host.replace(literal[0], "host.example", 1)
        URI.parse(f"{scheme[0].lower()}{(user + at + host.replace('_', '-'))[scheme.end() :]}")
    except TypeError:
        return  # sipmessage gives parameters to a function by their names, and one may be named as the function's own
    except (AddressValueError, ValueError):
        raise UnreadableError(400, f"the URI of the request cannot be read: {uri[:60]}") from None


def _extensions(method: str, message: Message) -> Iterator[UnreadableError]:
    """Yields what a server that knows SIP itself alone refuses (8.2.2.3, 8.2.3)."""
    wanted = [plain(one) for one in message.lists("require")]
    if wanted and method not in ("ACK", "CANCEL"):
        yield UnreadableError(420, f"the extension {wanted[0]} is not known here", ("Unsupported", ", ".join(wanted)))
    if method not in ("INVITE", "UPDATE"):
        return
    accepted = [one.partition(";")[0].strip().lower() for one in message.lists("accept")]
    if accepted and not {SDP, "application/*", "*/*"} & set(accepted):
        yield UnreadableError(406, f"the caller reads {accepted[0]} alone, and the answer is {SDP}")
    is_optional = re.search(r"handling\s*=\s*optional", message.get("content-disposition"), re.IGNORECASE)
    if not message.body or is_optional:
        return
    coded = message.get("content-encoding").lower()
    if coded not in ("", "identity"):
        yield UnreadableError(415, f"the body is coded: {coded}", ("Accept-Encoding", "identity"))
    kind = split(message.get("content-type") + ";")[0].partition(";")[0].strip().lower()
    if kind != SDP:
        yield UnreadableError(415, f"the body is {kind or 'of no type'}: {SDP} is read", ("Accept", SDP))
