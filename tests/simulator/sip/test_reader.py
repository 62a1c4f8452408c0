"""What the reader says to each kind of message, the framing of a stream, and what is built from what was read."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exotel_pulumi.simulator.sip.message import (
    UnreadableError,
    acknowledged,
    cancelled,
    plain,
    reply,
    stamped,
    warning,
)
from exotel_pulumi.simulator.sip.party import Party, number_of
from exotel_pulumi.simulator.sip.reader import Request, Response, read
from exotel_pulumi.simulator.sip.stream import LONGEST_HEAD, Framing, UnframedError

from .torture import ALL, RFC_4475, RFC_5118, Row, invite, message

PEER = ("192.0.2.99", 40000)


def verdict(raw: bytes) -> tuple[str, str]:
    try:
        read(raw)
    except UnreadableError as fault:
        return str(fault.status) if fault.can_be_answered or raw.startswith(
            (b"GET", b"OPTIONS")
        ) else "dropped", fault.words
    return "valid", ""


@pytest.mark.parametrize("row", ALL, ids=[row.name for row in ALL])
def test_the_table(row: Row) -> None:
    found, words = verdict(row.raw)
    assert (found, row.words in words) == (row.wanted, True), words


def test_the_table_is_whole() -> None:
    assert (len(RFC_4475), len(RFC_5118)) == (50, 12)
    assert len({row.name for row in ALL}) == len(ALL)


def request(raw: bytes) -> Request:
    found = read(raw)
    assert isinstance(found, Request)
    return found


def test_what_is_read() -> None:
    [folded] = [request(row.raw) for row in ALL if row.name == "wsinv"]
    assert (folded.method, folded.number, folded.call_id) == ("INVITE", 9, "ws.1@192.0.2.1")
    assert (folded.caller, folded.callee.tag) == (Party("sip:+919876543210@example.com", "98x"), "1918")
    assert (folded.branch, folded.sent_by) == ("39", "192.0.2.2:")
    assert len(folded.message.lists("via")) == 3
    answer = read(message("SIP/2.0 486 Busy Here", To="<sip:bob@example.com>;tag=b"))
    assert isinstance(answer, Response)
    assert (answer.line, answer.method, answer.callee.tag, answer.branch) == (
        "486 Busy Here",
        "INVITE",
        "b",
        "z9hG4bKnashds8",
    )


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("sip:+919876543210@example.com", "+919876543210"),
        ("sips:+919876543210:secret@example.com", "+919876543210"),
        ("sip:+91-98765.43210;postd=22@example.com;user=phone", "+919876543210"),
        ("sip:%2B919876543210@exotel_demo.pstn.exotel.com", "+919876543210"),
        ("tel:+91-98765-43210", "+919876543210"),
        ("TEL:08047112233;phone-context=+91", "08047112233"),
        ("sip:alice.b@example.com", "alice.b"),
        ("sip:example.com", ""),
        ("sip:\xe9@example.com", "\xe9"),
    ],
)
def test_a_number_in_every_form(uri: str, number: str) -> None:
    assert number_of(uri) == number


@pytest.mark.parametrize(
    ("asserted", "number"),
    [
        (None, "alice"),
        ("<tel:+919876543210>", "+919876543210"),
        ('"Desk" <sip:+91-9876543210@pbx.example.com>, <tel:+911>', "+919876543210"),
        (["<sip:pbx.example.com>", "tel:+919876543210"], "+919876543210"),
        ('"broken', "alice"),
    ],
)
def test_who_calls(asserted: str | list[str] | None, number: str) -> None:
    assert request(invite(P_Asserted_Identity=asserted)).identity.number == number
    assert (
        request(invite(From="<sip:alice@exotel_demo.pstn.exotel.com:5060>;tag=1")).caller.host
        == "exotel_demo.pstn.exotel.com"
    )


def test_an_answer_repeats_what_8_2_6_says_byte_by_byte() -> None:
    raw = invite(
        Via=["SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKa;rport, SIP/2.0/UDP b;branch=z9hG4bKb", "SIP/2.0/TCP c"],
        From='"Caf\xe9" <sip:alice@example.com>;tag=1',
        Record_Route=["<sip:p1;lr>", "<sip:p2;lr>"],
    )
    asked = stamped(request(raw).message, PEER)
    answer = reply(asked, 200, tag="t1", body="v=0\r\n", headers=[warning('a "quote"\r\nX: y')])
    text = bytes(answer)
    assert text.startswith(
        b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKa;rport=40000;received=192.0.2.99,"
    )
    assert b"Via: SIP/2.0/TCP c\r\nRecord-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n" in text
    assert b'From: "Caf\xe9" <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>;tag=t1\r\n' in text
    assert b'Warning: 399 exotel "a \\"quote\\"  X: y"\r\n' in text
    assert text.endswith(b"Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n")
    assert b"tag=t1" not in bytes(reply(asked, 100, tag="t1"))
    assert b"Record-Route" not in bytes(reply(asked, 486, tag="t1"))
    again = request(invite(To="<sip:bob@example.com>;tag=own", Via="SIP/2.0/TCP 192.0.2.99;branch=z9hG4bKa"))
    assert stamped(again.message, PEER) == again.message
    assert b"tag=t1" not in bytes(reply(again.message, 200, tag="t1"))
    with pytest.raises(UnreadableError) as caught:
        read(message(Via=None))
    assert not caught.value.can_be_answered
    assert stamped(caught.value.message, PEER) == caught.value.message


def test_ack_and_cancel_are_of_the_transaction_of_their_invite() -> None:
    asked = request(
        invite(Route=["<sip:p1;lr>", "<sip:p2;lr>"], Via=["SIP/2.0/TCP a;branch=z9hG4bK1", "SIP/2.0/TCP b"])
    )
    refused = reply(asked.message, 486, tag="b")
    ack, cancel = (request(bytes(one)) for one in (acknowledged(asked.message, refused), cancelled(asked.message)))
    for one, method, tag in ((ack, "ACK", "b"), (cancel, "CANCEL", "")):
        assert (one.method, one.number, one.uri, one.call_id) == (method, 7, asked.uri, asked.call_id)
        assert (one.branch, one.caller, one.callee.tag) == (asked.branch, asked.caller, tag)
        assert one.message.all("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
        assert one.message.lists("via") == ["SIP/2.0/TCP a;branch=z9hG4bK1"]


SENT = [row.raw for row in ALL if row.name not in ("clerr", "ncl", "mcl01", "mpart01")]


@given(st.lists(st.sampled_from(SENT), max_size=6), st.lists(st.integers(0, 20000), max_size=12), st.booleans())
@example([SENT[0], SENT[1]], list(range(0, 2000, 1)), True)
def test_a_stream_cut_at_any_byte_gives_the_same_messages(sent: list[bytes], cuts: list[int], pinged: bool) -> None:
    between = b"\r\n\r\n" if pinged else b"\r\n"
    whole = between.join([b"", *sent])
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    framing = Framing()
    found = [raw.data for start, end in itertools.pairwise(places) for raw in framing.feed(whole[start:end])]
    assert found == sent
    assert framing.pings == (len(sent) if pinged else 0)
    assert framing.half == b""


@pytest.mark.parametrize(
    ("header", "is_last", "body"),
    [("l : 3", False, b"abc"), ("Content-Length: -3", True, b""), ("L: 3\r\nl: 4", True, b""), ("X: y", False, b"")],
)
def test_where_a_message_ends(header: str, is_last: bool, body: bytes) -> None:
    [raw, *_] = Framing().feed(f"OPTIONS sip:x SIP/2.0\r\n{header}\r\n\r\n".encode() + b"abcOPTIONS")
    assert (raw.is_last, raw.data.partition(b"\r\n\r\n")[2]) == (is_last, body)


@pytest.mark.parametrize(
    "flood", [b"x" * (LONGEST_HEAD + 10), b"A: b\r\n" * LONGEST_HEAD, b"A: b\r\nl: 99999999\r\n\r\n"]
)
def test_a_flood_is_no_message(flood: bytes) -> None:
    with pytest.raises(UnframedError, match="bytes"):
        list(Framing().feed(flood))


SEEDS = [row.raw for row in ALL]


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Makes a message with some bytes taken away, put in or repeated."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    pieces = st.sampled_from(
        [b"\r\n ", b":", b";", b'"', b"<", b">", b"\xff", b"SIP/2.0", b",", b"\x00", b"%", b"[", b"@", b"tag="]
    )
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(raw)))
        if draw(st.booleans()):
            del raw[place : place + draw(st.integers(1, 20))]
        else:
            raw[place:place] = draw(st.one_of(pieces, st.binary(max_size=6)))
    return bytes(raw)


@given(broken())
def test_any_bytes_are_a_message_or_unreadable_in_words(raw: bytes) -> None:
    found: Request | Response | UnreadableError
    try:
        found = read(raw)
    except UnreadableError as unreadable:
        found = unreadable
    if isinstance(found, UnreadableError):
        assert found.words == plain(found.words)
        assert re.fullmatch(r"4\d\d|505", str(found.status))
    bytes(reply(stamped(found.message, PEER), 200, tag="x"))
    if isinstance(found, Request):
        assert found.identity.number == plain(found.identity.number)
