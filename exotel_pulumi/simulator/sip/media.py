"""The audio of one call: an echo for who calls out, a tone for who is rung. SRTP where both sides have a key."""

import asyncio
import base64
import math
import secrets
import struct
from contextlib import suppress
from typing import Any

from pylibsrtp import Error, Policy, Session

from .sdp import Audio

FRAME = 160  # samples: 20 ms at 8,000 Hz
HEADER = struct.Struct("!BBHII")


def alaw(sample: int) -> int:
    """Returns the G.711 A-law byte of a sample of 16 bits."""
    sign, level = (0x80, sample >> 4) if sample >= 0 else (0, ~sample >> 4)
    segment = max(level.bit_length() - 4, 0)
    return (sign | segment << 4 | level >> max(segment - 1, 0) & 0x0F) ^ 0x55


TONE = bytes(alaw(int(8000 * math.sin(2 * math.pi * 400 * place / 8000))) for place in range(FRAME))  # 8 whole waves


class Media(asyncio.DatagramProtocol):
    """One socket for the packets of one call, with counts of what was heard and sent."""

    port = 0

    def __init__(self) -> None:
        self.heard = self.sent = 0
        self._remote: tuple[str, int] | None = None
        self._ours: Session | None = None
        self._theirs: Session | None = None
        self._playing: asyncio.Task[None] | None = None
        self._is_echo = True
        self._payload_type = 8
        self._source, self._sequence, self._time = secrets.randbits(32), secrets.randbits(15), 0

    @classmethod
    async def open(cls) -> "Media":
        """Opens a socket on loopback."""
        _, media = await asyncio.get_running_loop().create_datagram_endpoint(cls, local_addr=("127.0.0.1", 0))
        return media

    def connection_made(self, transport: Any) -> None:
        """Keeps the socket."""
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def start(self, local: Audio, remote: Audio, *, tone: bool) -> None:
        """Begins to send back what comes, or to play a tone."""
        self._remote = (remote.address, remote.port)
        self._is_echo = not tone
        self._payload_type = int(next(iter(remote.codecs if tone else local.codecs)))
        if local.key and remote.key:
            self._ours = _session(local.key, Policy.SSRC_ANY_OUTBOUND)
            self._theirs = _session(remote.key, Policy.SSRC_ANY_INBOUND)
        if tone:
            self._playing = asyncio.get_running_loop().create_task(self._play())

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        began, count = loop.time(), 0
        while True:
            self._send(TONE)
            count += 1
            await asyncio.sleep(max(0.0, began + count * 0.02 - loop.time()))

    def _send(self, payload: bytes) -> None:
        packet = HEADER.pack(0x80, self._payload_type, self._sequence & 0xFFFF, self._time, self._source) + payload
        self._sequence, self._time, self.sent = self._sequence + 1, (self._time + FRAME) & 0xFFFFFFFF, self.sent + 1
        self._transport.sendto(self._ours.protect(packet) if self._ours else packet, self._remote)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Counts a packet, and sends its audio back to who called."""
        if self._remote is None or len(data) < HEADER.size:
            return
        with suppress(Error):  # a packet under another key is none of this call's
            packet = self._theirs.unprotect(data) if self._theirs else data
            if packet[1] & 0x7F == self._payload_type:
                self.heard += 1
                if self._is_echo:
                    self._send(packet[HEADER.size + 4 * (packet[0] & 0x0F) :])

    def close(self) -> None:
        """Ends the audio."""
        if self._playing is not None:
            self._playing.cancel()
        self._transport.close()


def _session(key: str, sources: int) -> Session:
    return Session(policy=Policy(key=base64.b64decode(key), ssrc_type=sources))
