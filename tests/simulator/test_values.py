"""The values that the API refuses, and the descriptions of the refusals."""

import pytest

from .caller import DOMAIN, NUMBER, Caller

TRUNK = {"trunk_name": "voice_ai", "nso_code": "ANY-ANY", "domain_name": DOMAIN}
LOGIN = {"user_name": "livekit_prod", "password": "s3cret"}

REFUSED_TRUNKS = [
    ({"trunk_name": None}, 1001, "TrunkName is mandatory"),
    ({"trunk_name": ""}, 1001, "TrunkName is mandatory"),
    ({"nso_code": None}, 1001, "NsoCode is mandatory"),
    ({"domain_name": None}, 1001, "DomainName is mandatory"),
    ({"trunk_name": "a" * 17}, 1002, "Maximum allowed length for TrunkName is 16"),
    ({"trunk_name": "voice-ai"}, 1002, "Allowed characters for TrunkName is alphanumeric and _"),
    ({"trunk_name": "voicé"}, 1002, "Allowed characters for TrunkName is alphanumeric and _"),
    ({"trunk_name": 7}, 1002, "Invalid TrunkName"),
    ({"nso_code": "any any"}, 1002, "Nso code is invalid"),
    ({"nso_code": "ANY ANY"}, 1002, "Nso code is invalid"),
    ({"nso_code": ["ANY-ANY"]}, 1002, "Nso code is invalid"),
    ({"domain_name": "exotel_demo.exotel.com"}, 1002, "Domain name should end with .pstn.exotel.com"),
    ({"domain_name": ".pstn.exotel.com"}, 1002, "Domain name should end with .pstn.exotel.com"),
    ({"auth_type": "IP-WHITELIST"}, 1002, "Unknown parameter auth_type"),
    ({"colour": "red"}, 1002, "Unknown parameter colour"),
]


@pytest.mark.parametrize(("change", "code", "description"), REFUSED_TRUNKS)
def test_a_wrong_trunk_is_refused(live: Caller, change: dict[str, object], code: int, description: str) -> None:
    assert live.error("POST", "trunks", {**TRUNK, **change}) == (code, description)
    assert live.sim.trunks() == []


REFUSED_CHILDREN = [
    ("phone-numbers", {}, 1001, "PhoneNumber is mandatory"),
    ("phone-numbers", {"phone_number": "919876543210"}, 1002, "Invalid PhoneNumber"),
    ("phone-numbers", {"phone_number": "+0198765"}, 1002, "Invalid PhoneNumber"),
    ("phone-numbers", {"phone_number": 919876543210}, 1002, "Invalid PhoneNumber"),
    ("phone-numbers", {"phone_number": NUMBER, "mode": "sip"}, 1002, "Invalid Mode"),
    ("phone-numbers", {"phone_number": NUMBER, "mode": None}, 1002, "Invalid Mode"),
    ("whitelisted-ips", {}, 1001, "Ip is mandatory"),
    ("whitelisted-ips", {"ip": "sip.example.com"}, 1002, "Invalid ip"),
    ("whitelisted-ips", {"ip": "10.0.0.1"}, 1002, "Invalid ip"),
    ("whitelisted-ips", {"ip": "203.0.113.9"}, 1002, "Invalid ip"),
    ("whitelisted-ips", {"ip": "224.0.0.1"}, 1002, "Invalid ip"),
    ("whitelisted-ips", {"ip": "8.8.8.8/24"}, 1002, "Invalid ip"),
    *(
        ("whitelisted-ips", {"ip": "8.8.8.8", "mask": mask}, 1002, "mask should be in-between 16 and 32")
        for mask in (15, 33, 32.5, 32.0, "32", True, None)
    ),
    ("destination-uris", {}, 1001, "Destinations is mandatory"),
    ("destination-uris", {"destinations": []}, 1001, "Destinations is mandatory"),
    ("destination-uris", {"destinations": "sip.example.com:5061;transport=tls"}, 1002, "Invalid Destinations"),
    ("settings", {"settings": {}}, 1002, "Invalid Settings"),
    ("credentials", {"password": "s3cret"}, 1001, "UserName is mandatory"),
    ("credentials", {"user_name": "livekit"}, 1001, "Password is mandatory"),
    *(
        ("credentials", {**LOGIN, field: "a-b"}, 1002, f"Allowed characters for {label} is alphanumeric and _")
        for field, label in (("user_name", "UserName"), ("password", "Password"), ("friendly_name", "FriendlyName"))
    ),
    ("credentials", {**LOGIN, "friendly_name": "a" * 33}, 1002, "Maximum allowed length for FriendlyName is 32"),
    ("credentials", [LOGIN], 1002, "Invalid request body"),
]


@pytest.mark.parametrize(("collection", "body", "code", "description"), REFUSED_CHILDREN)
def test_a_wrong_object_of_a_trunk_is_refused(
    live: Caller, collection: str, body: object, code: int, description: str
) -> None:
    sid = live.sim.add_trunk()
    assert live.error("POST", f"trunks/{sid}/{collection}", body) == (code, description)
    assert live.sim.rows(sid, collection.replace("-", "_")) == []


REFUSED_DESTINATIONS = [
    ("9.9.9.9:5061;transport=tls", "Destination not whitelisted"),
    ("192.168.1.1:5061;transport=tls", "Destination is not a valid Ip or Fqdn"),
    ("198.51.100.7:5061;transport=tls", "Destination is not a valid Ip or Fqdn"),
    ("999.1.1.1:5061;transport=tls", "Destination is not a valid Ip or Fqdn"),
    ("sip.nowhere.invalid:5061;transport=tls", "Destination is not a valid Ip or Fqdn"),
    ("localhost:5061;transport=tls", "Destination is not a valid Ip or Fqdn"),
    ("sip.example.com", "Invalid Destination"),
    ("sip.example.com:5061", "Invalid Destination"),
    ("sip.example.com:5061;transport=udp", "Invalid Destination"),
    ("sip.example.com:0;transport=tls", "Invalid Destination"),
    ("sip.example.com:65536;transport=tls", "Invalid Destination"),
    ("sips:sip.example.com:5061;transport=tls", "Invalid Destination"),
    (5061, "Invalid Destination"),
]


@pytest.mark.parametrize(("destination", "description"), REFUSED_DESTINATIONS)
def test_a_wrong_destination_is_refused(live: Caller, destination: object, description: str) -> None:
    sid = live.sim.add_trunk()
    answer = live.post(f"trunks/{sid}/destination-uris", {"destinations": [{"destination": destination}]})
    assert answer.status_code == 207
    assert answer.json()["response"][0]["error_data"]["description"] == description
    assert live.sim.rows(sid, "destination_uris") == []


def test_a_wrong_item_of_a_batch_is_refused(live: Caller) -> None:
    sid = live.sim.add_trunk()
    items = [{}, {"name": "colour", "value": NUMBER}, {"name": "trunk_external_alias", "value": "12"}, "alias"]
    answer = live.post(f"trunks/{sid}/settings", {"settings": items}).json()
    assert [item["error_data"]["code"] for item in answer["response"]] == [1001, 1002, 1002, 1002]
    items = [{"destination": "sip.example.com:5061;transport=tls", "priority": 1}]
    answer = live.post(f"trunks/{sid}/destination-uris", {"destinations": items}).json()
    assert answer["response"][0]["error_data"]["description"] == "Unknown parameter priority"


def test_a_destination_can_be_any_whitelisted_address_and_can_repeat(live: Caller) -> None:
    sid = live.sim.add_trunk()
    assert live.post(f"trunks/{sid}/whitelisted-ips", {"ip": "8.8.8.8", "mask": 24}).status_code == 200
    for destination in ("8.8.8.1:5060;transport=tcp", "sip:8.8.8.1:5060;transport=tcp"):
        body = {"destinations": [{"destination": destination}]}
        assert live.post(f"trunks/{sid}/destination-uris", body).status_code == 200
    stored = [row["destination"] for row in live.sim.rows(sid, "destination_uris")]
    assert stored == ["sip:8.8.8.1:5060;transport=tcp"] * 2


def test_an_alias_is_upserted(live: Caller) -> None:
    sid = live.sim.add_trunk()
    for number in (NUMBER, "+911140001234"):
        body = {"settings": [{"name": "trunk_external_alias", "value": number}]}
        assert live.post(f"trunks/{sid}/settings", body).status_code == 200
    assert [row["value"] for row in live.sim.rows(sid, "settings")] == ["+911140001234"]


REFUSED_UPDATES = [
    ("", {}, 1001, "TrunkName or NsoCode or AuthType is mandatory"),
    ("", {"domain_name": DOMAIN}, 1002, "Unknown parameter domain_name"),
    ("", {"auth_type": 3}, 1002, "Invalid AuthType"),
    ("", {"auth_type": "ip/whitelist"}, 1002, "Invalid AuthType"),
    ("/phone-numbers/41524", {"phone_number": NUMBER}, 1001, "Mode is mandatory"),
    ("/phone-numbers/41524", {"phone_number": "+911140001234", "mode": "flow"}, 1002, "Invalid PhoneNumber"),
    ("/phone-numbers/1", {"phone_number": NUMBER, "mode": "flow"}, 1000, "PhoneNumber not found"),
    ("/whitelisted-ips/41525", {"mask": 24}, 1001, "Ip is mandatory"),
    ("/destination-uris/41526", {"priority": 1}, 1001, "Weight is mandatory"),
    ("/destination-uris/41526", {"priority": -1, "weight": 1}, 1002, "Invalid Priority"),
    ("/destination-uris/41526", {"priority": 1, "weight": 65536}, 1002, "Invalid Weight"),
    ("/destination-uris/41526", {"priority": 1, "weight": True}, 1002, "Invalid Weight"),
    ("/credentials/41527", {}, 1001, "UserName or Password or FriendlyName is mandatory"),
    ("/credentials/TK1", {"password": "changed"}, 1000, "Credential not found"),
]


@pytest.mark.parametrize(("path", "body", "code", "description"), REFUSED_UPDATES)
def test_a_wrong_update_is_refused(live: Caller, path: str, body: object, code: int, description: str) -> None:
    sid = live.sim.add_trunk()
    live.sim.add(sid, "phone_numbers", phone_number=NUMBER)
    live.sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    live.sim.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    live.sim.add(sid, "credentials", **LOGIN)
    assert live.error("PUT", f"trunks/{sid}{path}", body) == (code, description)


@pytest.mark.parametrize(
    ("path", "description"),
    [
        ("trunks", "TrunkSid is mandatory"),
        ("trunks/{sid}/phone-numbers", "Id is mandatory"),
        ("trunks/{sid}/whitelisted-ips", "Id is mandatory"),
        ("trunks/{sid}/destination-uris", "Id is mandatory"),
        ("trunks/{sid}/credentials", "Id is mandatory"),
        ("trunks/{sid}/settings", "Name is mandatory"),
    ],
)
def test_a_delete_needs_the_id_or_the_name(live: Caller, path: str, description: str) -> None:
    sid = live.sim.add_trunk()
    assert live.error("DELETE", path.format(sid=sid)) == (1001, description)


def test_deleting_a_missing_object_answers_not_found(live: Caller) -> None:
    sid = live.sim.add_trunk()
    for collection in ("phone-numbers", "whitelisted-ips", "destination-uris", "credentials"):
        answer = live.delete(f"trunks/{sid}/{collection}?id=1")
        assert answer.status_code == 404
        assert answer.json()["response"]["error_data"]["code"] == 1000
    assert live.error("DELETE", f"trunks/{sid}/settings?name=trunk_external_alias") == (1000, "Setting not found")


def test_an_object_is_found_only_on_its_own_trunk(live: Caller) -> None:
    own, other = live.sim.add_trunk(), live.sim.add_trunk(trunk_name="other")
    number = live.sim.add(own, "phone_numbers", phone_number=NUMBER)
    assert live.error("DELETE", f"trunks/{other}/phone-numbers?id={number}") == (1000, "PhoneNumber not found")
    assert live.sim.rows(own, "phone_numbers")


def test_a_duplicate_is_refused(live: Caller) -> None:
    sid, other = live.sim.add_trunk(trunk_name="voice_ai"), live.sim.add_trunk(trunk_name="other")
    live.sim.add(other, "phone_numbers", phone_number=NUMBER)
    live.sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    ip = live.sim.add(sid, "whitelisted_ips", ip="1.1.1.1")
    live.sim.add(sid, "credentials", **LOGIN)
    login = live.sim.add(sid, "credentials", user_name="second", password="s3cret")
    name, mapping = "Unable to create trunk with name voice_ai", "Unable to create DidTrunkMapping with TrunkSid"
    listed, taken = "Unable to Whitelist-ip with ip 8.8.8.8", "Unable to create credential with user_name livekit_prod"
    for method, path, body, description in (
        ("POST", "trunks", TRUNK, name),
        ("PUT", f"trunks/{other}", {"trunk_name": "voice_ai"}, name),
        ("POST", f"trunks/{sid}/phone-numbers", {"phone_number": NUMBER}, f"{mapping} {sid}"),
        ("POST", f"trunks/{other}/phone-numbers", {"phone_number": NUMBER}, f"{mapping} {other}"),
        ("POST", f"trunks/{sid}/whitelisted-ips", {"ip": "8.8.8.8", "mask": 24}, listed),
        ("PUT", f"trunks/{sid}/whitelisted-ips/{ip}", {"ip": "8.8.8.8", "mask": 24}, listed),
        ("POST", f"trunks/{sid}/credentials", LOGIN, taken),
        ("PUT", f"trunks/{sid}/credentials/{login}", {"user_name": "livekit_prod"}, taken),
    ):
        assert live.error(method, path, body) == (1008, description)


def test_an_update_without_a_change_is_no_duplicate(live: Caller) -> None:
    sid = live.sim.add_trunk(trunk_name="voice_ai")
    ip, login = live.sim.add(sid, "whitelisted_ips", ip="8.8.8.8"), live.sim.add(sid, "credentials", **LOGIN)
    other = live.sim.add_trunk(trunk_name="other")
    assert live.put(f"trunks/{sid}", {"trunk_name": "voice_ai"}).ok
    assert live.put(f"trunks/{sid}/whitelisted-ips/{ip}", {"ip": "8.8.8.8", "mask": 24}).ok
    assert live.put(f"trunks/{sid}/credentials/{login}", LOGIN).ok
    for collection, body in (("whitelisted-ips", {"ip": "8.8.8.8"}), ("credentials", LOGIN)):
        assert live.post(f"trunks/{other}/{collection}", body).json()["response"]["status"] == "success"


def test_an_auth_type_is_answered_in_the_spelling_of_the_dialect(live: Caller, reference: Caller) -> None:
    for caller, spelled in ((live, "IP-WHITELIST"), (reference, "ip whitelist")):
        sid = caller.sim.add_trunk(auth_type="OTHER")
        body = caller.put(f"trunks/{sid}", {"auth_type": spelled}).json()
        assert body.get("response", {}).get("data", body)["auth_type"] == spelled
        assert caller.sim.trunks()[0]["auth_type"] == "IP-WHITELIST"
