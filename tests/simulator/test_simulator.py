"""The simulator in a test's hands: changes without the API, log, control path, threads, stop and start."""

import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from http.client import HTTPConnection

import pytest
import requests

from exotel_pulumi.simulator import Account, Fault, Options, Simulator

from . import HANG
from .caller import NUMBER, Caller
from .conftest import Simulate


def test_objects_can_be_changed_without_the_api(live: Caller) -> None:
    sim = live.sim
    sid = sim.add_trunk(trunk_name="voice_ai")
    ip = sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    sim.edit(sid, "whitelisted_ips", ip, mask=24)
    sim.edit_trunk(sid, status="suspended")
    assert live.get(f"trunks/{sid}").json()["response"]["data"]["status"] == "suspended"
    assert live.get(f"trunks/{sid}/whitelisted-ips").json()["response"][0]["data"]["mask"] == 24
    sim.remove(sid, "whitelisted_ips", ip)
    assert sim.rows(sid, "whitelisted_ips") == []
    sim.add(sid, "phone_numbers", phone_number=NUMBER)
    sim.remove_trunk(sid)
    assert sim.trunks() == sim.rows(sid, "phone_numbers") == []
    for missing in (lambda: sim.edit(sid, "whitelisted_ips", ip), lambda: sim.add(sid, "settings")):
        with pytest.raises(LookupError):
            missing()


def test_rows_are_copies(live: Caller) -> None:
    sid = live.sim.add_trunk()
    live.sim.trunks()[0]["trunk_name"] = "changed"
    assert live.sim.trunks(trunk_sid=sid)[0]["trunk_name"] == "by_hand"


def test_requests_are_logged_and_a_reset_clears_everything(live: Caller) -> None:
    live.get("trunks?page_size=5")
    live.post("trunks", {})
    live.get("/nothing")
    first, second, third = live.sim.requests
    assert (first.method, first.path, first.query) == ("GET", "/v2/accounts/exotel_demo/trunks", {"page_size": "5"})
    assert (first.account, first.status, first.body) == ("exotel_demo", 200, None)
    assert (second.status, second.body) == (400, {})
    assert (third.status, third.account) == (404, None)
    assert first.time < second.time < third.time
    live.sim.clear_log()
    assert live.sim.requests == []
    live.sim.add_trunk()
    live.sim.add_fault(Fault("*", "", "hang"))
    live.sim.reset()
    assert not live.sim.trunks()
    assert not live.sim.pending_faults()


def test_the_control_path_shows_and_changes_the_simulator(live: Caller) -> None:
    sid = live.sim.add_trunk()
    live.sim.add(sid, "credentials", user_name="livekit_prod", password="s3cret")
    live.session.auth = None
    live.get("trunks")
    logged = live.get("/_simulator/requests").json()
    assert [(entry["method"], entry["status"]) for entry in logged] == [("GET", 401)]
    assert live.send("DELETE", "/_simulator/requests").status_code == 204
    assert live.sim.requests == []
    state = live.get("/_simulator/state")
    assert state.json()["trunks"][0]["trunk_sid"] == sid
    assert "s3cret" not in state.text
    fault = {"method": "GET", "path": "trunks", "effect": "respond", "times": 2, "status": 500}
    assert live.post("/_simulator/faults", fault).status_code == 204
    assert live.get("trunks").status_code == 500
    assert live.get("/_simulator/faults").json()[0]["times"] == 1
    for nonsense in ({**fault, "effect": "explode"}, {"colour": "red"}, [1]):
        assert live.post("/_simulator/faults", nonsense).status_code == 400
    assert live.send("DELETE", "/_simulator/faults").status_code == 204
    assert live.post("/_simulator/reset", None).status_code == 204
    assert not live.sim.trunks()
    assert not live.sim.requests
    assert not live.sim.pending_faults()


def test_s57_exactly_one_of_many_concurrent_duplicates_is_stored(live: Caller) -> None:
    trunks = [live.sim.add_trunk(trunk_name=f"trunk_{index}") for index in range(8)]
    start = threading.Barrier(len(trunks))

    def claim(sid: str) -> str:
        start.wait()
        url = f"{live.sim.url}/v2/accounts/exotel_demo/trunks/{sid}/phone-numbers"
        answer = requests.post(url, json={"phone_number": NUMBER}, auth=("demo_key", "demo_token"), timeout=HANG)
        return str(answer.json()["response"]["status"])

    with ThreadPoolExecutor(len(trunks)) as pool:
        results = list(pool.map(claim, trunks))
    assert sorted(results) == ["failure"] * 7 + ["success"]
    assert sum(len(live.sim.rows(sid, "phone_numbers")) for sid in trunks) == 1


def test_s18_requests_in_flight_are_counted_and_limited(simulate: Simulate) -> None:
    caller = simulate(concurrency=3)

    def ask() -> int:
        url = f"{caller.sim.url}/v2/accounts/exotel_demo/trunks"
        return requests.get(url, auth=("demo_key", "demo_token"), timeout=HANG).status_code

    with ThreadPoolExecutor(5) as pool:
        with caller.sim.state.transaction():  # nothing can be answered from the state until the block ends
            asked = as_completed([pool.submit(ask) for _ in range(5)])
            assert [next(asked).result() for _ in range(2)] == [429, 429]
        assert [one.result() for one in asked] == [200, 200, 200]
    assert 4 <= caller.sim.peak_concurrency <= 5


def test_a_connection_is_kept_between_requests(live: Caller) -> None:
    connection = HTTPConnection("127.0.0.1", live.sim.port, timeout=HANG)
    with closing(connection):
        connection.connect()
        socket = connection.sock
        for method, path, status in (("POST", "trunks", 401), ("HEAD", "trunks", 401), ("POST", "nowhere", 404)) * 3:
            connection.request(method, f"/v2/accounts/exotel_demo/{path}", body=json.dumps({"a": "b" * 9000}))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
            assert connection.sock is socket


def test_a_simulator_stops_and_starts_again(live: Caller) -> None:
    sid = live.sim.add_trunk()
    live.get("trunks")
    live.sim.stop()
    live.sim.stop()
    with pytest.raises(RuntimeError, match="not running"):
        _ = live.sim.url
    live.sim.start()
    assert live.get(f"trunks/{sid}").ok
    gc.collect()


def test_each_simulator_answers_on_loopback_and_on_a_port_of_its_own() -> None:
    with Simulator() as first, Simulator(Options(accounts=[Account("a", "b", "c")])) as second:
        assert first.url != second.url
        assert first.url.startswith("http://127.0.0.1:")
        assert requests.get(f"{second.url}/v2/accounts/a/trunks", auth=("b", "c"), timeout=HANG).ok
        assert second.trunks(account_sid="a") == []
