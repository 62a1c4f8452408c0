"""What went over the wire of one call: as a ladder, and as a capture that other programs read. Secrets are masked."""

import struct
import time
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from typing import Any

WIDTH = 46  # of an arrow
RAW_IP = 101  # the capture's packets begin with their IP header
CAPTURE = struct.Struct("<IHHiIII")
RECORD = struct.Struct("<IIII")
TCP_PROTOCOL = 6
PUSH_AND_ACK = 0x5018  # five words of header, and these two flags

Seen = Mapping[str, Any]


def heading(call: Mapping[str, Any]) -> str:
    """Says which call it is, and what came of it."""
    where = f"to {call['called']} at {call['where']}" if call["direction"] == "in" else f"from {call['where']}"
    shown = "" if call["direction"] == "in" else f" to {call['called']}, shown {call['shown']}"
    answer = f"{call['status'] or 'no answer'} {call['reason']}".strip()
    sentence = f": {call['sentence']}" if call["sentence"] else ""
    return f"call {call['id']}, {call['direction']} {where}{shown}, {call['clock']} UTC: {answer}{sentence}"


def ladder(messages: Sequence[Seen]) -> Iterator[str]:
    """Yields a line for each message: the edge is on the left."""
    if not messages:
        return
    first = messages[0]
    ends = f"edge {_place(first['local'])}", f"{_place(first['peer'])}, {first['transport'].upper()}"
    yield f"{'':9}{ends[0]}{ends[1]:>{max(WIDTH - len(ends[0]), 0)}}"
    for seen in messages:
        label = f" {seen['title']} "
        line = label.center(WIDTH - 2, "─")
        arrow = f"─{line}▶" if seen["direction"] == "sent" else f"◀{line}─"
        yield f"{seen['time'] - first['time']:8.3f} {arrow}"


def messages_in_full(messages: Sequence[Seen]) -> Iterator[str]:
    """Yields the lines of every message."""
    for number, seen in enumerate(messages, 1):
        at = time.strftime("%H:%M:%S", time.gmtime(seen["time"])) + f"{seen['time'] % 1:.3f}"[1:]
        way = "to" if seen["direction"] == "sent" else "from"
        yield f"--- {number}: {at} UTC, {way} {_place(seen['peer'])}"
        yield from seen["text"].rstrip("\n").split("\n")
        yield ""


def capture(messages: Sequence[Seen]) -> bytes:
    """Returns a file in pcap's form. What was TLS is in it as TCP, for the keys of TLS are nowhere kept."""
    written = [CAPTURE.pack(0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP)]
    sent: dict[tuple[Any, ...], int] = {}
    for seen in messages:
        ends = tuple(seen["local"]), tuple(seen["peer"])
        source, target = ends if seen["direction"] == "sent" else ends[::-1]
        payload = _whole(seen["text"])
        here, there = sent.get((source, target), 1), sent.get((target, source), 1)
        packet = _packet(source, target, here, there, payload)
        sent[source, target] = here + len(payload)
        seconds, fraction = divmod(seen["time"], 1)
        written += [RECORD.pack(int(seconds), int(fraction * 1e6), len(packet), len(packet)), packet]
    return b"".join(written)


def _whole(text: str) -> bytes:
    """Returns a message as it was, with the length that its body has now: masks are shorter than secrets."""
    head, _, body = text.partition("\n\n")
    data = body.replace("\n", "\r\n").encode()
    lines = [
        line for line in head.split("\n") if not line.lower().replace(" ", "").startswith(("content-length:", "l:"))
    ]
    return "\r\n".join([*lines, f"Content-Length: {len(data)}", "", ""]).encode() + data


def _packet(source: tuple[str, int], target: tuple[str, int], here: int, there: int, payload: bytes) -> bytes:
    """Returns an IP packet with one segment of TCP (RFC 791, RFC 9293)."""
    addresses = IPv4Address(source[0]).packed + IPv4Address(target[0]).packed
    tcp = struct.pack("!HHIIHHHH", source[1], target[1], here, there, PUSH_AND_ACK, 65535, 0, 0)
    pseudo = addresses + struct.pack("!BBH", 0, TCP_PROTOCOL, len(tcp) + len(payload))
    tcp = tcp[:16] + _checksum(pseudo + tcp + payload) + tcp[18:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 40 + len(payload), 0, 0x4000, 64, TCP_PROTOCOL, 0) + addresses
    return ip[:10] + _checksum(ip) + ip[12:] + tcp + payload


def _checksum(data: bytes) -> bytes:
    words = struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!H", ~total & 0xFFFF)


def _place(end: Sequence[Any]) -> str:
    return f"{end[0]}:{end[1]}"
