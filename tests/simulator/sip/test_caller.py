"""What a caller does with each kind of callee, without a socket: every 2xx gets its ACK and its BYE."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from exotel_pulumi.simulator.sip import caller
from exotel_pulumi.simulator.sip.caller import Caller
from exotel_pulumi.simulator.sip.digest import Digest, read
from exotel_pulumi.simulator.sip.plan import Plan, Said
from exotel_pulumi.simulator.sip.stream import UnframedError

from .memory import KEY, Callee, Quiet, status
from .torture import SDP

Behave = Callable[[Callee], Awaitable[None]]
PLAN = Plan("sip.example.com", "+918000000009", "+919999999999", "x.pstn.exotel.com", patience=0.3, talk=0.01)
PATIENT = replace(PLAN, patience=5)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a caller wait for nothing longer than a test has to."""
    for name, seconds in (("CROSSING", 0.4), ("SILENCE", 0.05), ("GOODBYE", 0.3)):
        monkeypatch.setattr(caller, name, seconds)


def placed(behave: Behave, plan: Plan = PATIENT, tls: str | None = None, **media: Any) -> tuple[Said, Callee]:
    async def run() -> tuple[Said, Callee]:
        callee = Callee(behave, tls)
        quiet = Quiet(**{"heard": 5, **media})
        calling: Any = Caller(callee, quiet, plan)  # type: ignore[arg-type]
        living = asyncio.create_task(callee.live())
        await calling.place()
        await asyncio.sleep(0)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        assert calling.sessions == {}
        return calling.said, callee

    return asyncio.run(run())


async def good(callee: Callee) -> None:
    await callee.hears()
    callee.says(180)
    callee.answers(Server="phone 2")


def test_a_good_callee_is_called_and_hung_up_on() -> None:
    said, callee = placed(good)
    assert (said.is_well, said.status, said.seen, said.software) == (True, 200, ["180 Ringing", "200 OK"], "phone 2")
    assert (said.heard, said.ended_by) == (5, "the edge")
    assert callee.saw == ["INVITE", "ACK", "BYE"]
    invite, ack, bye = callee.seen
    assert invite.start == "INVITE sip:+918000000009@sip.example.com:5061;transport=tcp SIP/2.0"
    assert [one.start.split()[1] for one in (ack, bye)] == ["sip:uas@127.0.0.1:5999"] * 2
    assert (ack.get("cseq"), bye.get("cseq"), bye.get("to")) == ("1 ACK", "2 BYE", ack.get("to"))
    assert ack.get("via") not in (invite.get("via"), bye.get("via"))
    said, callee = placed(good, tls="TLSv1.3")
    assert (said.is_well, said.tls, "RTP/SAVP" in callee.seen[0].text) == (True, "TLSv1.3", True)


def answering(body: str | None = None, code: int = 200, **more: Any) -> Behave:
    async def behave(callee: Callee) -> None:
        await callee.hears()
        if code == 200:
            callee.answers(body, **more)
        else:
            callee.says(code, **more)

    return behave


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "answered, and there is no SDP in the answer"),
        (SDP.replace("AVP 8", "AVP 0"), "no A-law in the answer (PCMU/8000)"),
        (SDP.replace("audio 4000", "audio 0"), "port 0"),
        (SDP.replace("AVP", "SAVP"), "answered with RTP/SAVP"),
    ],
)
def test_an_answer_on_which_no_call_lives_is_acknowledged_and_hung_up_on(body: str, words: str) -> None:
    said, callee = placed(answering(body))
    assert (said.is_well, said.status, words in said.fault) == (False, 200, True)
    assert callee.saw == ["INVITE", "ACK", "BYE"]


def test_silence_and_another_codec_are_findings() -> None:
    assert "silent" in placed(good, heard=0)[0].fault
    assert "could not be deciphered" in placed(good, heard=0, undeciphered=1)[0].fault
    assert "no A-law (payload type 0)" in placed(good, payload_type=0)[0].fault


def test_sdp_in_an_answer_before_is_no_answer() -> None:
    async def early(callee: Callee) -> None:
        await callee.hears()
        callee.says(183, SDP)
        callee.answers("")

    said, callee = placed(early)
    assert ("no answer for all" in said.fault, callee.saw[-1]) == (True, "BYE")


def test_a_refusal_is_acknowledged_in_its_own_transaction() -> None:
    said, callee = placed(answering(code=486, Warning='399 x "in a meeting"'))
    assert (said.status, said.reason, said.fault, said.warning) == (486, "Busy Here", "", '399 x "in a meeting"')
    assert callee.saw == ["INVITE", "ACK"]
    assert callee.seen[1].get("via") == callee.seen[0].get("via")
    assert callee.seen[1].start.split()[1] == callee.seen[0].start.split()[1]
    said, _ = placed(answering(code=302, Contact="<sip:other@example.com>"))
    assert "wants to be called at <sip:other@example.com>" in said.fault


@pytest.mark.parametrize("code", [401, 407])
def test_a_challenge_is_answered_once(code: int) -> None:
    asked, given = (
        ("WWW_Authenticate", "authorization") if code == 401 else ("Proxy_Authenticate", "proxy-authorization")
    )
    challenge: dict[str, Any] = {asked: 'Digest realm="x", nonce="n", algorithm=MD5, qop="auth"'}

    async def behave(callee: Callee) -> None:
        await callee.hears()
        callee.says(code, **challenge)
        assert status(await callee.hears()) == "ACK"
        invite = await callee.hears()
        login: Digest | None = read(invite.all(given), "x", "INVITE")
        callee.says(code, **challenge) if login is None or not login.knows("right") else callee.answers()

    said, callee = placed(behave, replace(PATIENT, login=("agent", "right")))
    assert (said.is_well, callee.saw) == (True, ["INVITE", "ACK", "INVITE", "ACK", "BYE"])
    assert [one.get("cseq") for one in callee.seen[::2]] == ["1 INVITE", "2 INVITE", "3 BYE"]
    said, callee = placed(behave, replace(PATIENT, login=("agent", "wrong")))
    assert (said.status, callee.saw) == (code, ["INVITE", "ACK"] * 2)
    assert placed(answering(code=code, **challenge))[0].status == code
    said, _ = placed(answering(code=code, **{asked: "Bearer x"}), replace(PATIENT, login=("agent", "right")))
    assert "no algorithm that is known" in said.fault


async def crossing(callee: Callee) -> None:
    await callee.hears()
    callee.says(180)
    cancel = await callee.hears()
    callee.answers()
    callee.says(200, of=cancel)


async def cancelled(callee: Callee) -> None:
    await callee.hears()
    callee.says(180)
    callee.says(200, of=await callee.hears())
    callee.says(487)


async def deaf(callee: Callee) -> None:
    await callee.hears()
    callee.says(180)


async def silent(callee: Callee) -> None:
    await callee.hears()


async def late(callee: Callee) -> None:
    await callee.hears()
    await asyncio.sleep(0.4)
    callee.says(180)


@pytest.mark.parametrize(
    ("behave", "saw", "words"),
    [
        (crossing, ["INVITE", "CANCEL", "ACK", "BYE"], "while the call was cancelled, somebody did"),
        (cancelled, ["INVITE", "CANCEL", "ACK"], "nobody answered within 0 s"),
        (deaf, ["INVITE", "CANCEL"], "CANCEL was not followed by a last answer"),
        (silent, ["INVITE"], "nobody answered within 0 s"),
        (late, ["INVITE", "CANCEL"], "CANCEL was not followed"),
    ],
)
def test_a_call_that_is_given_up_is_cancelled_and_read_to_its_end(behave: Behave, saw: list[str], words: str) -> None:
    said, callee = placed(behave, PLAN)
    assert (callee.saw, words in said.fault, said.is_well) == (saw, True, False), said
    if "CANCEL" in saw:
        assert callee.seen[1].get("via") == callee.seen[0].get("via")


def test_a_second_phone_of_a_fork_is_hung_up_on_and_a_repeated_answer_acknowledged() -> None:
    async def forked(callee: Callee) -> None:
        await callee.hears()
        callee.answers()
        callee.answers()
        callee.answers(tag="second")

    said, callee = placed(forked, replace(PATIENT, talk=0.05))
    assert said.is_well
    assert "hung up on" in said.notes[0]
    assert callee.saw == ["INVITE", "ACK", "ACK", "ACK", "BYE", "BYE"]
    ends = [one.get("to").partition("tag=")[2] for one in callee.seen[1:]]
    assert ends == ["uas", "uas", "second", "second", "uas"]


def test_routes_are_followed() -> None:
    _, callee = placed(answering(Record_Route=["<sip:p1;lr>", "<sip:p2;lr>"]))
    assert [one.all("route") for one in callee.seen[1:]] == [["<sip:p2;lr>", "<sip:p1;lr>"]] * 2


def test_what_the_callee_asks_in_the_call_is_answered() -> None:
    async def asking(callee: Callee) -> None:
        await callee.hears()
        callee.says(180)
        callee.asks("OPTIONS")
        callee.answers()
        for number, method in enumerate(("INFO", "REFER", "INVITE", "UPDATE", "FOO", "BYE"), 2):
            callee.asks(method, number, SDP if method in ("INVITE", "UPDATE") else "", Refer_To="<sip:x@y>")
        callee.asks("OPTIONS", 9)
        callee.asks("INVITE", 1, SDP, Call_ID="another", To="<sip:exotel@127.0.0.1>")

    said, callee = placed(asking, replace(PATIENT, talk=0.05))
    assert (said.ended_by, said.is_well) == ("the other side", True)
    assert any("asked for a transfer to <sip:x@y>" in note for note in said.notes)
    answers = {one.get("cseq").split()[1]: status(one) for one in callee.seen if one.start.startswith("SIP/2.0")}
    assert answers == {
        "OPTIONS": "481",
        "INFO": "200",
        "REFER": "603",
        "INVITE": "480",
        "UPDATE": "200",
        "FOO": "501",
        "BYE": "200",
    }
    early = next(one for one in callee.seen if one.get("cseq") == "1 OPTIONS")
    assert status(early) == "200"
    again = next(one for one in callee.seen if one.get("cseq") == "4 INVITE" and one.text)
    assert "m=audio 6000 RTP/AVP 8" in again.text


@pytest.mark.parametrize(
    ("said_by_it", "words"),
    [
        (
            [b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
            "nobody answered within 0 s; it sent what cannot be read: the header via is missing",
        ),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "does not speak SIP, but HTTP"),
        ([b"\x15\x03\x01\x00\x02\x02\r\n\r\n"], "is the destination's transport tls?"),
        ([b"220 mail.example.com\r\n\r\n"], "but something else"),
        ([None], "closed without a word: is it the port for TLS"),
        ([b"SIP/2.0 100 Trying\r\n\r\n", None], "the connection was closed"),
    ],
)
def test_a_bad_callee_ends_in_words(said_by_it: list[bytes | None], words: str) -> None:
    async def bad(callee: Callee) -> None:
        await callee.hears()
        for one in said_by_it:
            callee.raw(one)

    said, _ = placed(bad, PLAN if "nobody" in words else PATIENT)
    assert (said.is_well, words in said.fault) == (False, True), said


def test_a_half_message_and_a_flood_are_named() -> None:
    async def half(callee: Callee) -> None:
        await callee.hears()
        callee.half = b"<html>no"
        callee.raw(None)

    assert "HTTP" in placed(half)[0].fault

    class Flood(Callee):
        async def read(self) -> Any:
            raise UnframedError("more than 65536 bytes of headers")

    async def run() -> str:
        calling = Caller(Flood(silent), Quiet(), PATIENT)  # type: ignore[arg-type]
        await calling.place()
        return calling.said.fault

    assert "does not speak SIP: more than 65536 bytes" in asyncio.run(run())


def test_a_connection_that_is_lost_in_the_call_is_a_finding() -> None:
    async def leaving(callee: Callee) -> None:
        await callee.hears()
        callee.answers()
        await callee.hears()
        callee.raw(None)

    said, _ = placed(leaving, replace(PATIENT, talk=5))
    assert (said.fault, said.ended_by) == ("the connection was closed during the call", "the end of the connection")


def test_what_is_said_has_no_password_and_no_key() -> None:
    plan = replace(PLAN, login=("agent", "Sesame_0pen"))
    assert "Sesame" not in repr(plan)
    assert KEY not in repr(placed(good, tls="TLSv1.3")[0])
