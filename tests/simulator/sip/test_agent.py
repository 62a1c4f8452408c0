"""The edge without a socket: who is answered what, in and out of a call, and what the log says."""

import re

import pytest
from hypothesis import given, settings

from exotel_pulumi.simulator.sip.digest import answer_to
from exotel_pulumi.simulator.sip.edge import CHALLENGED, LINGER
from exotel_pulumi.simulator.sip.message import Message
from exotel_pulumi.simulator.sip.transaction import LIFETIME

from .memory import CALLEE, HOST, NUMBER, PASSWORD, SECURE, Exotel, Line, status, versions
from .test_reader import broken
from .torture import SDP


def logged(exotel: Exotel) -> list[tuple[int | None, str]]:
    return [(call.status, call.sentence) for call in exotel.simulator.calls]


@pytest.fixture
def exotel() -> Exotel:
    """Makes an edge with a line."""
    return Exotel()


def test_a_challenged_call_is_one_entry_with_what_finds_a_fault(exotel: Exotel) -> None:
    answer = exotel.calls(User_Agent="phone 1")
    exotel.within(answer, "ACK")
    assert [status(one) for one in exotel.within(answer, "BYE", Reason='Q.850;cause=16;text="bye"')] == ["200"]
    [call] = exotel.simulator.calls
    assert [line[:3] for line in call.seen] == ["401", "100", "180", "200"]
    assert (call.shown, call.called, call.by, call.status) == (NUMBER, CALLEE, "login agent", 200)
    assert (call.id, call.call_id, call.software, call.ended_by) == (1, "c1@192.0.2.7", "phone 1", "the other side")
    assert (call.heard, call.lasted is not None, call.notes) == (
        3,
        True,
        ['BYE with Reason: Q.850;cause=16;text="bye"'],
    )
    assert exotel.media[0].is_closed
    assert exotel.edge.sessions == {}
    assert PASSWORD not in repr(call)


def test_an_accepted_call_is_answered_as_the_rfc_has_it(exotel: Exotel) -> None:
    answer = exotel.calls(Record_Route="<sip:p1;lr>")
    assert (answer.get("via"), answer.get("record-route")) == (
        "SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bKt2;rport=40000;received=127.0.0.1",
        "<sip:p1;lr>",
    )
    assert answer.get("contact") == "<sip:exotel@127.0.0.1:5060;transport=tcp>"
    assert ";tag=" in answer.get("to")
    assert "m=audio 6000 RTP/AVP 8" in answer.text
    secure = Exotel()
    secure.line = Line(tls="TLSv1.3")
    assert "RTP/SAVP" in secure.calls(SECURE).text
    assert secure.simulator.calls[0].tls == "TLSv1.3"


REFUSED = [
    ({"From": "<sip:+911111111111@x>;tag=a1"}, SDP, "404", "not mapped to the trunk voice_ai"),
    ({"uri": "sip:08047112233@x"}, SDP, "484", "not E.164"),
    ({}, SDP.replace("AVP 8", "AVP 0"), "488", "no G.711 A-law"),
    ({}, SECURE, "488", "SRTP alone, and the call came over TCP"),
    ({}, SDP.replace("IP4", "IP6"), "488", "the address IP6"),
    ({"Require": "100rel"}, SDP, "420", "100rel is not known"),
    ({"Content_Type": "application/x"}, SDP, "415", "application/x"),
    ({"CSeq": "1 OPTIONS"}, SDP, "400", "CSeq names OPTIONS"),
    ({"From": None}, SDP, "400", "from is missing"),
]


@pytest.mark.parametrize(("changes", "body", "code", "words"), REFUSED, ids=[f"{row[2]} {row[3]}" for row in REFUSED])
def test_a_refusal_has_a_tag_a_sentence_and_an_entry(
    exotel: Exotel, changes: dict[str, str], body: str, code: str, words: str
) -> None:
    answer = exotel.calls(body, **changes)
    assert (status(answer), words in answer.get("warning")) == (code, True), answer
    assert ";tag=" in answer.get("to")
    assert [(str(found), words in sentence) for found, sentence in logged(exotel)] == [(code, True)]
    assert exotel.edge.sessions == {}


@pytest.mark.parametrize(
    ("shown", "asserted"),
    [
        (f"<sip:{NUMBER}@x>;tag=1", None),
        ("<sip:%2B91-98765-43210@x;user=phone>;tag=1", None),
        ("<tel:+91-98765-43210>;tag=1", None),
        ('"Agent" <sip:agent@x>;tag=1', f"<tel:{NUMBER}>"),
        ("<sip:+911111111111@x>;tag=1", f'"A" <sips:{NUMBER}@y>'),
    ],
)
def test_a_number_is_read_in_every_form(exotel: Exotel, shown: str, asserted: str | None) -> None:
    assert status(exotel.calls(From=shown, P_Asserted_Identity=asserted)) == "200"
    assert exotel.simulator.calls[0].shown == NUMBER


@pytest.mark.parametrize(
    ("method", "code", "allows"),
    [
        ("OPTIONS", "200", True), ("REGISTER", "405", True), ("MESSAGE", "405", True), ("FOO", "501", True),
        ("BYE", "481", False), ("CANCEL", "481", False), ("UPDATE", "481", False), ("INFO", "481", False),
        ("PRACK", "481", False), ("REFER", "481", False), ("NOTIFY", "481", False),
    ],
)  # fmt: skip
def test_out_of_a_call(exotel: Exotel, method: str, code: str, allows: bool) -> None:
    [answer] = exotel.asks(method)
    assert (status(answer), bool(answer.get("allow")), ";tag=" in answer.get("to")) == (code, allows, True)
    assert exotel.asks("ACK") == []
    assert [status(one) for one in exotel.asks("INVITE", SDP, To="<sip:x@y>;tag=nobody")] == ["481"]
    assert exotel.simulator.calls == []


def test_in_a_call(exotel: Exotel) -> None:
    answer = exotel.calls()
    exotel.within(answer, "ACK")
    first, version = versions(answer.text)[0].split()
    [again] = exotel.within(answer, "INVITE", SDP + "a=sendonly\r\n")
    assert (status(again), versions(again.text), "a=recvonly" in again.text) == (
        "200",
        [f"{first} {int(version) + 1}"],
        True,
    )
    assert exotel.media[0].talks[-1].is_sending is False
    [update] = exotel.within(answer, "UPDATE", SDP)
    assert versions(update.text) == [f"{first} {int(version) + 2}"]
    refused = exotel.within(answer, "INVITE", SDP.replace("AVP 8", "AVP 0"))
    assert [status(one) for one in refused] == ["488"]
    codes = {
        method: [status(one) for one in exotel.within(answer, method)]
        for method in ("INFO", "OPTIONS", "UPDATE", "PRACK", "MESSAGE", "FOO")
    }
    assert codes == {
        "INFO": ["200"],
        "OPTIONS": ["200"],
        "UPDATE": ["200"],
        "PRACK": ["405"],
        "MESSAGE": ["405"],
        "FOO": ["501"],
    }
    [declined] = exotel.within(answer, "REFER", Refer_To="<sip:+911234567890@x>")
    assert (status(declined), exotel.simulator.calls[0].notes[-1]) == (
        "603",
        "asked for a transfer to <sip:+911234567890@x>: refused, for nobody else is here",
    )
    [backwards] = exotel.within(answer, "OPTIONS", CSeq="2 OPTIONS")
    assert (status(backwards), backwards.get("retry-after")) == ("500", "1")
    assert [status(one) for one in exotel.within(answer, "BYE")] == ["200"]
    assert [status(one) for one in exotel.within(answer, "BYE")] == ["481"]


def test_a_call_is_one_dialog_on_whatever_connection(exotel: Exotel) -> None:
    answer = exotel.calls()
    stranger = Line(peer=("127.0.0.1", 50000))
    assert [status(one) for one in exotel.asks("INVITE", SDP, line=stranger, From="<sip:+911@evil>;tag=other")] == [
        "401"
    ]
    assert [status(one) for one in exotel.asks("BYE", line=stranger, From="<sip:e@x>;tag=zz", To=answer.get("to"))] == [
        "481"
    ]
    assert [status(one) for one in exotel.asks("INVITE", SDP, CSeq="2 INVITE")] == ["482"]
    exotel.edge.lost(exotel.line)
    assert [status(one) for one in exotel.within(answer, "BYE", line=stranger)] == ["200"]


def test_a_call_ends_some_time_after_its_connection(exotel: Exotel) -> None:
    exotel.within(exotel.calls(), "ACK")
    exotel.edge.lost(exotel.line)
    exotel.clock.forward(LINGER)
    assert (exotel.edge.sessions, exotel.simulator.calls[0].ended_by) == ({}, "the end of its connection")


def test_a_cancel_that_comes_late_and_one_for_nothing(exotel: Exotel) -> None:
    answer = exotel.calls()
    [cancelled] = exotel.asks("CANCEL", Via="SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bKt2", CSeq="2 CANCEL")
    assert (status(cancelled), cancelled.get("to")) == ("200", answer.get("to"))
    assert len(exotel.edge.sessions) == 1


def test_who_makes_no_offer_gets_one_and_answers_it_with_the_ack(exotel: Exotel) -> None:
    answer = exotel.calls("")
    assert (status(answer), "m=audio 6000 RTP/AVP 8 101" in answer.text) == ("200", True)
    exotel.within(answer, "ACK", SDP)
    assert [talk.remote for talk in exotel.media[0].talks] == [("127.0.0.1", 4000)]
    again = exotel.within(answer, "INVITE")
    assert "m=audio 6000" in again[-1].text
    [bye] = exotel.within(answer, "ACK", SDP.replace("AVP 8", "AVP 0"))
    assert (status(bye), exotel.edge.sessions) == ("BYE", {})
    assert "no A-law in the answer (PCMU/8000)" in exotel.simulator.calls[0].notes[-1]


def test_a_call_without_an_ack_is_ended_and_says_where_the_ack_goes(exotel: Exotel) -> None:
    exotel.calls(Contact="<sip:me@192.0.2.1:5999;transport=tcp>")
    exotel.clock.forward(LIFETIME)
    [bye] = exotel.line.heard()
    assert bye.start == "BYE sip:me@192.0.2.1:5999;transport=tcp SIP/2.0"
    assert "no ACK came within 32 s" in exotel.simulator.calls[0].notes[-1]
    acknowledged = Exotel()
    acknowledged.within(acknowledged.calls(), "ACK")
    acknowledged.clock.forward(LIFETIME)
    assert (acknowledged.line.heard(), len(acknowledged.edge.sessions)) == ([], 1)
    assert acknowledged.clock.pending == len(acknowledged.edge.transactions) == 0


def test_no_more_files_is_503_in_words(exotel: Exotel) -> None:
    def full() -> object:
        raise OSError(24, "Too many open files")

    exotel.edge._open_media = full  # type: ignore[assignment]
    answer = exotel.calls()
    assert (status(answer), "ulimit -n" in answer.get("warning"), logged(exotel)[0][0]) == ("503", True, 503)
    exotel.edge.full(exotel.line, b"OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n\r\n")
    [answer] = exotel.line.heard()
    assert (status(answer), answer.get("retry-after")) == ("503", "5")


def test_a_login_is_judged_as_the_digest_says(exotel: Exotel) -> None:
    exotel.asks("INVITE", SDP)
    [stale] = exotel.asks("INVITE", SDP, Authorization='Digest username="agent", realm="x", nonce="1", response="\xe9"')
    assert (status(stale), "stale=true" in stale.get("www-authenticate")) == ("401", True)
    assert "not open any more" in stale.get("warning")
    assert status(exotel.calls(uri=f"sip:{CALLEE}@{HOST};x=1", Call_ID="other")) == "200"
    [answer] = exotel.asks("INVITE", SDP, Call_ID="proxied")
    for_another = answer_to(answer.all("www-authenticate"), "agent", PASSWORD, "sip:another")
    assert status(exotel.asks("INVITE", SDP, Call_ID="proxied", Authorization=for_another)[-1]) == "200"
    assert "the login is for sip:another" in exotel.simulator.calls[-1].notes[0]
    exotel.simulator.add(exotel.sid, "whitelisted_ips", ip="127.0.0.1", mask=32)
    # An address that is let in needs no login, and a wrong one does not shut it out.
    assert status(exotel.asks("INVITE", SDP, Authorization='Digest username="x"')[-1]) == "200"


class Watching(Line):
    """A line whose phone looks into the log as soon as it reads an answer."""

    def __init__(self, exotel: Exotel) -> None:
        super().__init__()
        self.seen: list[tuple[str, int | None, str]] = []
        self._exotel = exotel

    def send(self, data: bytes) -> None:
        super().send(data)
        call = self._exotel.simulator.calls[-1]
        self.seen.append((status(self.sent[-1]), call.status, call.ended_by))


def test_the_log_knows_before_the_phone_does(exotel: Exotel) -> None:
    exotel.line = Watching(exotel)
    exotel.within(exotel.calls(), "BYE")
    exotel.calls(Require="100rel", Call_ID="other")
    assert exotel.line.seen == [
        ("401", 401, ""), ("100", 200, ""), ("180", 200, ""), ("200", 200, ""), ("200", 200, "the other side"),
        ("420", 420, ""),
    ]  # fmt: skip


def test_what_waits_for_a_login_is_bounded(exotel: Exotel) -> None:
    for count in range(CHALLENGED + 5):
        exotel.asks("INVITE", SDP, Call_ID=f"c{count}")
    assert len(exotel.edge._challenged) == CHALLENGED
    assert len(exotel.simulator.calls) == 1000
    assert exotel.simulator.calls[-1].id == CHALLENGED + 5


def test_what_is_no_sip_ends_the_connection_and_what_is_broken_does_not(exotel: Exotel) -> None:
    assert not exotel.edge.take(exotel.line, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert exotel.edge.take(exotel.line, b"OPTIONS sip:x SIP/2.0\r\n\r\n")
    assert exotel.edge.take(exotel.line, b"SIP/2.0 200 OK\r\n\r\n")
    assert (exotel.line.heard(), exotel.simulator.calls) == ([], [])


@given(broken())
@settings(max_examples=150)
def test_no_bytes_end_another_call(raw: bytes) -> None:
    exotel = Exotel()
    answer = exotel.calls(Call_ID="mine", From="<sip:a@b>;tag=mine", P_Asserted_Identity=f"<tel:{NUMBER}>")
    exotel.edge.take(exotel.line, raw)
    for one in exotel.line.heard():
        assert re.fullmatch(r"SIP/2\.0 \d{3} .*", one.start), one
    mine: Message = exotel.within(answer, "BYE", Call_ID="mine", From="<sip:a@b>;tag=mine", CSeq="900 BYE")[-1]
    assert status(mine) == "200"
