"""What the client remembers of lists, for whom, and until when."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.simulator import Fault, Simulator
from tests.api.collections import PHONE_NUMBERS, TRUNKS, WHITELISTED_IPS
from tests.conftest import settings_for

NUMBER = "+919876543210"
MAPPING = {"phone_number": NUMBER, "mode": "pstn"}


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return Client(settings_for(simulator, api_dialect=simulator.options.dialect))


@pytest.fixture
def numbers(simulator: Simulator) -> Endpoint:
    return Endpoint(PHONE_NUMBERS, simulator.add_trunk())


def lists(simulator: Simulator) -> int:
    return sum(request.method == "GET" for request in simulator.requests)


def test_one_fetch_serves_all_readers(simulator: Simulator, client: Client, numbers: Endpoint) -> None:
    simulator.add_fault(Fault("GET", "", "delay", seconds=0.1))
    together = Barrier(8)

    def read(_: int) -> int:
        together.wait()
        return len(client.rows(numbers))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [0] * 8
    assert lists(simulator) == 1


def test_fresh_asks_again_and_serves_later_readers(simulator: Simulator, client: Client, numbers: Endpoint) -> None:
    assert client.rows(numbers) == []
    simulator.add(str(numbers.trunk_sid), "phone_numbers", phone_number=NUMBER)
    assert client.rows(numbers) == []
    assert len(client.rows(numbers, fresh=True)) == 1
    assert len(client.rows(numbers)) == 1
    assert lists(simulator) == 2


def change(client: Client, endpoint: Endpoint, how: str) -> None:
    if how == "POST":
        client.send("POST", endpoint, body={"phone_number": "+919876500000", "mode": "pstn"})
        return
    item = str(client.rows(endpoint)[0]["id"])
    client.send("PUT", endpoint, item, {**MAPPING, "mode": "flow"}) if how == "PUT" else client.send(
        "DELETE", endpoint, item
    )


@pytest.mark.parametrize("how", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("lost", [False, True])
def test_a_change_of_ones_own_is_seen(
    simulator: Simulator, client: Client, numbers: Endpoint, how: str, lost: bool
) -> None:
    simulator.add(str(numbers.trunk_sid), "phone_numbers", phone_number=NUMBER)
    before = client.rows(numbers)
    if lost:
        simulator.add_fault(Fault(how, "phone", "drop_after", times=0))
        with pytest.raises(errors.ExotelError):
            change(client, numbers, how)
    else:
        change(client, numbers, how)
    assert client.rows(numbers) != before


def test_a_change_leaves_other_lists_alone_and_a_trunks_change_none(
    simulator: Simulator, client: Client, numbers: Endpoint
) -> None:
    other = Endpoint(WHITELISTED_IPS, numbers.trunk_sid)
    for endpoint in (other, numbers):
        client.rows(endpoint)
    change(client, numbers, "POST")
    client.rows(other)
    assert lists(simulator) == 2
    client.send("DELETE", Endpoint(TRUNKS), str(numbers.trunk_sid))
    with pytest.raises(errors.ForbiddenError):
        client.rows(other)


def test_a_list_that_was_under_way_during_a_change_is_not_kept(
    simulator: Simulator, client: Client, numbers: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = Event(), Event()
    call = client._http.call

    def held(method: str, *args: Any, **kwargs: Any) -> Any:
        answer = call(method, *args, **kwargs)
        if method == "GET" and not asked.is_set():
            asked.set()
            go_on.wait(5)
        return answer

    monkeypatch.setattr(client._http, "call", held)
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(client.rows, numbers)
        asked.wait(5)
        client.send("POST", numbers, body=MAPPING)
        go_on.set()
        assert early.result() == []
    assert len(client.rows(numbers)) == 1


def test_a_failed_list_is_not_kept(simulator: Simulator, client: Client, numbers: Endpoint) -> None:
    simulator.add_fault(Fault("GET", "", "respond", status=401))
    with pytest.raises(errors.AuthenticationError):
        client.rows(numbers)
    assert client.rows(numbers) == []


def test_fifty_numbers_at_once_are_all_mapped(simulator: Simulator, client: Client, numbers: Endpoint) -> None:
    wanted = [f"+9198765{n:05}" for n in range(50)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: client.send("POST", numbers, body={**MAPPING, "phone_number": number}), wanted))
    assert sorted(row["phone_number"] for row in client.rows(numbers)) == wanted
    assert sorted(row["phone_number"] for row in simulator.rows(str(numbers.trunk_sid), "phone_numbers")) == wanted


def test_s06_which_trunks_a_number_is_on(simulator: Simulator, client: Client, numbers: Endpoint) -> None:
    assert client.trunks_with(PHONE_NUMBERS, NUMBER) == []
    simulator.add(str(numbers.trunk_sid), "phone_numbers", phone_number=NUMBER)
    assert client.trunks_with(PHONE_NUMBERS, NUMBER) == [numbers.trunk_sid]
    simulator.clear_log()
    assert client.trunks_with(WHITELISTED_IPS, "13.233.10.20") == []
    assert simulator.requests == []


@pytest.mark.parametrize("effect", ["respond", "no_id"])
def test_s12_an_answer_without_an_id_is_handed_on_as_it_is(
    simulator: Simulator, client: Client, numbers: Endpoint, effect: Any
) -> None:
    simulator.add_fault(Fault("POST", "phone", effect, status=200, body={}))
    assert "id" not in client.send("POST", numbers, body=MAPPING)


@pytest.mark.parametrize("read", [Client.first_rows, Client.rows])
def test_s34_a_list_is_confirmed_by_a_second_reading_alone(
    simulator: Simulator, client: Client, numbers: Endpoint, read: Callable[[Client, Endpoint], Any]
) -> None:
    read(client, numbers)
    assert [len(client.confirmed_rows(numbers)), lists(simulator)] == [0, 2]
    assert [len(client.confirmed_rows(numbers)), lists(simulator)] == [0, 2], "one second reading serves all"
    change(client, numbers, "POST")
    assert [len(client.confirmed_rows(numbers)), lists(simulator)] == [1, 3], "a change makes it untrue"


def test_s50_refused_credentials_are_those_of_an_account_that_is_named(
    simulator: Simulator, client: Client, numbers: Endpoint
) -> None:
    simulator.add_fault(Fault("GET", "", "respond", status=401))
    with pytest.raises(errors.AuthenticationError) as refused:
        client.rows(numbers)
    assert refused.value.advice.startswith(f"for the account {client.settings.account_sid}, ")
