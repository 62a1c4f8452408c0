"""Each fault has its effect on the requests that match, and on no others."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from exotel_pulumi.simulator import Fault, Options, Simulator

from . import HANG
from .caller import NUMBER, Caller
from .conftest import eventually

MAPPING = {"phone_number": NUMBER}
DESTINATIONS = {"destinations": [{"destination": f"sip{n}.example.com:5061;transport=tls"} for n in range(2)]}


@pytest.fixture
def sid(live: Caller) -> str:
    """Adds a trunk and returns the SID."""
    return live.sim.add_trunk()


@pytest.mark.parametrize(("effect", "stored"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_loses_the_request_or_the_answer(live: Caller, sid: str, effect: str, stored: int) -> None:
    live.sim.add_fault(Fault.parse(f"POST phone-numbers {effect}"))
    with pytest.raises(requests.ConnectionError):
        live.post(f"trunks/{sid}/phone-numbers", MAPPING)
    assert len(live.sim.rows(sid, "phone_numbers")) == stored
    assert live.sim.requests[0].status is None
    assert live.get("trunks").ok


def test_a_hanging_request_ends_when_the_client_gives_up(live: Caller) -> None:
    live.sim.add_fault(Fault("GET", "trunks", "hang"))
    with pytest.raises(requests.ReadTimeout):
        live.session.get(f"{live.sim.url}/v2/accounts/exotel_demo/trunks", timeout=0.1)
    eventually(lambda: live.sim.requests)  # the server may be slower than the client's patience
    eventually(lambda: not live.sim.requests_in_flight)
    live.sim.clear_log()
    assert live.get("trunks").ok
    assert live.sim.peak_concurrency == 1


def test_a_hanging_request_ends_with_the_simulator() -> None:
    with ThreadPoolExecutor() as pool:
        with Simulator(Options(faults=[Fault("*", "", "hang")])) as sim:
            waiting = pool.submit(requests.get, f"{sim.url}/v2/accounts/exotel_demo/trunks", timeout=HANG)
            eventually(lambda: sim.requests)
        with pytest.raises(requests.ConnectionError):  # not a time-out: the connection ends with the simulator
            waiting.result()


def test_a_delay_makes_the_client_wait(live: Caller) -> None:
    live.sim.add_fault(Fault.parse("GET trunks delay seconds=0.2"))
    started = time.monotonic()
    assert live.get("trunks").ok
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(("effect", "stored"), [("respond", 0), ("respond_after", 1)])
def test_a_fault_answers_instead_of_the_api(live: Caller, sid: str, effect: str, stored: int) -> None:
    live.sim.add_fault(Fault.parse(f"POST phone-numbers {effect} status=502 'body=<h1>Bad Gateway</h1>' Retry-After=3"))
    answer = live.post(f"trunks/{sid}/phone-numbers", MAPPING)
    assert (answer.status_code, answer.text) == (502, "<h1>Bad Gateway</h1>")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Retry-After"] == "3"
    assert len(live.sim.rows(sid, "phone_numbers")) == stored


def test_a_fault_answers_with_json(live: Caller) -> None:
    live.sim.add_fault(Fault("GET", "trunks", "respond", status=200, body={"response": None}))
    assert live.get("trunks").json() == {"response": None}


def test_an_answer_can_lack_the_ids(live: Caller, reference: Caller, sid: str) -> None:
    live.sim.add_fault(Fault("POST", "phone-numbers|trunks$", "no_id", times=2))
    data = live.post(f"trunks/{sid}/phone-numbers", MAPPING).json()["response"]["data"]
    assert "id" not in data
    assert data["phone_number"] == NUMBER
    assert live.sim.rows(sid, "phone_numbers")
    body = {"trunk_name": "second", "nso_code": "ANY-ANY", "domain_name": "a.pstn.exotel.com"}
    assert "trunk_sid" not in live.post("trunks", body).json()["response"]["data"]
    reference.sim.add_fault(Fault("*", "", "no_id", times=0))
    reference.sim.add_trunk()
    assert "trunk_sid" not in reference.get("trunks").json()[0]


def test_every_item_of_a_batch_can_fail(live: Caller, reference: Caller, sid: str) -> None:
    live.sim.add_fault(Fault("POST", "destination-uris", "item_failed"))
    answer = live.post(f"trunks/{sid}/destination-uris", DESTINATIONS)
    assert answer.status_code == 207
    assert answer.json()["metadata"] == {"total": 2, "success": 0, "failed": 2}
    assert [item["error_data"]["code"] for item in answer.json()["response"]] == [1002, 1002]
    assert live.sim.rows(sid, "destination_uris") == []
    reference.sim.add_fault(Fault("POST", "settings", "item_failed"))
    answer = reference.post("trunks/TK1/settings", {})
    assert (answer.status_code, [item["code"] for item in answer.json()]) == (207, [1002])


def test_s23_a_page_can_name_itself_as_the_next_page(live: Caller, reference: Caller) -> None:
    for caller in (live, reference):
        caller.sim.add_fault(Fault("GET", "trunks", "looping_next_page", times=0))
        for name in ("first", "second"):
            caller.sim.add_trunk(trunk_name=name)
    path = "/v2/accounts/exotel_demo/trunks?offset=1&page_size=1"
    assert live.get(path).json()["metadata"]["next_page_uri"] == path
    pages = [reference.get(f"trunks?page_size=1&offset={offset}").json() for offset in range(3)]
    assert pages[0] == pages[1] == pages[2] != []


def test_s24_a_fault_can_hit_one_page_only(live: Caller) -> None:
    live.sim.add_fault(Fault("GET", "offset=50", "respond", times=0))
    assert live.get("trunks").ok
    assert [live.get("trunks?offset=50").status_code for _ in range(2)] == [503, 503]


def test_a_fault_hits_after_skip_requests_and_ends_after_times_hits(live: Caller) -> None:
    live.sim.add_fault(Fault("GET", "trunks", "respond", times=2, skip=1))
    live.sim.add_fault(Fault("POST", "trunks", "respond"))
    assert [live.get("trunks").status_code for _ in range(4)] == [200, 503, 503, 200]
    assert [fault.method for fault in live.sim.pending_faults()] == ["POST"]
    live.sim.clear_faults()
    assert live.sim.pending_faults() == []


@pytest.mark.parametrize(
    "text",
    [
        "POST trunks",
        "POST trunks explode",
        "POST ( drop_before",
        "POST trunks hang times=-1",
        "POST trunks hang times=x",
        "POST trunks hang often=1",
    ],
)
def test_a_wrong_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reasons differ
        Fault.parse(text)
