"""A connection and the audio of a call in memory: what an edge and a caller are tried on without sockets."""

import asyncio
import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip.digest import answer_to
from exotel_pulumi.simulator.sip.edge import Edge
from exotel_pulumi.simulator.sip.message import PHRASES, Message
from exotel_pulumi.simulator.sip.offer import Own, Talk
from exotel_pulumi.simulator.sip.reader import head
from exotel_pulumi.simulator.sip.rtp import Hearing, Packet
from exotel_pulumi.simulator.sip.stream import Raw

from .timing import Clock
from .torture import SDP, message

NUMBER, CALLEE, PASSWORD = "+919876543210", "+918047112233", "Sesame_0pen"
HOST = "exotel_demo.pstn.exotel.com"
KEY = base64.b64encode(b"k" * 30).decode()
SECURE = SDP.replace("RTP/AVP", "RTP/SAVP") + f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n"


class Quiet:
    """Audio that is not sent."""

    def __init__(self, heard: int = 0, payload_type: int = 8, undeciphered: int = 0) -> None:
        self.port, self.sent, self.undeciphered, self.begun = 6000, 0, undeciphered, None
        self.hearing, self.sounding = Hearing(), asyncio.Event()
        self.talks: list[Talk] = []
        self.is_closed = self.is_mute = False
        self.recorder = None
        self._heard, self._type = heard, payload_type

    def start(self, talk: Talk, frames: Iterator[Any] | None = None) -> None:
        """Hears at once what is to be heard."""
        self.talks.append(talk)
        for place in range(self._heard):
            if self.hearing.take(Packet(self._type, place, 160 * place, 1, b""), talk.payload_type, talk.events, 1.0):
                self.sounding.set()

    def close(self) -> None:
        """Ends."""
        self.is_closed = True


@dataclass
class Line:
    """A connection whose other end is the test."""

    tls: str | None = None
    peer: tuple[str, int] = ("127.0.0.1", 40000)
    local: tuple[str, int] = ("127.0.0.1", 5060)
    is_open: bool = True
    sent: list[Message] = field(default_factory=list)

    @property
    def transport(self) -> Literal["tls", "tcp"]:
        """Returns `tls` or `tcp`."""
        return "tls" if self.tls else "tcp"

    def send(self, data: bytes) -> None:
        """Keeps a message."""
        self.sent.append(head(data))

    def heard(self) -> list[Message]:
        """Returns what was sent since it was asked the last time."""
        found, self.sent = self.sent, []
        return found

    def statuses(self) -> list[str]:
        """Returns the statuses of what was sent, or its methods."""
        return [status(one) for one in self.heard()]


def status(one: Message) -> str:
    """Returns the status of an answer, or the method of a request."""
    first, second, *_ = one.start.split()
    return second if first == "SIP/2.0" else first


class Exotel:
    """An edge on a line with a login, without a socket, and the phone that calls it."""

    def __init__(self, **changes: Any) -> None:
        self.simulator = Simulator(Options())
        sid = self.sid = self.simulator.add_trunk(trunk_name="voice_ai")
        self.simulator.add(sid, "phone_numbers", phone_number=NUMBER)
        self.simulator.add(sid, "credentials", user_name="agent", password=PASSWORD)
        self.clock, self.media = Clock(), list[Quiet]()
        self.edge = Edge(self.simulator.exchange, self.clock, open_media=self._open, **changes)
        self.line = Line()
        self._count = 0

    def _open(self) -> Any:
        self.media.append(Quiet(heard=3))
        return self.media[-1]

    def asks(self, method: str = "INVITE", body: str = "", line: Line | None = None, **changes: Any) -> list[Message]:
        """Sends a request; returns what is answered."""
        line = line or self.line
        self._count += 1
        headers = {
            "Via": f"SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bKt{self._count};rport",
            "From": f"<sip:{NUMBER}@{HOST}>;tag=a1",
            "To": f"<sip:{CALLEE}@{HOST}>",
            "CSeq": f"{self._count} {method}",
        }
        given = {**headers, **changes}
        self.edge.take(line, message(f"{method} {given.pop('uri', f'sip:{CALLEE}@{HOST}')} SIP/2.0", body, **given))
        return line.heard()

    def calls(self, body: str = SDP, **changes: Any) -> Message:
        """Places a call with a login; returns the last answer."""
        *_, refused = self.asks("INVITE", body, **changes)
        if status(refused) != "401":
            return refused
        uri = str(changes.get("uri", f"sip:{CALLEE}@{HOST}"))
        login = answer_to(refused.all("www-authenticate"), "agent", PASSWORD, uri)
        return self.asks("INVITE", body, Authorization=login, **changes)[-1]

    def within(self, answer: Message, method: str, body: str = "", **changes: Any) -> list[Message]:
        """Asks in the call that was answered."""
        return self.asks(method, body, **{"To": answer.get("to"), **changes})


Behaviour = Callable[["Callee"], Any]


class Callee:
    """The far end of a caller's connection: a behaviour, and what it saw."""

    def __init__(self, behave: Behaviour, tls: str | None = None) -> None:
        self.tls, self.peer, self.local = tls, ("127.0.0.1", 5061), ("127.0.0.1", 40001)
        self.is_open, self.half = True, b""
        self.seen: list[Message] = []
        self._to_caller: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._to_callee: asyncio.Queue[Message] = asyncio.Queue()
        self._behave = behave
        self._invite = Message("", ())

    @property
    def transport(self) -> str:
        """Returns `tls` or `tcp`."""
        return "tls" if self.tls else "tcp"

    @property
    def saw(self) -> list[str]:
        """The methods and statuses that it saw."""
        return [status(one) for one in self.seen]

    def send(self, data: bytes) -> None:
        """Takes what the caller sends."""
        self.seen.append(head(data))
        self._to_callee.put_nowait(self.seen[-1])

    async def read(self) -> Raw:
        """Gives the caller what the callee says."""
        data = await self._to_caller.get()
        if data is None:
            raise EOFError
        return Raw(data)

    async def live(self) -> None:
        """Behaves, and then answers BYE and CANCEL."""
        await self._behave(self)
        while True:
            asked = await self.hears()
            if status(asked) in ("BYE", "CANCEL"):
                self.says(200, of=asked)

    async def hears(self) -> Message:
        """Returns the next message of the caller."""
        found = await self._to_callee.get()
        if status(found) == "INVITE":
            self._invite = found
        return found

    def says(self, code: int, body: str = "", of: Message | None = None, tag: str = "uas", **more: Any) -> None:
        """Answers the INVITE, or another request."""
        asked = of or self._invite
        to = asked.get("to")
        headers = {
            "Via": asked.all("via"), "From": asked.get("from"), "To": to if "tag=" in to else f"{to};tag={tag}",
            "Call_ID": asked.get("call-id"), "CSeq": asked.get("cseq"), "Contact": "<sip:uas@127.0.0.1:5999>",
        }  # fmt: skip
        self._to_caller.put_nowait(message(f"SIP/2.0 {code} {PHRASES.get(code, 'X')}", body, **{**headers, **more}))

    def asks(self, method: str, number: int = 1, body: str = "", **more: Any) -> None:
        """Asks something in the call."""
        asked = self._invite
        headers = {
            "Via": f"SIP/2.0/TCP 127.0.0.1:1;branch=z9hG4bK{method}{number}", "From": f"{asked.get('to')};tag=uas",
            "To": asked.get("from"), "Call_ID": asked.get("call-id"), "CSeq": f"{number} {method}",
        }  # fmt: skip
        self._to_caller.put_nowait(message(f"{method} sip:exotel@127.0.0.1 SIP/2.0", body, **{**headers, **more}))

    def raw(self, data: bytes | None) -> None:
        """Says anything, or leaves."""
        self._to_caller.put_nowait(data)

    def answers(self, body: str | None = None, **more: Any) -> None:
        """Picks up with a good answer."""
        own = Own(4000, is_secure=self.tls is not None)
        self.says(200, own.answer(self._invite.text)[0] if body is None else body, **more)


def versions(text: str) -> list[str]:
    """Returns name and version of a description."""
    return re.findall(r"(?m)^o=- (\d+ \d+)", text)
