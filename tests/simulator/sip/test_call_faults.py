"""Planned faults of calls: which calls are hit, and what the other side sees."""

from dataclasses import replace

import pytest

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.cli import main
from exotel_pulumi.simulator.sip.faults import CallFault, CallFaults
from exotel_pulumi.simulator.sip.message import Message
from tests.simulator.caller import Caller

from .memory import CALLEE, NUMBER, Exotel, Line, status
from .test_caller import PATIENT, good, placed
from .torture import SDP


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("out refuse status=486 times=0", CallFault("out", "refuse", status=486, times=0)),
        ("* hang_up seconds=1.5", CallFault("*", "hang_up", seconds=1.5)),
        ("in proxy number=+919876543210", CallFault("in", "proxy", number=NUMBER)),
    ],
)
def test_a_rule_is_read(text: str, fault: CallFault) -> None:
    assert CallFault.parse(text) == fault


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("refuse", "DIRECTION and EFFECT"),
        ("up refuse", "direction is one of out, in, *"),
        ("out explode", "effect is one of refuse, late"),
        ("in refuse", "its direction is out"),
        ("out refuse status=200", "300 to 699"),
        ("out refuse status=busy", "status is a number"),
        ("out late seconds=-1", "seconds is a number"),
        ("out late colour=red", "no setting 'colour'"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(text: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        CallFault.parse(text)
    assert words in str(caught.value)
    with pytest.raises(SystemExit):
        main(["--call-fault", text])
    assert "a fault of calls is 'DIRECTION EFFECT [name=value ...]'" in capsys.readouterr().err


def test_a_fault_hits_the_calls_that_match_and_as_often_as_it_says() -> None:
    twice, mine, always = (
        CallFault("*", "proxy", times=2),
        CallFault("out", "late", number=NUMBER),
        CallFault("in", "no_rtp", times=0),
    )
    changes = list[None]()
    faults = CallFaults([twice, mine, always], lambda: changes.append(None))
    assert list(faults.take("in", "+911", "+912")) == ["proxy", "no_rtp"]
    assert faults.take("out", CALLEE, "+911") == {"proxy": replace(twice, times=1)}
    assert list(faults.take("out", CALLEE, NUMBER)) == ["late"]
    assert faults.take("out", CALLEE, NUMBER) == {}
    assert (faults.pending(), len(changes)) == ([always], 3)
    faults.clear()
    assert faults.pending() == []


def faulty(*rules: str) -> Exotel:
    exotel = Exotel()
    for rule in rules:
        exotel.simulator.exchange.faults.add(CallFault.parse(rule))
    return exotel


def test_a_refusal_comes_after_the_login_and_names_itself() -> None:
    exotel = faulty("out refuse status=486")
    answer = exotel.calls()
    assert (status(answer), answer.start) == ("486", "SIP/2.0 486 Busy Here")
    [call] = exotel.simulator.calls
    assert (call.status, call.by, call.notes) == (486, "login agent", ["a fault of the simulator: refuse"])
    assert status(exotel.calls(Call_ID="second")) == "200"


def test_a_late_ring_can_be_cancelled() -> None:
    exotel = faulty("out late seconds=5 times=0")
    assert status(exotel.calls()) == "100"
    exotel.clock.forward(5)
    assert exotel.line.statuses() == ["180", "200"]
    assert status(exotel.calls(Call_ID="given-up")) == "100"
    [call] = [one for one in exotel.simulator.calls if one.call_id == "given-up"]
    answers = exotel.asks(
        "CANCEL", Call_ID="given-up", Via="SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bKt4;rport", CSeq="4 CANCEL"
    )
    assert [(status(one), one.get("cseq")) for one in answers] == [("200", "4 CANCEL"), ("487", "4 INVITE")]
    assert len({one.get("to") for one in answers}) == 1
    exotel.clock.forward(5)
    assert (exotel.line.heard(), call.ended_by, len(exotel.edge.sessions)) == ([], "the caller, who cancelled", 1)


def test_who_asks_in_a_call_that_is_not_answered_is_put_off_and_may_hang_up() -> None:
    exotel = faulty("out late seconds=5")
    exotel.calls()
    [session] = exotel.edge.sessions.values()
    to = f"<sip:{CALLEE}@x>;tag={session.dialog.local_tag}"
    [refused] = exotel.asks("UPDATE", SDP, To=to)
    assert (status(refused), refused.get("retry-after")) == ("500", "1")
    assert [status(one) for one in exotel.asks("BYE", To=to)] == ["200"]
    exotel.clock.forward(5)
    assert exotel.line.statuses() == ["180", "487"]


def test_sound_before_the_answer() -> None:
    exotel = faulty("out early_media seconds=2")
    *_, progress = [exotel.calls(), *exotel.line.heard()]
    assert (status(progress), "m=audio 6000" in progress.text, len(exotel.media[0].talks)) == ("183", True, 1)
    exotel.clock.forward(2)
    [answer] = exotel.line.heard()
    assert (status(answer), answer.text, len(exotel.media[0].talks)) == ("200", progress.text, 1)


@pytest.mark.parametrize(("tls", "other"), [(None, "udp"), ("TLSv1.3", "tcp")])
def test_a_proxy_as_exotels(tls: str | None, other: str) -> None:
    exotel = faulty("* proxy times=0")
    exotel.line = Line(tls=tls)
    answer = exotel.calls(Record_Route="<sip:theirs;lr>")
    assert answer.get("contact") == f"<sip:exotel@127.0.0.1:5060;transport={other}>"
    own = f"<sip:127.0.0.1:5060;transport={exotel.line.transport};lr>"
    assert answer.all("record-route") == ["<sip:theirs;lr>", own]
    said, callee = placed(good, replace(PATIENT, plagues=exotel.simulator.exchange.faults.take("in")), tls)
    invite: Message = callee.seen[0]
    assert f"transport={other}" in invite.get("contact")
    assert f"transport={callee.transport};lr" in invite.get("record-route")
    assert (said.is_well, said.notes) == (True, ["a fault of the simulator: proxy"])


def test_a_call_that_the_edge_ends_and_one_without_sound() -> None:
    exotel = faulty("out hang_up seconds=2", "out no_rtp")
    answer = exotel.calls()
    exotel.within(answer, "ACK")
    assert exotel.media[0].is_mute
    exotel.clock.forward(2)
    assert exotel.line.statuses() == ["BYE"]
    assert "hung up after 2 s" in exotel.simulator.calls[0].notes[-1]
    ended = faulty("out hang_up")
    ended.within(ended.calls(), "BYE")
    ended.clock.forward(3)
    assert ended.line.heard() == []


def test_faults_of_calls_over_the_control_path(live: Caller) -> None:
    path = "/_simulator/sip/faults"
    assert live.post(path, {"direction": "out", "effect": "refuse", "status": 480}).status_code == 204
    assert [(row["effect"], row["status"], row["times"]) for row in live.get(path).json()] == [("refuse", 480, 1)]
    for wrong in (
        {"direction": "in", "effect": "refuse"},
        {"effect": "late"},
        {"direction": "out", "effect": "late", "x": 1},
    ):
        assert live.post(path, wrong).status_code == 400
    live.post(path, {"direction": "out", "effect": "refuse", "status": 486})
    assert live.send("DELETE", path, json={"direction": "out", "effect": "refuse", "status": 480}).status_code == 204
    assert [row["status"] for row in live.get(path).json()] == [486]
    assert live.send("DELETE", path, json={"effect": "refuse"}).status_code == 400
    assert live.send("DELETE", path).status_code == 204
    live.post(path, {"direction": "*", "effect": "proxy"})
    live.sim.reset()
    assert live.get(path).json() == []


def test_a_fault_that_the_options_have_is_there_from_the_start() -> None:
    simulator = Simulator(Options(call_faults=[CallFault("out", "refuse")]))
    assert simulator.exchange.faults.pending() == [CallFault("out", "refuse")]
