"""The page's files and its stream, and who may ask for them. What a person sees of it: tests/browser."""

import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
import requests

from exotel_pulumi.simulator import Fault, page
from exotel_pulumi.simulator.page import FILES

from . import HANG
from .caller import Caller

PAGE = files("exotel_pulumi.simulator.page")


def test_the_page_needs_nothing_from_outside_and_may_run_no_script_but_its_own(live: Caller) -> None:
    live.session.auth = None
    shown = live.get("/")
    assert shown.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    asked = re.findall(r'(?:href|src)="([^"#]+)"', shown.text)
    assert sorted(asked) == sorted([*(path for path in FILES if path != "/"), "data:,"])
    for path in asked[1:]:
        assert live.get(path).status_code == 200
    for name in FILES.values():
        assert "://" not in PAGE.joinpath(name).read_text(encoding="utf-8")
    assert live.sim.requests == []


def test_text_reaches_the_page_as_text_alone() -> None:
    script = "".join(PAGE.joinpath(name).read_text(encoding="utf-8") for name in FILES.values() if name.endswith(".js"))
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


@pytest.mark.parametrize("path", ["/", "/_simulator/state", "/_simulator/events", "trunks"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "evil.example:8080"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
    ],
)
def test_other_sites_may_not_ask(live: Caller, path: str, headers: dict[str, str]) -> None:
    sid = live.sim.add_trunk()
    assert live.get(path, headers=headers).status_code == 403
    assert live.send("POST", "/_simulator/reset", headers=headers).status_code == 403
    assert live.sim.trunks(trunk_sid=sid)


def test_the_page_itself_and_programs_may_ask(live: Caller) -> None:
    own = live.sim.url
    assert live.send("POST", "/_simulator/reset", headers={"Origin": own}).status_code == 204
    by_name = f"localhost:{live.sim.port}"
    assert live.get("/", headers={"Host": by_name}).status_code == 200
    assert live.send("POST", "/_simulator/reset", headers={"Host": by_name, "Origin": f"http://{by_name}"}).ok


def events(live: Caller) -> Iterator[dict[str, int]]:
    """Yields the counts that the stream reports."""
    with requests.get(f"{live.sim.url}/_simulator/events", stream=True, timeout=HANG) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        for line in answer.iter_lines(chunk_size=1):
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def settled(live: Caller, stream: Iterator[dict[str, int]]) -> dict[str, int]:
    """Returns the counts once a stream has reported all changes so far; a new stream begins with those."""
    now = next(events(live))
    return next(counts for counts in stream if counts == now)


def test_the_stream_reports_each_part_that_changes(live: Caller) -> None:
    stream = events(live)
    first = next(stream)
    live.sim.add_trunk()
    second = settled(live, stream)
    assert {part for part in first if second[part] != first[part]} == {"state"}
    live.get("trunks")
    third = settled(live, stream)
    assert {part for part in first if third[part] != second[part]} == {"requests"}
    live.sim.add_fault(Fault("GET", "trunks", "respond"))
    fourth = settled(live, stream)
    assert {part for part in first if fourth[part] != third[part]} == {"faults"}
    live.get("trunks")  # uses the fault up
    fifth = settled(live, stream)
    assert {part for part in first if fifth[part] != fourth[part]} == {"requests", "faults"}
    live.send("DELETE", "/_simulator/faults")
    assert next(stream)["faults"] > fifth["faults"]


def test_many_changes_are_few_events(live: Caller) -> None:
    stream = events(live)
    next(stream)
    started = time.monotonic()
    sid = live.sim.add_trunk()
    for number in range(200):
        live.sim.add(sid, "phone_numbers", phone_number=f"+91987654{number:04}")
    reported = [next(stream)]
    while reported[-1]["state"] < 201:
        reported.append(next(stream))
    # One event in each stretch of time, and at most one more at either end.
    assert len(reported) <= (time.monotonic() - started) / page.TOGETHER + 2


def test_a_stream_ends_with_the_simulator(live: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "ALIVE", 10 * HANG)  # a stream that looks at nothing would end when it writes that
    others = set(threading.enumerate())
    stream = events(live)
    next(stream)
    [serving] = set(threading.enumerate()) - others
    with ThreadPoolExecutor(1) as pool:
        rest = pool.submit(list, stream)
        live.sim.stop()
        assert rest.result(HANG) == []
    serving.join(HANG)
    assert not serving.is_alive()
    live.sim.start()


def test_the_log_is_read_from_its_end(live: Caller) -> None:
    for size in range(1, 6):
        live.get(f"trunks?page_size={size}")
    answer = live.get("/_simulator/requests?last=2")
    assert [entry["query"]["page_size"] for entry in answer.json()] == ["4", "5"]
    assert answer.headers["X-Total-Count"] == "5"
    assert live.get("/_simulator/requests?last=0").json() == []
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", answer.json()[0]["clock"])


def test_one_fault_is_switched_off_alone(live: Caller) -> None:
    for method in ("GET", "POST"):
        live.sim.add_fault(Fault(method, "", "respond", times=0))
    named = {"method": "GET", "path": "", "effect": "respond"}
    assert live.send("DELETE", "/_simulator/faults", json=named).status_code == 204
    assert [fault.method for fault in live.sim.pending_faults()] == ["POST"]
    assert live.send("DELETE", "/_simulator/faults", json={"method": "POST"}).status_code == 400
    assert live.sim.pending_faults()


def test_the_page_says_what_is_simulated(live: Caller) -> None:
    assert live.get("/_simulator/about").json() == {"accounts": ["exotel_demo"], "dialect": "live"}
