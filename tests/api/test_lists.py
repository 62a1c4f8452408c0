"""A list is complete or an error, whatever its shape and whatever happens while it is read."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.envelope import Answer
from exotel_pulumi.config import Settings
from exotel_pulumi.simulator import Fault, Simulator
from tests.api.collections import PHONE_NUMBERS, TRUNKS
from tests.conftest import DIALECTS, settings_for

from .scripted import API_TOKEN, Said, scripted

NOBODY = {"account_sid": "acme", "api_key": "key", "api_token": "token"}
in_every_shape = pytest.mark.simulated({}, {"dialect": "reference", "list_shape": "keyed"})


def fill(simulator: Simulator, count: int) -> tuple[Endpoint, list[str]]:
    sid = simulator.add_trunk()
    ids = [simulator.add(sid, "phone_numbers", phone_number=f"+9198765{n:05}") for n in range(count)]
    return Endpoint(PHONE_NUMBERS, sid), ids


def ids_of(rows: Sequence[dict[str, Any]]) -> list[str]:
    return sorted(str(row["id"]) for row in rows)


@in_every_shape
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 101])
def test_s22_every_row_exactly_once(simulator: Simulator, count: int) -> None:
    endpoint, ids = fill(simulator, count)
    assert ids_of(Client(settings_for(simulator)).rows(endpoint)) == sorted(ids)


@in_every_shape
@pytest.mark.parametrize("count", [0, 50, 51])
def test_s22_every_trunk_exactly_once(simulator: Simulator, count: int) -> None:
    sids = [simulator.add_trunk(trunk_name=f"trunk_{n}") for n in range(count)]
    rows = Client(settings_for(simulator)).rows(Endpoint(TRUNKS))
    assert sorted(str(row["trunk_sid"]) for row in rows) == sorted(sids)


@in_every_shape
def test_s23_a_loop_ends_with_an_error(simulator: Simulator) -> None:
    endpoint, _ = fill(simulator, 51)
    simulator.add_fault(Fault("GET", "phone", "looping_next_page", times=0))
    with pytest.raises(errors.UnexpectedAnswerError, match="repeats itself or changes from page to page"):
        Client(settings_for(simulator, api_dialect=simulator.options.dialect)).rows(endpoint)
    assert len(simulator.requests) == 8


@in_every_shape
def test_s23_a_loop_that_was_a_slip_is_read_again(simulator: Simulator) -> None:
    endpoint, ids = fill(simulator, 51)
    simulator.add_fault(Fault("GET", "phone.numbers.*offset", "looping_next_page"))
    assert ids_of(Client(settings_for(simulator)).rows(endpoint)) == sorted(ids)


@in_every_shape
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_s24_page_two_fails_for_good(simulator: Simulator, status: int) -> None:
    endpoint, _ = fill(simulator, 51)
    simulator.add_fault(Fault("GET", "offset=50", "respond", status=status, times=0))
    with pytest.raises(errors.ApiError) as caught:
        Client(settings_for(simulator, retry_delay=0)).rows(endpoint)
    assert not isinstance(caught.value, errors.NotFoundError)


@in_every_shape
@pytest.mark.parametrize("fault", ["drop_before", "respond status=503", "respond status=429"])
def test_s24_page_two_fails_once(simulator: Simulator, fault: str) -> None:
    endpoint, ids = fill(simulator, 51)
    simulator.add_fault(Fault.parse(f"GET offset=50 {fault}"))
    assert ids_of(Client(settings_for(simulator)).rows(endpoint)) == sorted(ids)


def between_pages(client: Client, monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """Has `act` done behind the client's back after each list it asks for; it is reported how many there were."""
    call, count = client._http.call, 0

    def watched(method: str, *args: Any, **kwargs: Any) -> Answer:
        nonlocal count
        answer = call(method, *args, **kwargs)
        count += 1
        act(count)
        return answer

    monkeypatch.setattr(client._http, "call", watched)


@in_every_shape
def test_an_object_made_meanwhile_repeats_a_row_and_is_no_fault(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint, ids = fill(simulator, 101)
    client = Client(settings_for(simulator, api_dialect=simulator.options.dialect))

    def add(count: int) -> None:
        simulator.add(str(endpoint.trunk_sid), "phone_numbers", phone_number=f"+9188888{count:05}")

    between_pages(client, monkeypatch, add)
    assert set(ids) <= set(ids_of(client.rows(endpoint)))


@in_every_shape
@pytest.mark.parametrize("deletions", [1, 2])
def test_an_object_deleted_meanwhile_hides_no_other(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, deletions: int
) -> None:
    endpoint, ids = fill(simulator, 101)
    client = Client(settings_for(simulator, api_dialect=simulator.options.dialect))

    def remove(count: int) -> None:
        if count <= deletions:
            simulator.remove(str(endpoint.trunk_sid), "phone_numbers", ids[-count])

    between_pages(client, monkeypatch, remove)
    assert set(ids[:-deletions]) <= set(ids_of(client.rows(endpoint)))


def test_a_list_without_a_total_is_read_until_two_readings_agree() -> None:
    def page(rows: Sequence[int], following: str | None) -> Said:
        entries = [{"code": 200, "status": "success", "error_data": None, "data": {"id": str(n)}} for n in rows]
        return Said(body={"metadata": {"next_page_uri": following}, "response": entries})

    # 3 is hidden by the deletion of 5 between the pages of the first reading.
    first = [page([5, 4], "/x?offset=2"), page([2, 1], None)]
    later = [page([4, 3], "/x?offset=2"), page([2, 1], None)]
    with scripted(*first, *later, *later) as server:
        rows = Client(server.settings(api_dialect="live")).rows(Endpoint(PHONE_NUMBERS, "TK1"))
        assert ids_of(rows) == ["1", "2", "3", "4"]
        assert len(server.heard) == 6


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": "down for maintenance"},
        {"response": None},
        {"response": {"code": 200, "status": "success", "data": {"id": "1"}}},
        {"response": [{"code": 200, "status": "success", "data": None}]},
        {"response": ["what"]},
        {"response": [{"code": 200, "status": "success", "data": {"phone_number": "+919876543210"}}]},
        [{"id": 1}, None],
        [{"id": 1}, {"id": 1}],
        {"metadata": {"next_page_uri": None, "total": 3}, "response": []},
        {"metadata": {"next_page_uri": "/x?offset=50"}, "response": []},
    ],
)
def test_s24_what_is_no_whole_list_proves_nothing(body: Any) -> None:
    with scripted(Said(body=body)) as server, pytest.raises(errors.UnexpectedAnswerError):
        Client(server.settings()).rows(Endpoint(PHONE_NUMBERS, "TK1"))


def test_an_endless_list_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exotel_pulumi.api.client.LONGEST_LIST", 3)
    entries = [{"metadata": {"next_page_uri": "/x?offset=1"}, "response": [{"data": {"id": n}}]} for n in range(1, 50)]
    with scripted(*(Said(body=body) for body in entries)) as server:
        with pytest.raises(errors.UnexpectedAnswerError, match="does not end within 3 pages"):
            Client(server.settings()).rows(Endpoint(PHONE_NUMBERS, "TK1"))
        assert len(server.heard) == 3


@pytest.mark.parametrize("total", [None, 2])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("next_page_uri", odd) for odd in ({"href": "/x?offset=1"}, 2, True, ["/x?offset=1"], "http://[::1")),
        *(("total", odd) for odd in ("many", "9" * 5000, {"rows": 2}, [2], True, 2.5)),
    ],
)
def test_s88_half_a_list_in_a_frame_that_is_not_understood_proves_nothing(name: str, value: Any, total: Any) -> None:
    metadata = {"next_page_uri": None, "total": total, name: value}
    entry = {"code": 200, "status": "success", "error_data": None, "data": {"id": "1"}}
    with scripted(Said(body={"metadata": metadata, "response": [entry]})) as server:
        with pytest.raises(errors.UnexpectedAnswerError, match=f"has an odd {name}; nothing is assumed about what"):
            Client(server.settings()).rows(Endpoint(PHONE_NUMBERS, "TK1"))
        assert len(server.heard) == 1


@pytest.mark.parametrize("metadata", ["none", 7, ["x"]])
def test_s88_a_frame_that_is_no_object_proves_nothing(metadata: Any) -> None:
    said = Said(body={"metadata": metadata, "response": []})
    with scripted(said) as server, pytest.raises(errors.UnexpectedAnswerError, match="has an odd metadata"):
        Client(server.settings()).rows(Endpoint(PHONE_NUMBERS, "TK1"))


@pytest.mark.parametrize("odd", [{"total": "many"}, {"next_page_uri": 7}, "none"])
def test_s94_an_odd_frame_around_one_object_does_no_harm(odd: Any) -> None:
    entry = {"code": 200, "status": "success", "error_data": None, "data": {"id": 7}}
    with scripted(Said(body={"metadata": odd, "response": entry})) as server:
        assert Client(server.settings()).send("POST", Endpoint(PHONE_NUMBERS, "TK1"), body={})["id"] == 7


def test_s23_an_endless_list_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 200 requests a minute, the longest list takes five minutes."""
    client, asked = Client(Settings.model_validate(NOBODY)), itertools.count(1)

    def page(*_: Any, **__: Any) -> Answer:
        number = next(asked)
        assert number <= 1000
        return Answer([{"id": number}], is_list=True, paged=True, next_page=f"/x?offset={number}")

    monkeypatch.setattr(client._http, "call", page)
    with pytest.raises(errors.UnexpectedAnswerError, match="does not end within 1000 pages"):
        client.rows(Endpoint(PHONE_NUMBERS, "TK1"))
    assert next(asked) == 1001


def test_the_host_of_a_next_page_is_never_asked() -> None:
    with scripted() as foreign:
        named = f"{foreign.url}/v2/accounts/acme/trunks?offset=50&page_size=50"
        first = Said(body={"metadata": {"next_page_uri": named}, "response": [{"data": {"trunk_sid": "TK1"}}]})
        last = Said(body={"metadata": {"next_page_uri": None}, "response": [{"data": {"trunk_sid": "TK2"}}]})
        with scripted(first, last) as server:
            # Two readings: the list states no total.
            server.answers[1:] = [last, first, last]
            assert len(Client(server.settings()).rows(Endpoint(TRUNKS))) == 2
            assert {heard.target for heard in server.heard} == {
                "/v2/accounts/acme/trunks",
                "/v2/accounts/acme/trunks?offset=50&page_size=50",
            }
        assert foreign.heard == []
        assert all(API_TOKEN not in heard.target for heard in server.heard)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_unknown_fields_are_tolerated(dialect: Any) -> None:
    row = {"id": 1, "brand_new": {"deep": [1]}, "phone_number": None}
    entry = {"code": 200, "status": "success", "warnings": [], "data": row}
    body = {"response": [entry], "trace": "x", "metadata": {"next_page_uri": None}} if dialect == "live" else [row]
    with scripted(Said(body=body)) as server:
        assert Client(server.settings()).rows(Endpoint(PHONE_NUMBERS, "TK1")) == [row]
