"""A call as a ladder and as a capture."""

import struct

from exotel_pulumi.checks.ladder import capture, heading, ladder, messages_in_full
from exotel_pulumi.simulator.sip.wire import title

INVITE = (
    "INVITE sip:+918047112233@h SIP/2.0\nCSeq: 1 INVITE\nContent-Length: 999\n\nv=0\nm=audio 4 RTP/AVP 8\na=x:***\n"
)
BUSY = "SIP/2.0 486 Busy Here\nCSeq : 1 INVITE\nl: 0\n\n"
CALL = {
    "id": 3, "direction": "in", "called": "+911", "shown": "+912", "where": "sip:h:5060;transport=tcp", "status": None,
    "reason": "", "sentence": "nothing listens there", "clock": "10:00:00.000",
}  # fmt: skip


def seen(direction: str, at: float, text: str) -> dict[str, object]:
    ends = {"local": ["127.0.0.1", 5060], "peer": ["127.0.0.1", 40000]}
    return {"direction": direction, "time": at, "title": title(text), "text": text, "transport": "tls", **ends}


MESSAGES = [seen("came", 100.25, INVITE), seen("sent", 100.75, BUSY)]


def test_a_ladder_has_an_arrow_for_each_message() -> None:
    names, came, sent = ladder(MESSAGES)
    assert ("edge 127.0.0.1:5060" in names, "127.0.0.1:40000, TLS" in names) == (True, True)
    assert (came.split()[0], came.split()[1][0], "INVITE (SDP)" in came) == ("0.000", "◀", True)
    assert (sent.split()[0], sent[-1], "486 Busy Here to INVITE" in sent) == ("0.500", "▶", True)
    assert len(came) == len(sent)
    assert list(ladder([])) == []
    assert [title("BYE sip:x SIP/2.0\n"), title("SIP/2.0 200"), title("")] == ["BYE", "200 to ", ""]


def test_all_of_it_can_be_read() -> None:
    lines = list(messages_in_full(MESSAGES))
    assert lines[0] == "--- 1: 00:01:40.250 UTC, from 127.0.0.1:40000"
    assert "--- 2: 00:01:40.750 UTC, to 127.0.0.1:40000" in lines
    assert "m=audio 4 RTP/AVP 8" in lines
    assert heading(CALL) == (
        "call 3, in to +911 at sip:h:5060;transport=tcp, 10:00:00.000 UTC: no answer: nothing listens there"
    )
    out = {**CALL, "direction": "out", "where": "127.0.0.1", "status": 200, "reason": "OK", "sentence": ""}
    assert heading(out) == "call 3, out from 127.0.0.1 to +911, shown +912, 10:00:00.000 UTC: 200 OK"


def test_a_capture_has_whole_packets_whose_sums_are_right() -> None:
    data = capture(MESSAGES)
    assert data[:4] == b"\xd4\xc3\xb2\xa1"
    packets, place = [], 24
    while place < len(data):
        seconds, fraction, length, whole = struct.unpack_from("<IIII", data, place)
        packets.append((seconds + fraction / 1e6, data[place + 16 : place + 16 + length]))
        assert length == whole
        place += 16 + length
    assert [at for at, _ in packets] == [100.25, 100.75]
    for _, packet in packets:
        assert (packet[0], packet[9], struct.unpack("!H", packet[2:4])[0]) == (0x45, 6, len(packet))
        pseudo = packet[12:20] + struct.pack("!BBH", 0, 6, len(packet) - 20)
        for part in (packet[:20], pseudo + packet[20:]):
            words = struct.unpack(f"!{(len(part) + 1) // 2}H", part + b"\0" * (len(part) % 2))
            total = sum(words)
            while total >> 16:
                total = (total & 0xFFFF) + (total >> 16)
            assert total == 0xFFFF
    first, second = (packet[40:] for _, packet in packets)
    assert struct.unpack_from("!II", packets[1][1], 24) == (1, 1 + len(first))
    head, _, body = first.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head  # a mask is shorter than what it hides
    assert head.count(b"Content-Length") == 1
    assert second.endswith(b"Content-Length: 0\r\n\r\n")
