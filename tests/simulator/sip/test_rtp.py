"""Packets of audio and of key presses, as RFC 3550 and RFC 4733 have them; and the socket of a call."""

import asyncio
import base64
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exotel_pulumi.simulator.sip.media import Media
from exotel_pulumi.simulator.sip.offer import Talk
from exotel_pulumi.simulator.sip.rtp import CLOCK, FRAME, HEADER, TONE, Hearing, Packet, Writer
from exotel_pulumi.simulator.sip.sound import played

BODY = b"x" * FRAME


def packet(sequence: int = 1, first: int = 0x80, after: bytes = BODY, payload_type: int = 8, source: int = 7) -> bytes:
    return HEADER.pack(first, payload_type, sequence & 0xFFFF, 160 * sequence & 0xFFFFFFFF, source) + after


@pytest.mark.parametrize(
    ("data", "payload"),
    [
        (packet(), BODY),
        (packet(first=0x82, after=b"12345678" + BODY), BODY),  # two sources that were mixed
        (packet(first=0x90, after=b"\xbe\xde\x00\x01abcd" + BODY), BODY),  # an extension
        (packet(first=0xA0, after=BODY + b"\x00\x00\x03"), BODY),  # padding
        (packet(first=0xA0, after=b"\xff"), None),
        (packet(first=0x90, after=b"\xbe"), None),
        (packet(first=0x40), None),
        (b"\x80", None),
    ],
)
def test_what_stands_around_audio_is_cut_off(data: bytes, payload: bytes | None) -> None:
    found = Packet.read(data)
    assert (found.payload if found else None) == payload


@given(st.binary(max_size=40))
def test_any_bytes_are_a_packet_or_none(data: bytes) -> None:
    found = Packet.read(data)
    if found:
        Hearing().take(found, found.payload_type, found.payload_type, 1.0)


def test_what_is_missing_and_what_is_uneven_is_counted() -> None:
    hearing = Hearing()
    assert (hearing.lost, hearing.jitter) == (0, 0.0)
    for place, sequence in enumerate((65533, 65534, 65535, 65537, 65536, 65540)):  # over the end, swapped, two missing
        found = Packet.read(packet(sequence))
        assert found
        assert hearing.take(found, 8, 101, 5 + place * 0.02)
    assert (hearing.heard, hearing.lost, hearing.first) == (6, 2, 5)
    even = Hearing()
    for place in range(20):
        even.take(Packet(8, place, place * FRAME, 1, b""), 8, None, place * FRAME / CLOCK)
    assert (even.jitter, hearing.jitter > 0) == (0.0, True)
    even.take(Packet(8, 9000, 0, 2, b""), 8, None, 9.0)  # another source counts from its own beginning
    assert even.lost == 0
    even.take(Packet(0, 1, 0, 2, b""), 8, None, 9.0)
    assert even.others == {0}


def test_a_key_is_heard_once_however_many_of_its_packets_come() -> None:
    writer, hearing = Writer(), Hearing()
    for digit in "12#A":
        for frame in range(8):
            found = Packet.read(writer.key(101, digit, frame, 8))
            assert found
            if frame % 3:  # some are lost
                assert not hearing.take(found, 8, 101, 1.0)
        for _ in range(3):
            hearing.take(Packet.read(writer.audio(8, BODY)) or Packet(8, 0, 0, 0, b""), 8, 101, 1.0)
    assert (hearing.digits, hearing.heard) == ("12#A", 12)
    hearing.take(Packet(101, 1, 99, 1, b"\x63\x80\x00\x01"), 8, 101, 1.0)  # 99 is no key
    hearing.take(Packet(101, 1, 98, 1, b"\x01"), 8, 101, 1.0)
    assert hearing.digits == "12#A"


KEYS = [base64.b64encode(bytes([place]) * 30).decode() for place in (1, 2)]


async def heard(secure: bool, strange: bool = False) -> tuple[Media, Media]:
    """Lets a caller of ours play to an echo of ours until it hears itself."""
    first, second = Media(), Media()
    ours, theirs = KEYS if secure else (None, None)
    second.start(Talk(("127.0.0.1", first.port), 8, 101, theirs, ours))
    wrong = KEYS[0] if strange else theirs
    first.start(Talk(("127.0.0.1", second.port), 8, 101, ours, wrong), played())
    async with asyncio.timeout(60):
        while not (first.undeciphered if strange else first.hearing.heard):
            await asyncio.sleep(0.005)
    first.close()
    second.close()
    return first, second


@pytest.mark.parametrize("secure", [False, True])
def test_an_echo_over_sockets(secure: bool) -> None:
    first, second = asyncio.run(heard(secure))
    assert first.sounding.is_set()
    assert first.sent >= second.hearing.heard >= first.hearing.heard >= 1


def test_what_another_key_hides_is_counted() -> None:
    first, _ = asyncio.run(heard(secure=True, strange=True))
    assert (first.hearing.heard, first.sounding.is_set()) == (0, False)


def test_packets_go_where_they_come_from_and_to_nobody_outside() -> None:
    async def run() -> tuple[int, int]:
        media = Media()
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
        ):
            for one in (phone, other):
                one.bind(("127.0.0.1", 0))
                one.setblocking(False)
            media.start(Talk(("8.8.8.8", 4000), 8), played())
            await asyncio.sleep(0.03)
            before = media.sent
            phone.sendto(packet(), ("127.0.0.1", media.port))
            async with asyncio.timeout(60):
                while not media.sent:
                    await asyncio.sleep(0.005)
            other.sendto(packet(), ("127.0.0.1", media.port))  # the first one stays the other side
            assert phone.recv(2000).endswith(TONE)
            await asyncio.sleep(0.02)
            media.start(Talk(("127.0.0.1", 9), 8, is_sending=False))
            media.close()
            return before, media.hearing.heard

    assert asyncio.run(run()) == (0, 1)


def test_a_socket_that_was_never_used_is_closed() -> None:
    async def run() -> None:
        Media().close()
        begun = Media()
        begun.start(Talk(("127.0.0.1", 9), 8))
        begun.close()

    asyncio.run(run())
