"""Sound that is played and recorded: A-law, frames of 20 ms, key presses between them. No socket."""

import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat

from .rtp import CLOCK, DIGITS, FRAME, SILENCE, TONE, Packet, alaw

LONGEST = 600 * CLOCK  # samples that are kept
PRESSED, PAUSE = 10, 5  # frames
LEAD = 10  # frames before the first key: some phones hear nothing at once


@dataclass(frozen=True)
class Key:
    """One frame of a key press, of so many."""

    digit: str
    frame: int
    frames: int = PRESSED


Frame = bytes | Key


def played(pcm: bytes = b"", digits: str = "") -> Iterator[Frame]:
    """Returns frames without an end: keys first, then the sound and silence after it, or a tone where none is given."""
    keys = [frame for digit in digits for frame in _pressed(digit)]
    lead: list[Frame] = [SILENCE] * LEAD if keys else []
    sound = _frames(encoded(pcm))
    return chain(lead, keys, sound, repeat(SILENCE if pcm else TONE))


def lasts(pcm: bytes, digits: str) -> float:
    """Returns for how many seconds there is something to be heard but the tone."""
    keys = LEAD + len(digits) * (PRESSED + PAUSE) if digits else 0
    return keys * FRAME / CLOCK + len(pcm) / 2 / CLOCK


def encoded(pcm: bytes) -> bytes:
    """Returns samples of 16 bits as A-law."""
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])
    return bytes(map(alaw, samples))


def decoded(sound: bytes) -> bytes:
    """Returns A-law as samples of 16 bits."""
    return array.array("h", (LINEAR[byte] for byte in sound)).tobytes()


def examined(digits: str) -> str:
    """Returns digits that can be pressed. ValueError for others."""
    for digit in digits.upper():
        if digit not in DIGITS:
            raise ValueError(f"{digit} is no key: those are {DIGITS}")
    return digits.upper()


class Recorder:
    """Puts what comes at the place where it belongs; what is missing is silent."""

    def __init__(self) -> None:
        self._sound = bytearray()
        self._source: int | None = None
        self._begin = 0

    def take(self, packet: Packet) -> None:
        """Keeps the audio of a packet."""
        if packet.source != self._source:
            self._source = packet.source
            self._begin = packet.time - len(self._sound)
        place = (packet.time - self._begin) & 0xFFFFFFFF
        if place + len(packet.payload) > LONGEST:
            return
        self._sound += SILENCE[:1] * (place + len(packet.payload) - len(self._sound))
        self._sound[place : place + len(packet.payload)] = packet.payload

    def pcm(self) -> bytes:
        """Returns all of it, as samples of 16 bits."""
        return decoded(bytes(self._sound))


def _pressed(digit: str) -> list[Frame]:
    return [*(Key(digit, frame) for frame in range(PRESSED)), *[SILENCE] * PAUSE]


def _frames(sound: bytes) -> Iterator[Frame]:
    for begin in range(0, len(sound), FRAME):
        yield sound[begin : begin + FRAME].ljust(FRAME, SILENCE[:1])


def _linear(byte: int) -> int:
    """Returns the middle of the samples that an A-law byte stands for (G.711)."""
    byte ^= 0x55
    segment, level = byte >> 4 & 7, (byte & 0x0F) << 4
    size = level + 8 if segment == 0 else (level + 0x108) << (segment - 1)
    return size if byte & 0x80 else -size


LINEAR = [_linear(byte) for byte in range(256)]
