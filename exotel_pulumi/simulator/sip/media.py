"""The socket of one call's audio: an echo for who calls out, frames for who is rung. SRTP with keys of both sides."""

import asyncio
import base64
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from pylibsrtp import Error, Policy, Session

from .offer import HOST, Talk
from .rtp import Hearing, Packet, Writer
from .sound import Frame, Key, Recorder


class Media(asyncio.DatagramProtocol):
    """One socket for the packets of one call. OSError where this machine has no more of them."""

    def __init__(self) -> None:
        self.hearing = Hearing()
        self.sounding = asyncio.Event()
        self.is_mute = False
        self.recorder: Recorder | None = None
        self.sent = self.undeciphered = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.bind((HOST, 0))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        self.begun: float | None = None
        self._loop = asyncio.get_running_loop()
        self._talk: Talk | None = None
        self._remote: tuple[str, int] | None = None
        self._latched: tuple[str, int] | None = None
        self._writer = Writer()
        self._ours: Session | None = None
        self._theirs: Session | None = None
        self._frames: Iterator[Frame] | None = None
        self._running: asyncio.Task[None] | None = None
        self._transport: asyncio.DatagramTransport | None = None

    def start(self, talk: Talk, frames: Iterator[Frame] | None = None) -> None:
        """Begins to send frames, or to send back what comes. A second time, after a new offer, all else goes on."""
        changed = self._talk is None or (talk.ours, talk.theirs) != (self._talk.ours, self._talk.theirs)
        self._talk = talk
        self._remote = talk.remote if _may_be_sent_to(talk.remote[0]) else None
        self._latched = None
        if changed and talk.ours and talk.theirs:
            self._ours = _session(talk.ours, Policy.SSRC_ANY_OUTBOUND)
            self._theirs = _session(talk.theirs, Policy.SSRC_ANY_INBOUND)
        if self._running is None:
            self.begun = self._loop.time()
            self._frames = frames
            self._running = self._loop.create_task(self._run())

    async def _run(self) -> None:
        self._transport, _ = await self._loop.create_datagram_endpoint(lambda: self, sock=self._socket)
        began = self._loop.time()
        for count, frame in enumerate(self._frames or (), 1):
            self._send(frame)
            await asyncio.sleep(max(0.0, began + count * 0.02 - self._loop.time()))

    def _send(self, frame: Frame) -> None:
        talk, to = self._talk, self._latched or self._remote
        if talk is None or to is None or self._transport is None or not talk.is_sending or self.is_mute:
            return
        if not isinstance(frame, Key):
            packet = self._writer.audio(talk.payload_type, frame)
        elif talk.events is not None:
            packet = self._writer.key(talk.events, frame.digit, frame.frame, frame.frames)
        else:
            return  # the other side reads no keys
        self._transport.sendto(self._ours.protect(packet) if self._ours else packet, to)
        self.sent += 1

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Counts a packet, and sends its audio back to who called."""
        talk = self._talk
        if talk is None:
            return
        try:
            packet = Packet.read(self._theirs.unprotect(data) if self._theirs else data)
        except Error:
            self.undeciphered += 1
            return
        if packet is None or (self._latched and addr != self._latched):
            return
        if self.hearing.take(packet, talk.payload_type, talk.events, self._loop.time()):
            self.sounding.set()
            if self.recorder is not None:
                self.recorder.take(packet)
            self._latched = addr  # who sends from another port than it named wants its audio there
            if self._frames is None:
                self._send(packet.payload)

    def close(self) -> None:
        """Ends the audio."""
        if self._running is not None:
            self._running.cancel()
        if self._transport is not None:
            self._transport.close()
        else:
            self._socket.close()


def _may_be_sent_to(host: str) -> bool:
    """Tells whether packets may go to an address before some came from there: nobody outside is disturbed."""
    return ip_address(host).is_private


def _session(key: str, sources: int) -> Session:
    return Session(policy=Policy(key=base64.b64decode(key), ssrc_type=sources))
