"""The switches: each point that the documents leave open has every variant."""

import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from exotel_pulumi.simulator import Options, Simulator, rate_limit

from .caller import DOMAIN, NUMBER, Caller
from .conftest import Simulate


def trunk(nso_code: str) -> dict[str, str]:
    """Returns the body of a POST of a trunk."""
    return {"trunk_name": "voice_ai", "nso_code": nso_code, "domain_name": DOMAIN}


def test_s59_each_dialect_takes_its_own_nso_code_only(live: Caller, reference: Caller) -> None:
    refused = reference.post("trunks", trunk("ANY-ANY"))
    assert (refused.status_code, refused.json()["code"]) == (400, 1002)
    assert refused.json()["description"] == "Nso code is invalid"
    assert reference.post("trunks", trunk("any any")).ok
    assert live.error("POST", "trunks", trunk("any any")) == (1002, "Nso code is invalid")
    assert live.post("trunks", trunk("ANY-ANY")).ok
    assert reference.sim.trunks()[0]["nso_code"] == live.sim.trunks()[0]["nso_code"] == "ANY-ANY"


@pytest.mark.parametrize(
    ("options", "status"),
    [({}, 200), ({"duplicate": "409"}, 409), ({"dialect": "reference"}, 409)],
)
def test_s59_a_duplicate_has_the_chosen_status(simulate: Simulate, options: dict[str, str], status: int) -> None:
    caller = simulate(**options)
    caller.sim.add_trunk(trunk_name="voice_ai")
    answer = caller.post("trunks", trunk("any any" if "dialect" in options else "ANY-ANY"))
    assert answer.status_code == status
    if "dialect" in options:
        assert answer.json()["code"] == 1008
        return
    inner = answer.json()["response"]
    assert (answer.json()["http_code"], inner["code"], inner["status"]) == (status, 409, "failure")
    assert inner["error_data"]["code"] == 1008


@pytest.mark.parametrize(("switch", "code"), [("403", 1003), ("404", 1000)])
def test_s59_a_missing_trunk_has_the_chosen_status(simulate: Simulate, switch: str, code: int) -> None:
    caller = simulate(missing_trunk=switch)
    for method, path in (
        ("GET", "trunks/trmum1none"),
        ("PUT", "trunks/trmum1none"),
        ("DELETE", "trunks?trunk_sid=trmum1none"),
        ("GET", "trunks/trmum1none/phone-numbers"),
        ("POST", "trunks/trmum1none/credentials"),
        ("DELETE", "trunks/trmum1none/settings?name=trunk_external_alias"),
    ):
        answer = caller.send(method, path, json={})
        assert answer.status_code == int(switch)
        assert answer.json()["response"]["error_data"]["code"] == code


def test_s59_the_single_mask_rule_refuses_ranges(simulate: Simulate) -> None:
    caller = simulate(mask_rule="single")
    path = f"trunks/{caller.sim.add_trunk()}/whitelisted-ips"
    assert caller.error("POST", path, {"ip": "8.8.8.8", "mask": 24})[0] == 1002
    assert caller.post(path, {"ip": "8.8.8.8", "mask": 32}).ok
    assert caller.post(path, {"ip": "1.1.1.1"}).ok


def test_s59_a_closed_call_is_answered_like_a_missing_route(simulate: Simulate) -> None:
    caller = simulate(closed={"DELETE phone_numbers", "PUT trunks"})
    sid = caller.sim.add_trunk()
    number = caller.sim.add(sid, "phone_numbers", phone_number=NUMBER)
    for answer in (
        caller.delete(f"trunks/{sid}/phone-numbers?id={number}"),
        caller.put(f"trunks/{sid}", {"trunk_name": "renamed"}),
    ):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
    assert caller.get(f"trunks/{sid}/phone-numbers").ok


def test_s59_a_new_object_stays_out_of_the_first_lists(simulate: Simulate) -> None:
    caller = simulate(list_delay=2)
    answer = caller.post("trunks", trunk("ANY-ANY"))
    sid = answer.json()["response"]["data"]["trunk_sid"]
    assert [len(caller.get("trunks").json()["response"]) for _ in range(4)] == [0, 0, 1, 1]
    assert caller.post(f"trunks/{sid}/phone-numbers", {"phone_number": NUMBER}).ok
    numbers = f"trunks/{sid}/phone-numbers"
    assert [len(caller.get(numbers).json()["response"]) for _ in range(4)] == [0, 0, 1, 1]


def test_s59_a_deleted_object_stays_in_the_next_lists(simulate: Simulate) -> None:
    caller = simulate(delete_delay=2)
    sid = caller.sim.add_trunk()
    there, gone = (caller.sim.add(sid, "phone_numbers", phone_number=number) for number in (NUMBER, "+918047112233"))
    numbers = f"trunks/{sid}/phone-numbers"
    assert caller.delete(f"{numbers}?id={gone}").ok
    shown = [[row["data"]["id"] for row in caller.get(numbers).json()["response"]] for _ in range(3)]
    assert shown == [[gone, there], [gone, there], [there]]
    assert caller.put(f"{numbers}/{gone}", {"phone_number": "+918047112233", "mode": "flow"}).status_code == 404
    caller.sim.remove_trunk(sid)
    assert [len(caller.get("trunks").json()["response"]) for _ in range(3)] == [1, 1, 0]
    assert caller.get(numbers).status_code == 403


def test_time_can_pass_without_waiting(simulate: Simulate) -> None:
    caller = simulate()
    before = parsedate_to_datetime(caller.get("trunks").headers["Date"])
    caller.sim.pass_time(3600)
    sid = caller.sim.add_trunk()
    after = caller.get("trunks")
    assert (parsedate_to_datetime(after.headers["Date"]) - before).total_seconds() >= 3600
    made = datetime.fromisoformat(caller.sim.trunks(trunk_sid=sid)[0]["date_created"])
    assert (made - before).total_seconds() >= 3600
    caller.sim.reset()
    assert (parsedate_to_datetime(caller.get("trunks").headers["Date"]) - before).total_seconds() < 3600


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stops the clock of the rate limit; the test says when how much time has passed."""
    now = 0.0
    monkeypatch.setattr(rate_limit, "monotonic", lambda: now)

    def passes(seconds: float) -> None:
        nonlocal now
        now += seconds

    return passes


@pytest.mark.usefixtures("wait")
@pytest.mark.parametrize("form", ["seconds", "date", "none"])
def test_s14_a_429_has_the_chosen_form_of_retry_after(simulate: Simulate, form: str) -> None:
    caller = simulate(rate_limit=2, retry_after=form)
    assert [caller.get("trunks").status_code for _ in range(3)] == [200, 200, 429]
    before = time.time()
    answer = caller.get("trunks")
    assert "1000" not in answer.text
    header = answer.headers.get("Retry-After")
    if form == "none":
        assert header is None
    elif form == "seconds":
        assert header == "60"
    else:
        assert int(before) + 60 <= parsedate_to_datetime(header or "").timestamp() <= time.time() + 60


def test_s18_the_rate_limit_slides_and_ignores_wrong_keys(simulate: Simulate, wait: Callable[[float], None]) -> None:
    caller = simulate(rate_limit=2, rate_window=2)
    assert [caller.get("trunks").status_code for _ in range(3)] == [200, 200, 429]
    wait(2)
    assert caller.get("trunks").status_code == 200
    caller.session.auth = ("wrong", "wrong")
    assert [caller.get("trunks").status_code for _ in range(3)] == [401, 401, 401]


@pytest.mark.usefixtures("wait")
def test_s18_the_rate_limit_is_200_by_default_and_can_be_off(live: Caller, simulate: Simulate) -> None:
    assert [live.get("trunks").status_code for _ in range(201)].count(429) == 1
    free = simulate(rate_limit=0)
    assert {free.get("trunks").status_code for _ in range(201)} == {200}


@pytest.mark.parametrize("dialect", ["live", "reference"])
@pytest.mark.parametrize(
    ("dates", "shown", "moves"),
    [
        ("both", {"date_created", "date_updated"}, True),
        ("unmoved", {"date_created", "date_updated"}, False),
        ("created", {"date_created"}, None),
        ("none", set(), None),
    ],
)
def test_s59_a_row_has_the_chosen_dates(
    simulate: Simulate, dialect: str, dates: str, shown: set[str], moves: bool | None
) -> None:
    caller = simulate(dialect=dialect, dates=dates)
    sid = caller.sim.add_trunk(date_created="2026-01-02T03:04:05Z", date_updated="2026-01-02T03:04:05Z")
    answer = caller.send("PUT", f"trunks/{sid}", json={"trunk_name": "other"}).json()
    row = answer["response"]["data"] if dialect == "live" else answer
    assert {name for name in row if name.startswith("date_")} == shown
    if moves is not None:
        assert (row["date_updated"] != row["date_created"]) is moves


def test_an_unknown_switch_is_refused() -> None:
    with pytest.raises(ValueError, match="missing_trunk is one of 403, 404"):
        Options(missing_trunk="410")  # type: ignore[arg-type]
    for call in ("DELETE phone-numbers", "phone_numbers", "PATCH trunks"):
        with pytest.raises(ValueError, match="is not a call"):
            Simulator(Options(closed={call}))
