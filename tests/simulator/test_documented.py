"""Scenario 59: every documented request gets an answer of the documented shape, in both dialects."""

from typing import Any, NamedTuple
from unittest.mock import ANY

import pytest

from .caller import DOMAIN, NUMBER, Caller
from .conftest import Simulate

T = "/v2/accounts/exotel_demo/trunks"
DATES = {"date_created": ANY, "date_updated": ANY}


class Pair(NamedTuple):
    """A request, the data of the answer, and the kind of the answer: one object, a list, or a batch."""

    method: str
    path: str
    body: object
    data: Any
    kind: str = "one"


def seed(caller: Caller, sid: str) -> None:
    """Adds one object to each collection, with the ids 41523 to 41528."""
    sim = caller.sim
    sim.add_trunk(trunk_sid=sid, trunk_name="voice_ai")
    sim.add(sid, "phone_numbers", phone_number=NUMBER)
    sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    sim.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    sim.add(sid, "credentials", user_name="livekit_prod", password="s3cret")
    sim.add(sid, "settings", name="trunk_external_alias", value=NUMBER)


class Spelling(NamedTuple):
    """The differences of the dialects."""

    sid: str
    dash: str
    nso_code: str
    auth_type: str
    number: type

    def path(self, words: str) -> str:
        """Returns the path of a collection on the trunk."""
        return f"trunks/{self.sid}/{words.replace(' ', self.dash)}"

    def child(self, number: int, **fields: Any) -> dict[str, Any]:
        """Returns an object on the trunk, as an answer shows it."""
        return {"id": self.number(number), "trunk_sid": self.sid, **fields, **DATES}


def trunk_pairs(s: Spelling) -> dict[str, Pair]:
    links = ("destination_uris", "whitelisted_ips", "credentials", "phone_numbers")
    path = f"trunks/{s.sid}"
    shown = {
        "trunk_sid": s.sid,
        "trunk_name": "voice_ai",
        "status": "active",
        "auth_type": s.auth_type,
        "domain_name": DOMAIN,
        "nso_code": s.nso_code,
        "registration_enabled": None,
        "edge_preference": None,
        "secure_trunking": None,
        **{link: f"{T}/{s.sid}/{link.replace('_', s.dash)}" for link in links},
        **DATES,
    }
    second = {**shown, **dict.fromkeys(("trunk_sid", *links), ANY), "trunk_name": "second"}
    body = {"trunk_name": "second", "nso_code": s.nso_code, "domain_name": DOMAIN}
    return {
        "create a trunk": Pair("POST", "trunks", body, second),
        "list trunks": Pair("GET", "trunks", None, [shown], "list"),
        "list one trunk": Pair("GET", f"trunks?trunk_sid={s.sid}", None, [shown], "list"),
        "read a trunk": Pair("GET", path, None, shown),
        "rename a trunk": Pair("PUT", path, {"trunk_name": "renamed"}, {**shown, "trunk_name": "renamed"}),
        "delete a trunk": Pair("DELETE", f"trunks?trunk_sid={s.sid}", None, None),
    }


def number_pairs(s: Spelling) -> dict[str, Pair]:
    path = s.path("phone numbers")
    body = {"phone_number": "+911140001234", "mode": "flow"}
    shown = s.child(41524, phone_number=NUMBER, mode=None)
    changed = {"phone_number": NUMBER, "mode": "flow"}
    return {
        "map a number": Pair("POST", path, body, s.child(41529, **body)),
        "list numbers": Pair("GET", path, None, [shown], "list"),
        "change a mode": Pair("PUT", f"{path}/41524", changed, {**shown, "mode": "flow"}),
        "unmap a number": Pair("DELETE", f"{path}?id=41524", None, None),
        "find a number": Pair("GET", f"trunk-maps?exophone=%2B{NUMBER[1:]}", None, [shown], "list"),
    }


def ip_pairs(s: Spelling) -> dict[str, Pair]:
    path = s.path("whitelisted ips")
    shown = s.child(41525, ip="8.8.8.8", mask=32, friendly_name=None)
    created = s.child(41529, ip="1.1.1.1", mask=32, friendly_name=None)
    return {
        "whitelist an ip": Pair("POST", path, {"ip": "1.1.1.1"}, created),
        "list ips": Pair("GET", path, None, [shown], "list"),
        "change a mask": Pair("PUT", f"{path}/41525", {"ip": "8.8.8.8", "mask": 24}, {**shown, "mask": 24}),
        "remove an ip": Pair("DELETE", f"{path}?id=41525", None, None),
    }


def destination_pairs(s: Spelling) -> dict[str, Pair]:
    path = s.path("destination uris")
    rest = {"type": "public", "priority": 0, "weight": 1}
    shown = s.child(41526, destination="sip:sip.example.com:5061;transport=tls", **rest)
    created = s.child(41529, destination="sip:8.8.8.8:5060;transport=tcp", **rest)
    body = {"destinations": [{"destination": "8.8.8.8:5060;transport=tcp"}]}
    weight = {"priority": 2, "weight": 5}
    return {
        "add a destination": Pair("POST", path, body, [created], "batch"),
        "list destinations": Pair("GET", path, None, [shown], "list"),
        "weigh a destination": Pair("PUT", f"{path}/41526", weight, {**shown, **weight}),
        "remove a destination": Pair("DELETE", f"{path}?id=41526", None, None),
    }


def login_pairs(s: Spelling) -> dict[str, Pair]:
    path = s.path("credentials")
    shown = s.child(41527, user_name="livekit_prod", friendly_name=None)
    named = {"user_name": "eleven", "friendly_name": "voice"}
    return {
        "add a login": Pair("POST", path, {**named, "password": "s3cret"}, s.child(41529, **named)),
        "list logins": Pair("GET", path, None, [shown], "list"),
        "read a login": Pair("GET", f"{path}?id=41527", None, [shown], "list"),
        "change a password": Pair("PUT", f"{path}/41527", {"password": "changed"}, shown),
        "remove a login": Pair("DELETE", f"{path}?id=41527", None, None),
    }


def setting_pairs(s: Spelling) -> dict[str, Pair]:
    path = s.path("settings")
    shown = {"name": "trunk_external_alias", "value": NUMBER, "trunk_sid": s.sid, **DATES}
    body = {"settings": [{"name": "trunk_external_alias", "value": "+911140001234"}]}
    return {
        "set the alias": Pair("POST", path, body, [{**shown, "value": "+911140001234"}], "batch"),
        "list settings": Pair("GET", path, None, [shown], "list"),
        "remove the alias": Pair("DELETE", f"{path}?name=trunk_external_alias", None, None),
    }


def pairs(s: Spelling) -> dict[str, Pair]:
    """Returns every documented request with its answer, in the spelling of one dialect."""
    parts = (trunk_pairs, number_pairs, ip_pairs, destination_pairs, login_pairs, setting_pairs)
    return {name: pair for part in parts for name, pair in part(s).items()}


LIVE = pairs(Spelling("trmum1f00d", "-", "ANY-ANY", "IP-WHITELIST", str))
REFERENCE = pairs(Spelling("TKf00d", "_", "any any", "ip whitelist", int))


@pytest.mark.parametrize("name", LIVE)
def test_s59_the_live_dialect_answers_as_documented(live: Caller, name: str) -> None:
    seed(live, "trmum1f00d")
    pair = LIVE[name]
    answer = live.send(pair.method, pair.path, json=pair.body)
    envelope: dict[str, Any] = {"request_id": ANY, "method": pair.method, "http_code": 200}
    entry = {"code": 200, "status": "success", "error_data": None}
    if pair.kind == "one":
        assert answer.json() == {**envelope, "response": {**entry, "data": pair.data}}
    else:
        assert answer.json() == {
            **envelope,
            "metadata": answer.json()["metadata"],
            "response": [{**entry, "data": row} for row in pair.data],
        }
    if pair.kind == "batch":
        assert answer.json()["metadata"] == {"total": 1, "success": 1, "failed": 0}
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", REFERENCE)
def test_s59_the_reference_dialect_answers_as_documented(reference: Caller, name: str) -> None:
    seed(reference, "TKf00d")
    pair = REFERENCE[name]
    answer = reference.send(pair.method, pair.path, json=pair.body)
    assert answer.status_code == 200
    assert answer.json() == (pair.data if pair.data is not None else {})


@pytest.mark.parametrize("name", [name for name in REFERENCE if REFERENCE[name].kind == "list"])
def test_s59_a_list_of_the_reference_dialect_can_have_a_key(simulate: Simulate, name: str) -> None:
    caller = simulate(dialect="reference", list_shape="keyed")
    seed(caller, "TKf00d")
    body = caller.get(REFERENCE[name].path).json()
    assert list(body.values()) == [REFERENCE[name].data]


@pytest.mark.parametrize("dialect", ["live", "reference"])
def test_s59_the_spelling_of_the_other_dialect_has_no_route(simulate: Simulate, dialect: str) -> None:
    caller = simulate(dialect=dialect)
    sid = caller.sim.add_trunk()
    other = "_" if dialect == "live" else "-"
    for collection in ("phone numbers", "whitelisted ips", "destination uris"):
        answer = caller.get(f"trunks/{sid}/{collection.replace(' ', other)}")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "1000" not in answer.text


def test_s59_a_trunk_sid_has_the_prefix_of_the_dialect(live: Caller, reference: Caller) -> None:
    assert live.sim.add_trunk().startswith("trmum1")
    assert reference.sim.add_trunk().startswith("TK")


def test_s59_the_live_dialect_answers_an_error_in_the_envelope(live: Caller) -> None:
    answer = live.post("trunks", {})
    assert answer.status_code == 400
    assert answer.json() == {
        "request_id": ANY,
        "method": "POST",
        "http_code": 400,
        "response": {
            "code": 400,
            "status": "failure",
            "error_data": {
                "code": 1001,
                "message": "Mandatory parameter missing",
                "description": "TrunkName is mandatory",
            },
            "data": None,
        },
    }


def test_s59_the_reference_dialect_answers_an_error_without_envelope(reference: Caller) -> None:
    answer = reference.post("trunks", {})
    assert answer.status_code == 400
    assert answer.json() == {
        "code": 1001,
        "message": "Mandatory parameter missing",
        "description": "TrunkName is mandatory",
    }


def test_s59_the_live_dialect_reports_each_item_of_a_batch(live: Caller) -> None:
    sid = live.sim.add_trunk()
    items = ["sip.example.com:5061;transport=tls", "9.9.9.9:5061;transport=tls"]
    answer = live.post(f"trunks/{sid}/destination-uris", {"destinations": [{"destination": item} for item in items]})
    assert answer.status_code == answer.json()["http_code"] == 207
    assert answer.json()["metadata"] == {"total": 2, "success": 1, "failed": 1}
    good, bad = answer.json()["response"]
    assert (good["code"], good["status"], good["error_data"]) == (200, "success", None)
    assert (bad["code"], bad["status"], bad["data"]) == (400, "failure", None)
    assert bad["error_data"]["description"] == "Destination not whitelisted"
    assert len(live.sim.rows(sid, "destination_uris")) == 1


def test_s59_the_reference_dialect_reports_each_item_of_a_batch(reference: Caller) -> None:
    sid = reference.sim.add_trunk()
    body = {"settings": [{"name": "other", "value": NUMBER}, {"name": "trunk_external_alias", "value": NUMBER}]}
    answer = reference.post(f"trunks/{sid}/settings", body)
    assert answer.status_code == 207
    assert [item.get("code") for item in answer.json()] == [1002, None]
