"""Packets of audio (RFC 3550, RFC 3551) and of key presses (RFC 4733), read, written and counted. No socket."""

import math
import secrets
import struct
from dataclasses import dataclass

FRAME = 160  # samples: 20 ms at 8,000 Hz
CLOCK = 8000
HEADER = struct.Struct("!BBHII")
EVENT = struct.Struct("!BBH")
DIGITS = "0123456789*#ABCD"
SILENCE = b"\xd5" * FRAME  # A-law


def alaw(sample: int) -> int:
    """Returns the G.711 A-law byte of a sample of 16 bits."""
    sign, level = (0x80, sample >> 4) if sample >= 0 else (0, ~sample >> 4)
    segment = max(level.bit_length() - 4, 0)
    return (sign | segment << 4 | level >> max(segment - 1, 0) & 0x0F) ^ 0x55


TONE = bytes(alaw(int(8000 * math.sin(2 * math.pi * 400 * place / CLOCK))) for place in range(FRAME))  # 8 whole waves


@dataclass(frozen=True)
class Packet:
    """One packet, without padding and extensions."""

    payload_type: int
    sequence: int
    time: int
    source: int
    payload: bytes

    @classmethod
    def read(cls, data: bytes) -> "Packet | None":
        """Reads a packet; None for what is none."""
        if len(data) < HEADER.size:
            return None
        first, second, sequence, time, source = HEADER.unpack_from(data)
        begin, end = HEADER.size + 4 * (first & 0x0F), len(data)
        if first & 0x10:  # an extension: its length is in words of 4 bytes
            if len(data) < begin + 4:
                return None
            begin += 4 + 4 * int.from_bytes(data[begin + 2 : begin + 4], "big")
        if first & 0x20:  # padding: the last byte counts it, and itself
            end -= data[-1]
        if first >> 6 != 2 or begin > end:
            return None
        return cls(second & 0x7F, sequence, time, source, data[begin:end])


class Writer:
    """Writes the packets of one source in their order."""

    def __init__(self) -> None:
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._time = secrets.randbits(31)

    def audio(self, payload_type: int, payload: bytes) -> bytes:
        """Returns the next packet of 20 ms."""
        packet = self._write(payload_type, payload, self._time)
        self._time = (self._time + FRAME) & 0xFFFFFFFF
        return packet

    def key(self, payload_type: int, digit: str, frame: int, frames: int) -> bytes:
        """Returns a packet of a key press: all have the time of its beginning, and the last three its end."""
        begun = (self._time - frame * FRAME) & 0xFFFFFFFF
        ended = 0x80 if frame >= frames - 3 else 0
        lasts = FRAME * (min(frame, frames - 3) + 1)
        payload = EVENT.pack(DIGITS.index(digit), ended | 10, lasts)
        packet = self._write(payload_type | (0x80 if frame == 0 else 0), payload, begun)
        self._time = (self._time + FRAME) & 0xFFFFFFFF
        return packet

    def _write(self, second: int, payload: bytes, time: int) -> bytes:
        packet = HEADER.pack(0x80, second, self._sequence & 0xFFFF, time, self._source) + payload
        self._sequence += 1
        return packet


class Hearing:
    """What came from the other side: how much, how even, when first, and which keys were pressed."""

    def __init__(self) -> None:
        self.heard = 0
        self.first: float | None = None
        self.digits = ""
        self.others: set[int] = set()
        """Payload types of packets that are neither audio nor keys of this call."""
        self._source: int | None = None
        self._base = self._highest = self._counted = 0
        self._transit: float | None = None
        self._jitter = 0.0
        self._event: int | None = None

    def take(self, packet: Packet, payload_type: int, events: int | None, now: float) -> bool:
        """Counts a packet that came at a time in seconds; tells whether it is audio."""
        if packet.payload_type not in (payload_type, events):
            self.others.add(packet.payload_type)
            return False
        self._count(packet)
        if packet.payload_type == events:
            self._press(packet)
            return False
        self.heard += 1
        if self.first is None:
            self.first = now
        transit = now * CLOCK - packet.time
        if self._transit is not None:
            self._jitter += (abs(transit - self._transit) - self._jitter) / 16  # RFC 3550, A.8
        self._transit = transit
        return True

    @property
    def lost(self) -> int:
        """How many packets of the last source are missing."""
        return max(0, self._highest - self._base + 1 - self._counted) if self._counted else 0

    @property
    def jitter(self) -> float:
        """How uneven packets came, in milliseconds."""
        return round(1000 * self._jitter / CLOCK, 1)

    def _count(self, packet: Packet) -> None:
        if packet.source != self._source:
            self._source, self._transit = packet.source, None
            self._base = self._highest = packet.sequence
            self._counted = 0
        ahead = (packet.sequence - self._highest + 0x8000) % 0x10000 - 0x8000
        self._highest = max(self._highest, self._highest + ahead)
        self._counted += 1

    def _press(self, packet: Packet) -> None:
        """Notes a key once, by the time at which it was pressed: its packets are many, and any may be lost."""
        if len(packet.payload) < EVENT.size or packet.time == self._event:
            return
        event, *_ = EVENT.unpack_from(packet.payload)
        if event < len(DIGITS):
            self._event = packet.time
            self.digits += DIGITS[event]
