"""Whole SIP messages over one stream, and what is the same in every answer and request. Parsing is sipmessage's."""

import asyncio
import re
import secrets
import ssl
from collections.abc import Mapping
from typing import Any

from sipmessage import URI, Address, AuthChallenge, AuthCredentials, AuthParameters, MediaType, Message, Parameters, Via
from sipmessage import Request as Request
from sipmessage import Response as Response

from .digest import Digest

SDP = MediaType(mime_type="application/sdp")
LONGEST_HEAD = LONGEST_BODY = 65536
LENGTH = re.compile(rb"^(?:content-length|l)\s*:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
IDENTITY = re.compile(r"sips?:(?:([^@>;]+)@)?([^>;:\s]+)", re.IGNORECASE)
PHRASES = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    481: "Call/Transaction Does Not Exist",
    488: "Not Acceptable Here",
    501: "Not Implemented",
}


class Connection:
    """One stream of SIP messages, over TCP or TLS; both are reliable, so that nothing is ever sent again."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self.is_tls = isinstance(writer.get_extra_info("ssl_object"), ssl.SSLObject)
        self.local: tuple[str, int] = writer.get_extra_info("sockname")[:2]
        self.peer: tuple[str, int] = writer.get_extra_info("peername")[:2]

    @property
    def transport(self) -> str:
        """Returns `tls` or `tcp`."""
        return "tls" if self.is_tls else "tcp"

    async def read(self) -> Request | Response:
        """Reads the next message. ValueError for what is not SIP, IncompleteReadError at the end of the stream."""
        line = head = b""
        while not head.strip():  # blank lines between messages keep a connection alive
            head = await self._reader.readuntil(b"\r\n")
        while line != b"\r\n":
            line = await self._reader.readuntil(b"\r\n")
            head += line
            if len(head) > LONGEST_HEAD:
                raise ValueError(f"more than {LONGEST_HEAD} bytes of headers")
        length = LENGTH.search(head)
        size = int(length[1]) if length else 0
        if size > LONGEST_BODY:
            raise ValueError(f"a body of {size} bytes")
        body = await self._reader.readexactly(size)
        return Message.parse(_readable(head) + body)

    def send(self, message: Request | Response) -> None:
        """Sends a message."""
        message.content_length = len(message.body)
        self.writer.write(bytes(message))

    def contact(self, user: str = "exotel") -> Address:
        """Returns where this side is reached."""
        parameters = Parameters(transport=self.transport)
        return Address(URI("sip", self.local[0], user, port=self.local[1], parameters=parameters))

    def via(self) -> Via:
        """Returns a new transaction's own line."""
        parameters = Parameters(branch=f"z9hG4bK{secrets.token_hex(8)}", rport=None)
        return Via(self.transport.upper(), self.local[0], self.local[1], parameters)


def _readable(head: bytes) -> bytes:
    """Rewrites the host of a request line: Exotel's domains may have an underscore, which sipmessage refuses."""
    line, rest = head.split(b"\r\n", 1)
    return re.sub(rb"(?<=@)[^\s;:>]+", lambda host: host[0].replace(b"_", b"-"), line) + b"\r\n" + rest


def identity(header: str | None) -> tuple[str, str]:
    """Returns user and host of a From or P-Asserted-Identity, with whatever letters the host has."""
    found = IDENTITY.search(header or "")
    return (found[1] or "", found[2]) if found else ("", "")


def reply(
    request: Request,
    code: int,
    phrase: str = "",
    *,
    tag: str = "",
    body: str = "",
    contact: Address | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Builds the answer to a request."""
    response = Response(code, phrase or PHRASES[code])
    response.headers.setlist("Via", request.headers.getlist("Via"))
    for value in request.headers.getlist("Record-Route"):
        response.headers.add("Record-Route", value)
    for name in ("From", "Call-ID", "CSeq"):
        response.headers.set(name, request.headers[name])
    to = request.headers["To"]
    response.headers.set("To", f"{to};tag={tag}" if tag and code != 100 and "tag=" not in to else to)
    if contact is not None:
        response.contact = [contact]
    if body:
        response.content_type, response.body = SDP, body.encode()
    for name, value in {**(headers or {}), "Server": "exotel-pulumi simulator"}.items():
        response.headers.set(name, value)
    return response


def digest_of(request: Request) -> Digest | None:
    """Reads the login of a request; None without one, or with one that cannot be read."""
    try:
        given = AuthCredentials.parse(request.headers.get("Authorization") or "")
    except ValueError:
        return None
    if given.scheme.lower() != "digest" or given.parameters is None:
        return None
    return Digest({name.lower(): value for name, value in given.parameters.items()}, request.method)


def challenge(parts: Mapping[str, str]) -> str:
    """Writes a `WWW-Authenticate` header."""
    return str(AuthChallenge("Digest", AuthParameters(**parts)))


def answer_to(header: str, user_name: str, password: str, uri: str) -> str:
    """Writes the `Authorization` header that answers a challenge."""
    asked: Any = AuthChallenge.parse(header).parameters
    own = {"username": user_name, "uri": uri, "nc": "00000001", "cnonce": secrets.token_hex(8)}
    parts = {name: asked[name] for name in ("realm", "nonce", "algorithm", "qop", "opaque") if name in asked} | own
    if "qop" in parts:
        parts["qop"] = "auth"
    given = {**parts, "response": Digest(parts).response(password)}
    return str(AuthCredentials("Digest", AuthParameters(**given)))
