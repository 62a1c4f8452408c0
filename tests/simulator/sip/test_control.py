"""The control path of the SIP edge."""

import requests

from exotel_pulumi.simulator import Options, Simulator
from tests.simulator import HANG
from tests.simulator.caller import NUMBER, Caller

CALL = {"called": "+918047112233", "shown": NUMBER}


def line(live: Caller) -> str:
    sid = live.sim.add_trunk()
    live.sim.add(sid, "phone_numbers", phone_number=NUMBER)
    live.sim.add(sid, "credentials", user_name="agent", password="Sesame_0pen")
    live.sim.add(sid, "destination_uris", destination="sip:a.example.com:5061;transport=tls", priority=1, weight=1)
    return sid


def judged(live: Caller, **more: object) -> dict[str, object]:
    answer = live.post("/_simulator/sip/invite", {**CALL, **more})
    assert "Sesame" not in answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_verdict_needs_no_socket(live: Caller) -> None:
    sid = line(live)
    assert (judged(live)["status"], judged(live)["reason"]) == (401, "Unauthorized")
    found = judged(live, login={"user_name": "agent", "password": "Sesame_0pen"})
    assert (found["status"], found["trunk_sid"], found["by"]) == (200, sid, "login agent")
    assert judged(live, login={"user_name": "agent", "password": "wrong"})["status"] == 401
    for wrong in ({}, {"called": "+1"}, [1]):
        assert live.post("/_simulator/sip/invite", wrong).status_code == 400


def test_a_caller_may_pretend_to_be_another(live: Caller) -> None:
    sid = line(live)
    live.sim.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    assert live.get("/_simulator/sip/pretend").json() == {"address": None}
    assert live.put("/_simulator/sip/pretend", {"address": "13.233.10.20"}).status_code == 204
    assert live.get("/_simulator/sip/pretend").json() == {"address": "13.233.10.20"}
    assert live.sim.exchange.seen_as("127.0.0.3") == "13.233.10.20"
    assert live.sim.exchange.seen_as("13.9.9.9") == "13.9.9.9"
    assert live.put("/_simulator/sip/pretend", {"address": "nowhere"}).status_code == 400
    assert live.put("/_simulator/sip/pretend", {"address": None}).status_code == 204
    assert live.sim.exchange.seen_as("127.0.0.3") == "127.0.0.3"


def test_destinations_and_calls_are_listed(live: Caller) -> None:
    line(live)
    found = live.get("/_simulator/sip/destinations", params={"number": NUMBER}).json()
    assert found == [{"destination": "sip:a.example.com:5061;transport=tls", "priority": 1, "weight": 1}]
    assert live.get("/_simulator/sip/destinations").json() == []
    assert live.get("/_simulator/sip/calls").json() == []
    assert live.send("DELETE", "/_simulator/sip/calls").status_code == 204


def test_a_person_changes_flows_by_hand() -> None:
    with Simulator(Options(sip_tcp=0, sip_flows="by-hand")) as exotel:
        sid = exotel.add_trunk(trunk_name="cloud")
        flows, ring = (f"{exotel.url}/_simulator/sip/{name}" for name in ("flows", "ring"))
        assert "has no flow" in requests.post(ring, json={"number": NUMBER}, timeout=HANG).json()["fault"]
        assert requests.put(flows, json={NUMBER: 5}, timeout=HANG).status_code == 400
        assert requests.put(flows, json={NUMBER: sid}, timeout=HANG).status_code == 204
        assert requests.get(flows, timeout=HANG).json() == {NUMBER: sid}
        assert "is on no trunk" in requests.post(ring, json={"number": NUMBER}, timeout=HANG).json()["fault"]
