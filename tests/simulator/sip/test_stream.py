"""A connection's end that reads: pings, half messages, floods, the end; and why there is no connection, in words."""

import asyncio
import ssl
from typing import Any

import pytest

from exotel_pulumi.simulator.sip import stream
from exotel_pulumi.simulator.sip.connecting import in_words
from exotel_pulumi.simulator.sip.stream import Stream, UnframedError

from .torture import message


class Writer:
    """A writer that keeps what is written."""

    def __init__(self) -> None:
        self.written = b""
        self.is_closed = False

    def get_extra_info(self, name: str) -> Any:
        return {"sockname": ("127.0.0.1", 1), "peername": ("127.0.0.1", 2)}.get(name)

    async def drain(self) -> None:
        """Waits for nothing."""

    def write(self, data: bytes) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_closed


def reading(*pieces: bytes) -> tuple[list[bytes], BaseException, bytes]:
    """Reads until something ends it; returns the messages, what ended it, and what was written."""

    async def run() -> tuple[list[bytes], BaseException, bytes]:
        reader, writer = asyncio.StreamReader(), Writer()
        for piece in pieces:
            reader.feed_data(piece)
        if not pieces[-1].startswith(b"half"):
            reader.feed_eof()
        read, found = Stream(reader, writer, None), list[bytes]()  # type: ignore[arg-type]
        try:
            while True:
                found.append((await read.read()).data)
        except (EOFError, TimeoutError, UnframedError) as end:
            return found, end, writer.written

    return asyncio.run(run())


ONE = message()


def test_what_is_whole_is_read_before_what_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HALF", 0.01)
    found, end, written = reading(b"\r\n\r\n" + ONE[:9], ONE[9:] + b"\r\n\r\n")
    assert (found, type(end), written) == ([ONE], EOFError, b"\r\n\r\n")
    found, end, _ = reading(ONE + ONE + b"x" * 70000)
    assert (found, type(end)) == ([ONE, ONE], UnframedError)
    found, end, _ = reading(ONE, b"half a message")
    assert (found, type(end)) == ([ONE], TimeoutError)


def test_what_is_sent_to_nobody_is_not_noted() -> None:
    seen = list[str]()

    async def run() -> Writer:
        writer = Writer()
        one = Stream(asyncio.StreamReader(), writer, lambda *noted: seen.append(noted[1]))  # type: ignore[arg-type]
        one.send(ONE)
        writer.is_closed = True
        one.send(ONE)
        assert (one.transport, one.is_open) == ("tcp", False)
        return writer

    assert asyncio.run(run()).written == ONE
    assert seen == ["sent"]


@pytest.mark.parametrize(
    ("fault", "is_tls", "words"),
    [
        (ConnectionRefusedError(), False, "nothing listens there"),
        (TimeoutError(), False, "is there a firewall?"),
        (
            ConnectionAbortedError("SSL handshake is taking longer"),
            True,
            "is it the port for TCP?",
        ),
        (ConnectionResetError(), True, "no TLS began"),
        (ssl.SSLError(1, "x"), True, "no TLS there (the handshake failed)"),
        (OSError(113, "No route to host"), False, "No route to host"),
        (ConnectionResetError(), False, "ConnectionResetError"),
    ],
)
def test_why_there_is_no_connection(fault: BaseException, is_tls: bool, words: str) -> None:
    assert words in in_words(fault, is_tls=is_tls)
