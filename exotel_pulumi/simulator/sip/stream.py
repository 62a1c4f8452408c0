"""The bytes of one connection, cut into whole messages (RFC 3261, 18.3; RFC 5626, 4.4.1). `Framing` has no socket.

Every message that is sent or comes passes `wire`, and all that is sent passes `send`.
"""

import asyncio
import re
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

LONGEST_HEAD = LONGEST_BODY = 65536
HALF = 32.0  # seconds within which a message that has begun must be whole
LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
PONG = b"\r\n"

Wire = Callable[["Stream", Literal["sent", "came"], bytes, float], None]


class UnframedError(ValueError):
    """Bytes among which the next message cannot be found."""


@dataclass(frozen=True)
class Raw:
    """One whole message. `is_last` where nobody knows at which byte the next one begins."""

    data: bytes
    is_last: bool = False


class Framing:
    """Cuts bytes into messages, however they were cut on the way."""

    def __init__(self) -> None:
        self.pings = 0
        self._buffer = bytearray()
        self._is_blank = False  # one CRLF came between messages; a second one makes a ping
        self._searched = 0

    @property
    def half(self) -> bytes:
        """What came of a message that has begun and is not whole."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> Iterator[Raw]:
        """Yields each message that is whole now. UnframedError for bytes that are too many for one."""
        self._buffer += data
        while self._drop_blanks():
            end = self._buffer.find(b"\r\n\r\n", max(self._searched - 3, 0))
            if end > LONGEST_HEAD or (end < 0 and len(self._buffer) > LONGEST_HEAD + 3):
                raise UnframedError(f"more than {LONGEST_HEAD} bytes of headers")
            if end < 0:
                self._searched = len(self._buffer)
                return
            self._searched = end
            size, is_last = _length(bytes(self._buffer[: end + 2]))
            if len(self._buffer) < end + 4 + size:
                return
            whole = bytes(self._buffer[: end + 4 + size])
            del self._buffer[: len(whole)]
            self._searched = 0
            yield Raw(whole, is_last)

    def _drop_blanks(self) -> bool:
        """Takes blank lines between messages away, and counts two of them as a ping; tells whether more is left."""
        while self._buffer[:2] == b"\r\n":
            del self._buffer[:2]
            self.pings += self._is_blank
            self._is_blank = not self._is_blank
        if self._buffer and self._buffer != b"\r":
            self._is_blank = False
        return bool(self._buffer)


def _length(head: bytes) -> tuple[int, bool]:
    """Returns the length of a body, and whether what follows the body is unknown."""
    found = set(LENGTH.findall(re.sub(rb"\r\n[ \t]+", b" ", head)))
    if not found:
        return 0, False
    length = found.pop()
    if found or not re.fullmatch(rb"[0-9]{1,9}", length):
        return 0, True
    if int(length) > LONGEST_BODY:
        raise UnframedError(f"a body of {int(length)} bytes")
    return int(length), False


class Stream:
    """One connection, over TCP or TLS: both are reliable, so that nothing is ever sent again."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire | None = None) -> None:
        self._reader = reader
        self._writer = writer
        self._wire = wire
        self._framing = Framing()
        self._waiting: deque[Raw] = deque()
        self._fault: UnframedError | None = None
        self._begun: float | None = None
        secured: ssl.SSLObject | None = writer.get_extra_info("ssl_object")
        self.tls = secured.version() if secured else None
        self.local: tuple[str, int] = writer.get_extra_info("sockname")[:2]
        self.peer: tuple[str, int] = writer.get_extra_info("peername")[:2]

    @property
    def transport(self) -> Literal["tls", "tcp"]:
        """Returns `tls` or `tcp`."""
        return "tls" if self.tls else "tcp"

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return not self._writer.is_closing()

    @property
    def half(self) -> bytes:
        """What came of a message that is not whole."""
        return self._framing.half

    async def read(self) -> Raw:
        """Returns the next message. EOFError at the end, TimeoutError for half a message, or UnframedError."""
        while not self._waiting:
            if self._fault is not None:
                raise self._fault
            await self._writer.drain()  # who sends much and reads nothing has to wait
            async with asyncio.timeout_at(self._deadline()):
                data = await self._reader.read(65536)
            if not data:
                raise EOFError
            self._cut(data)
        raw = self._waiting.popleft()
        self._note("came", raw.data)
        return raw

    def _deadline(self) -> float | None:
        """Returns until when half a message may be waited for: one time for all of it."""
        if not self._framing.half:
            self._begun = None
        elif self._begun is None:
            self._begun = asyncio.get_running_loop().time()
        return None if self._begun is None else self._begun + HALF

    def _cut(self, data: bytes) -> None:
        try:
            for raw in self._framing.feed(data):
                self._waiting.append(raw)
                self._begun = None
        except UnframedError as fault:
            self._fault = fault  # after the messages that are whole
        for _ in range(self._framing.pings):
            self._writer.write(PONG)
        self._framing.pings = 0

    def send(self, data: bytes) -> None:
        """Sends a message; nothing where the connection has ended."""
        if self.is_open:
            self._note("sent", data)
            self._writer.write(data)

    def _note(self, direction: Literal["sent", "came"], data: bytes) -> None:
        if self._wire is not None:
            self._wire(self, direction, data, time.time())

    def leave(self) -> None:
        """Ends the connection when what was sent has gone, and waits for nothing."""
        self._writer.close()

    def abort(self) -> None:
        """Ends the connection at once."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """Ends the connection when what was sent has gone."""
        self._writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await self._writer.wait_closed()
