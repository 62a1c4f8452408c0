"""The rules of every call: routes, keys, body and query; the pages of lists; what goes with a deleted trunk."""

from collections.abc import Iterator

import pytest

from exotel_pulumi.simulator import Account

from .caller import DOMAIN, NUMBER, Caller
from .conftest import Simulate

OTHER = Account("other", "other_key", "other_token")
DEMO = Account("exotel_demo", "demo_key", "demo_token")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2", 404),
        ("GET", "/v1/accounts/exotel_demo/trunks", 404),
        ("GET", "trunk", 404),
        ("GET", "trunks/", 404),
        ("GET", "trunks/TK1/phone-numbers/1/more", 404),
        ("GET", "/v2//accounts/exotel_demo/trunks", 404),
        ("PUT", "trunks", 405),
        ("PATCH", "trunks", 405),
        ("OPTIONS", "trunks", 405),
        ("DELETE", "trunks/TK1", 405),
        ("PUT", "trunks/TK1/credentials", 405),
        ("DELETE", "trunks/TK1/credentials/41523", 405),
        ("PUT", "trunks/TK1/settings", 405),
        ("POST", "trunk-maps", 405),
    ],
)
def test_a_call_without_a_route_is_answered_without_envelope(live: Caller, method: str, path: str, status: int) -> None:
    answer = live.send(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("auth", "account"),
    [
        (None, "exotel_demo"),
        (("demo_key", "wrong"), "exotel_demo"),
        (("wrong", "demo_token"), "exotel_demo"),
        (("other_key", "other_token"), "exotel_demo"),
        (("demo_key", "demo_token"), "other"),
        (("demo_key", "demo_token"), "unknown"),
    ],
)
def test_a_key_opens_its_own_account_only(simulate: Simulate, auth: tuple[str, str] | None, account: str) -> None:
    caller = simulate(accounts=[DEMO, OTHER])
    caller.session.auth = auth
    answer = caller.get(f"/v2/accounts/{account}/trunks")
    assert answer.status_code == 401
    assert answer.json()["response"]["error_data"]["code"] == 1010
    assert answer.json()["response"]["error_data"]["message"] == "Authorization failed"


def test_accounts_share_nothing(simulate: Simulate) -> None:
    caller = simulate(accounts=[DEMO, OTHER])
    sid = caller.sim.add_trunk(trunk_name="voice_ai")
    caller.sim.add(sid, "phone_numbers", phone_number=NUMBER)
    caller.session.auth = ("other_key", "other_token")
    base = "/v2/accounts/other"
    body = {"trunk_name": "voice_ai", "nso_code": "ANY-ANY", "domain_name": DOMAIN}
    assert caller.get(f"{base}/trunks/{sid}").status_code == 403
    own = caller.post(f"{base}/trunks", body).json()["response"]["data"]["trunk_sid"]
    answer = caller.post(f"{base}/trunks/{own}/phone-numbers", {"phone_number": NUMBER})
    assert answer.json()["response"]["status"] == "success"
    assert len(caller.get(f"{base}/trunk-maps", params={"exophone": NUMBER}).json()["response"]) == 1
    assert [row["account_sid"] for row in caller.sim.trunks()] == ["exotel_demo", "other"]


def test_the_body_must_be_json_with_the_content_type_of_json(live: Caller) -> None:
    cases: list[tuple[bytes, str | None, int, int]] = [
        (b"{}", None, 415, 1011),
        (b"{}", "text/plain", 415, 1011),
        (b"trunk_name=a", "application/x-www-form-urlencoded", 415, 1011),
        (b"{", "application/json", 400, 1007),
        (b"", "application/json", 400, 1007),
        (b"\xff", "application/json", 400, 1007),
        (b"{}", "application/json; charset=utf-8", 400, 1001),
    ]
    for body, content_type, status, code in cases:
        answer = live.send("POST", "trunks", data=body, headers={"Content-Type": content_type})
        assert (answer.status_code, answer.json()["response"]["error_data"]["code"]) == (status, code)


def test_an_unknown_query_parameter_is_refused(live: Caller) -> None:
    assert live.error("GET", "trunks?page=2") == (1002, "Unknown parameter page")
    assert live.error("GET", "trunks?page_size=0") == (1002, "Invalid page_size")
    assert live.error("GET", "trunks?offset=-1") == (1002, "Invalid offset")


def pages(caller: Caller, path: str) -> Iterator[list[str]]:
    """Yields the phone numbers of each page of a list, to the last page."""
    following: str | None = path
    while following:
        body = caller.get(following).json()
        yield [entry["data"]["phone_number"] for entry in body["response"]]
        following = body["metadata"]["next_page_uri"]


@pytest.mark.parametrize(("total", "sizes"), [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (101, [50, 50, 1])])
def test_s22_a_list_comes_in_pages_newest_first(live: Caller, total: int, sizes: list[int]) -> None:
    sid = live.sim.add_trunk()
    numbers = [f"+9198765{index:05}" for index in range(total)]
    for number in numbers:
        live.sim.add(sid, "phone_numbers", phone_number=number)
    found = list(pages(live, f"trunks/{sid}/phone-numbers"))
    assert [len(page) for page in found] == sizes
    assert [number for page in found for number in page] == numbers[::-1]


def test_s22_a_page_names_its_neighbours(live: Caller) -> None:
    sid = live.sim.add_trunk()
    for index in range(5):
        live.sim.add(sid, "whitelisted_ips", ip=f"8.8.8.{index}")
    path = f"/v2/accounts/exotel_demo/trunks/{sid}/whitelisted-ips"
    assert live.get(f"{path}?page_size=2&offset=2").json()["metadata"] == {
        "page_size": 2,
        "first_page_uri": f"{path}?page_size=2&offset=0",
        "prev_page_uri": f"{path}?page_size=2&offset=0",
        "next_page_uri": f"{path}?page_size=2&offset=4",
        "total": 5,
    }
    empty = live.get(f"{path}?offset=50").json()
    assert empty["response"] == []
    assert empty["metadata"]["next_page_uri"] is None


def test_s22_a_bare_list_comes_in_pages(reference: Caller) -> None:
    for index in range(51):
        reference.sim.add_trunk(trunk_name=f"trunk_{index}")
    assert len(reference.get("trunks").json()) == 50
    assert [trunk["trunk_name"] for trunk in reference.get("trunks?offset=50").json()] == ["trunk_0"]


def test_a_trunk_map_names_the_trunk_of_a_number(live: Caller) -> None:
    sid, other = live.sim.add_trunk(), live.sim.add_trunk(trunk_name="other")
    live.sim.add(sid, "phone_numbers", phone_number=NUMBER)

    def found(**query: str) -> list[str]:
        answer = live.get("trunk-maps", params=query)
        return [entry["data"]["trunk_sid"] for entry in answer.json()["response"]]

    assert found(exophone=NUMBER) == found(exophone=NUMBER, trunk_sid=sid) == [sid]
    assert found(exophone=NUMBER, trunk_sid=other) == found(exophone="+911140001234") == []
    assert live.error("GET", "trunk-maps") == (1001, "Exophone is mandatory")


def test_deleting_a_trunk_deletes_all_its_objects_but_the_credentials(live: Caller) -> None:
    sid = live.sim.add_trunk()
    live.sim.add(sid, "phone_numbers", phone_number=NUMBER)
    live.sim.add(sid, "whitelisted_ips", ip="8.8.8.8")
    live.sim.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    live.sim.add(sid, "settings", name="trunk_external_alias", value=NUMBER)
    live.sim.add(sid, "credentials", user_name="livekit_prod", password="s3cret")
    assert live.delete(f"trunks?trunk_sid={sid}").ok
    assert live.sim.trunks() == []
    for collection in ("phone_numbers", "whitelisted_ips", "destination_uris", "settings"):
        assert live.sim.rows(sid, collection) == []
    assert [row["user_name"] for row in live.sim.orphan_credentials()] == ["livekit_prod"]
    assert live.error("GET", f"trunks/{sid}/credentials") == (1003, "Authorization failed")
    assert live.error("DELETE", f"trunks?trunk_sid={sid}") == (1003, "Authorization failed")


def test_no_answer_has_a_password(live: Caller) -> None:
    sid = live.sim.add_trunk()
    body = {"user_name": "livekit_prod", "password": "s3cret"}
    created = live.post(f"trunks/{sid}/credentials", body)
    changed = live.put(f"trunks/{sid}/credentials/41524", {"password": "s3cret_2"})
    assert "s3cret" not in created.text + changed.text + live.get(f"trunks/{sid}/credentials").text
    assert live.sim.rows(sid, "credentials")[0]["password"] == "s3cret_2"
    assert live.sim.requests[0].body == {"user_name": "livekit_prod", "password": "***"}
    assert "s3cret" not in repr(live.sim.requests)
