"""What a hand changes and deletes on the control path: real objects, past the API's rules, and no secret is shown."""

from typing import Any

import pytest

from .caller import NUMBER, Caller


@pytest.fixture
def sid(live: Caller) -> str:
    """Adds a trunk with one of each and returns the SID."""
    sid = live.sim.add_trunk(trunk_name="voice")
    live.sim.add(sid, "phone_numbers", phone_number=NUMBER, mode="pstn")
    live.sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    live.sim.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    live.sim.add(sid, "credentials", user_name="agent", password="s3cret", friendly_name="front")
    live.sim.add(sid, "settings", name="trunk_external_alias", value=NUMBER)
    live.session.auth = None  # the control path wants no key
    return sid


@pytest.mark.parametrize(
    ("collection", "change"),
    [
        ("phone_numbers", {"mode": "flow"}),
        ("whitelisted_ips", {"ip": "9.9.9.9", "mask": 24}),
        ("destination_uris", {"priority": 3, "weight": 5}),
        ("credentials", {"password": "0ther", "friendly_name": None}),
        ("settings", {"value": "+918000000001"}),
    ],
)
def test_a_hand_changes_and_deletes(live: Caller, sid: str, collection: str, change: dict[str, Any]) -> None:
    [row] = live.sim.rows(sid, collection)
    path = f"/_simulator/state/{collection}/{row['id']}"
    assert live.send("PATCH", path, json=change).status_code == 204
    [changed] = live.sim.rows(sid, collection)
    assert changed == {**row, **change, "date_updated": changed["date_updated"]}
    assert "0ther" not in live.get("/_simulator/state").text
    assert live.send("DELETE", path).status_code == 204
    assert live.sim.rows(sid, collection) == []
    assert live.send("DELETE", path).status_code == 404
    assert live.sim.requests == []  # no request of Exotel's API: the log and the faults do not see a hand


def test_a_trunk_is_changed_and_deleted_as_exotel_does(live: Caller, sid: str) -> None:
    path = f"/_simulator/state/trunks/{sid}"
    assert live.send("PATCH", path, json={"trunk_name": "renamed"}).status_code == 204
    [trunk] = live.sim.trunks()
    assert trunk["trunk_name"] == "renamed"
    assert live.send("DELETE", f"/_simulator/state/trunks/{trunk['id']}").status_code == 204
    assert live.sim.trunks() == []
    assert live.sim.rows(sid, "phone_numbers") == []
    assert len(live.sim.orphan_credentials()) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"priority": "high"}, "priority is a whole number"),
        ({"priority": True}, "priority is a whole number"),
        ({"weight": None}, "weight is a whole number"),
        ({"destination": ""}, "destination is a text of 1 to 200"),
        ({"destination": None}, "destination cannot be empty"),
        ({"destination": ["a"]}, "destination is a text"),
        ({"trunk_sid": "trmum1x"}, "an object of new values: destination, type, priority, weight"),
        ({"account_sid": "other"}, "an object of new values"),
        ({"id": "5"}, "an object of new values"),
        ({}, "an object of new values"),
    ],
)
def test_a_hand_cannot_break_an_object(live: Caller, sid: str, change: Any, said: str) -> None:
    [row] = live.sim.rows(sid, "destination_uris")
    answer = live.send("PATCH", f"/_simulator/state/destination_uris/{row['id']}", json=change)
    assert (answer.status_code, said in answer.text) == (400, True), answer.text
    assert live.sim.rows(sid, "destination_uris") == [row]


@pytest.mark.parametrize("path", ["phone_numbers/1", "trunk_maps/1", "nothing/1", "trunks/trmum1none"])
def test_what_is_not_there_is_said(live: Caller, sid: str, path: str) -> None:
    for method in ("PATCH", "DELETE"):
        assert live.send(method, f"/_simulator/state/{path}", json={"mode": "flow"}).status_code == 404


def test_another_sites_page_has_no_hands(live: Caller, sid: str) -> None:
    for method in ("PATCH", "DELETE"):
        path = f"/_simulator/state/trunks/{sid}"
        assert live.send(method, path, json={}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert live.sim.trunks(trunk_sid=sid)
