"""A rehearsal as it runs: who is pretended, what is called at once, and what each row says as it ends."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from exotel_pulumi.checks import rehearsal
from exotel_pulumi.checks.junit import junit
from exotel_pulumi.errors import NoAnswerError
from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip import rehearse
from exotel_pulumi.simulator.sip.caller import call
from exotel_pulumi.simulator.sip.plan import Plan
from tests.simulator import HANG

from .conftest import NUMBER
from .test_ring import closed_port, destination

OTHERS = [f"+9180000001{n:02}" for n in range(12)]


def rows(exotel: Simulator, **wish: Any) -> list[dict[str, Any]]:
    return list(rehearsal.rehearse(exotel.url, wish))


@pytest.fixture
def under_way(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the calls that are under way whenever one begins."""
    seen: list[int] = []
    placed: set[Plan] = set()

    async def counted(address: str, port: int, tls: Any, plan: Plan, exchange: Any) -> Any:
        placed.add(plan)
        seen.append(len(placed))
        try:
            await asyncio.sleep(0)
            return await call(address, port, tls, plan, exchange)
        finally:
            placed.remove(plan)

    monkeypatch.setattr(Plan, "__hash__", lambda plan: id(plan))
    monkeypatch.setattr(rehearse, "call", counted)
    return seen


@pytest.mark.parametrize("limit", [1, 4])
def test_no_more_calls_than_asked_for_are_placed_at_once(exotel: Simulator, under_way: list[int], limit: int) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    for number in OTHERS:
        exotel.add(sid, "phone_numbers", phone_number=number)
    *calls, untried, verdict = rows(exotel, at_once=limit)
    assert verdict == {"well": True}
    assert untried["what"] == "calls in"
    assert {row["number"] for row in calls} == {NUMBER, *OTHERS}
    assert max(under_way) == limit


def test_one_proof_alone_must_be_refused_where_a_trunk_wants_both() -> None:
    with Simulator(Options(sip_tcp=0, sip_identify="both")) as exotel:
        sid = exotel.add_trunk(trunk_name="both")
        exotel.add(sid, "phone_numbers", phone_number=NUMBER)
        exotel.add(sid, "credentials", user_name="agent", password="Sesame_0pen")
        exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
        *calls, _, verdict = rows(exotel)
        assert {row["by"]: (row["status"], row["well"]) for row in calls} == {
            "address 13.233.10.20/32 and login agent": (200, True),
            "login agent alone": (403, True),
            "address 13.233.10.20/32 alone": (401, True),
        }
        assert verdict == {"well": True}


def test_a_dead_destination_fails_each_time_and_the_numbers_are_called_where_somebody_answers(
    exotel: Simulator,
) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "phone_numbers", phone_number=OTHERS[0])
    dead, good = destination(exotel, host="dead.example.com"), destination(exotel, host="good.example.com")
    with closed_port() as port:
        found = rows(exotel, only=["in"], stand_in=True, resolve={dead: f"127.0.0.1:{port}"})
        lost = rows(exotel, only=["in"], resolve=dict.fromkeys((dead, good), f"127.0.0.1:{port}"))
    assert [(row["number"], row["destination"].split(".")[0], row["well"]) for row in found[:-1]] in (
        [(NUMBER, "sip:dead", False), (NUMBER, "sip:good", True), (OTHERS[0], "sip:good", True)],
        [(NUMBER, "sip:good", True), (NUMBER, "sip:dead", False), (OTHERS[0], "sip:good", True)],
    )
    assert found[-1] == {"well": False}
    assert lost[2] | {"why": "no destination of its trunk has answered", "well": None} == lost[2]
    assert [case.count("<failure") for case in (junit(found[:-1]), junit(lost[:-1]))] == [1, 2]


def test_one_number_alone_fails_over_as_a_ring_does(exotel: Simulator) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "phone_numbers", phone_number=OTHERS[0])
    dead = destination(exotel, host="dead.example.com")
    destination(exotel, host="good.example.com", priority=1)
    with closed_port() as port:
        [row, verdict] = rows(exotel, only=[OTHERS[0], OTHERS[0]], stand_in=True, resolve={dead: f"127.0.0.1:{port}"})[
            1:
        ]
    assert row["destination"].startswith("sip:good.example.com")
    assert verdict == {"well": True}


def test_who_leaves_early_ends_the_rehearsal(exotel: Simulator) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    for number in OTHERS:
        exotel.add(sid, "phone_numbers", phone_number=number)
    url = f"{exotel.url}/_simulator/sip/rehearse"
    with requests.post(url, json={"at_once": 1}, stream=True, timeout=HANG) as answer:
        first = json.loads(next(answer.iter_lines()))
    assert first["well"] is True
    exotel.stop()  # waits for the end of what it has begun
    assert len(exotel.calls) < len(OTHERS)


@pytest.mark.parametrize(
    ("wish", "said"),
    [({"only": ["voice"]}, "named voice"), ({"at_once": 0}, "at least one call"), ({"number": NUMBER}, "number")],
)
def test_a_wish_that_cannot_be_fulfilled_is_refused(exotel: Simulator, wish: dict[str, Any], said: str) -> None:
    answer = requests.post(f"{exotel.url}/_simulator/sip/rehearse", json=wish, timeout=HANG)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_a_simulator_that_is_killed_in_the_middle_of_a_row_is_said_in_words() -> None:
    class Cut(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"direction": "out", "well": true}\n{"direction": "ou')

    with HTTPServer(("127.0.0.1", 0), Cut) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(server.handle_request)
        found = rehearsal.rehearse(f"http://127.0.0.1:{server.server_port}", {})
        assert next(found)["well"] is True
        with pytest.raises(NoAnswerError, match="ended before the rehearsal did"):
            next(found)
