"""One call that this side places, to its end: an INVITE, a login if one is asked for, a tone, a BYE."""

import asyncio
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sipmessage import URI, CSeq, Request, Response

from .media import Media
from .messages import SDP, Connection, answer_to, reply
from .sdp import Audio

CONNECTING = 5.0  # seconds


@dataclass(frozen=True)
class Plan:
    """A call to place: to a number at a host, from a number of a domain, and with which login."""

    host: str
    called: str
    caller: str
    domain: str
    login: tuple[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = 30.0
    talk: float = 1.0


@dataclass
class Said:
    """What the other side said to a call."""

    status: int | None = None
    reason: str = ""
    fault: str = ""
    """Why there was no answer, in words."""
    seen: tuple[str, ...] = ()
    heard: int = 0
    sent: int = 0


async def call(address: str, port: int, tls: ssl.SSLContext | None, plan: Plan) -> Said:
    """Places one call over TCP, or over TLS where there is a context; the certificate must be one for the host."""
    try:
        async with asyncio.timeout(CONNECTING):
            name = plan.host if tls else None
            streams = await asyncio.open_connection(address, port, ssl=tls, server_hostname=name)
    except (OSError, TimeoutError) as fault:
        return Said(fault=in_words(fault))
    media = await Media.open()
    placed = _Caller(Connection(*streams), media, plan)
    try:
        await placed.place()
    finally:
        media.close()
        streams[1].close()
    return placed.said


def in_words(fault: BaseException) -> str:
    """Says why there is no connection."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"the certificate does not hold: {fault.verify_message}"
    if isinstance(fault, ssl.SSLError):
        return f"no TLS there ({fault.reason or 'the handshake failed'}): is it the port for TCP?"
    if isinstance(fault, TimeoutError):
        return f"no connection within {CONNECTING:.0f} s: is there a firewall?"
    if isinstance(fault, ConnectionRefusedError):
        return "nothing listens there"
    return getattr(fault, "strerror", None) or type(fault).__name__


class _Caller:
    def __init__(self, connection: Connection, media: Media, plan: Plan) -> None:
        self.said = Said()
        self._connection = connection
        self._media = media
        self._plan = plan
        self._offer = Audio.offer(media.port, is_secure=connection.is_tls)
        self._number = 0  # of the last request, for CSeq
        self._call_id, self._tag = secrets.token_hex(12), secrets.token_hex(4)

    async def place(self) -> None:
        """Calls, answers one challenge, and if somebody answers, plays a tone for a while."""
        invite = self._invite()
        answer = await self._ask(invite)
        asked = answer.headers.get("WWW-Authenticate") if answer is not None and answer.code == 401 else None
        if asked and self._plan.login:
            invite = self._invite(answer_to(asked, *self._plan.login, str(invite.uri)))
            answer = await self._ask(invite)
        if answer is None:
            return
        self.said.status, self.said.reason = answer.code, answer.phrase
        remote = Audio.parse(answer.body.decode(errors="replace")) if answer.code < 300 else None
        if remote is not None:
            self._media.start(self._offer, remote, tone=True)
            await self._talk(invite, answer)
            self.said.heard, self.said.sent = self._media.heard, self._media.sent

    def _invite(self, authorization: str | None = None) -> Request:
        plan, own = self._plan, self._connection
        uri = URI("sip", plan.host, plan.called, port=own.peer[1], parameters=own.contact().uri.parameters)
        invite = Request("INVITE", uri)
        self._number += 1
        invite.via, invite.cseq, invite.contact = [own.via()], CSeq(self._number, "INVITE"), [own.contact()]
        headers = {
            "Call-ID": self._call_id,
            "From": f"<sip:{plan.caller}@{plan.domain}>;tag={self._tag}",
            "To": f"<sip:{plan.called}@{plan.host}>",
            "Max-Forwards": "70",
            "P-Asserted-Identity": f"<sip:{plan.caller}@{plan.domain}>",
            **plan.headers,
            **({"Authorization": authorization} if authorization else {}),
        }
        for name, value in headers.items():
            invite.headers.set(name, value)
        invite.content_type, invite.body = SDP, str(self._offer).encode()
        return invite

    async def _ask(self, invite: Request) -> Response | None:
        """Sends an INVITE and waits for the last answer; None where there is none, which is then said in words."""
        self._connection.send(invite)
        try:
            async with asyncio.timeout(self._plan.patience):
                while True:
                    message = await self._connection.read()
                    if isinstance(message, Response):
                        self.said.seen = (*self.said.seen, f"{message.code} {message.phrase}")
                        if message.code >= 200:
                            self._connection.send(self._within(invite, message, "ACK"))
                            return message
        except TimeoutError:
            self._connection.send(self._within(invite, None, "CANCEL"))
            self.said.fault = f"nobody answered within {self._plan.patience:.0f} s"
        except (asyncio.IncompleteReadError, OSError):
            self.said.fault = "the connection was closed"
        except ValueError:
            self.said.fault = "what listens there does not speak SIP"
        return None

    async def _talk(self, invite: Request, answer: Response) -> None:
        """Lets the tone play, answers what the other side asks meanwhile, and hangs up."""
        ended = asyncio.create_task(self._until_the_end())
        await asyncio.wait([ended], timeout=self._plan.talk)
        if not ended.done():
            self._connection.send(self._within(invite, answer, "BYE"))
            await asyncio.wait([ended], timeout=2.0)
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)

    async def _until_the_end(self) -> None:
        while True:
            message = await self._connection.read()
            if isinstance(message, Request) and message.method != "ACK":
                self._connection.send(reply(message, 200))
            method = message.method if isinstance(message, Request) else message.cseq.method
            if method == "BYE":
                return

    def _within(self, invite: Request, answer: Response | None, method: str) -> Request:
        """Builds a request of the same call. The ACK of a refusal and a CANCEL are of the INVITE's own transaction."""
        is_answered = answer is not None and answer.code < 300
        contact: Any = answer.contact if answer is not None and is_answered else None
        request = Request(method, contact[0].uri if contact else invite.uri)
        request.via = [self._connection.via()] if is_answered else invite.via
        for name in ("Call-ID", "From"):
            request.headers.set(name, invite.headers[name])
        request.headers.set("To", (answer or invite).headers["To"])
        request.headers.set("Max-Forwards", "70")
        request.cseq = CSeq(self._number + (method == "BYE"), method)
        if answer is not None and is_answered:
            request.route = list(reversed(answer.record_route))
        return request
