"""Both spellings of the API work without being configured, for the price of one request."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api import dialect
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Collection, Endpoint
from exotel_pulumi.simulator import Fault, Simulator
from tests.api.collections import CREDENTIALS, DESTINATION_URIS, PHONE_NUMBERS, SETTINGS, TRUNKS, WHITELISTED_IPS
from tests.conftest import settings_for

NUMBER = "+919876543210"
TRUNK = {"trunk_name": "voice", "nso_code": "ANY-ANY", "domain_name": "a.pstn.exotel.com"}
CHILDREN = (PHONE_NUMBERS, WHITELISTED_IPS, DESTINATION_URIS, CREDENTIALS, SETTINGS)
BODIES: dict[Collection, dict[str, Any]] = {
    PHONE_NUMBERS: {"phone_number": NUMBER, "mode": "pstn"},
    WHITELISTED_IPS: {"ip": "13.233.10.20", "mask": 32},
    DESTINATION_URIS: {"destination": "sip.example.com:5061;transport=tls"},
    CREDENTIALS: {"user_name": "livekit", "password": "secret_1"},
    SETTINGS: {"name": "trunk_external_alias", "value": NUMBER},
}
PUTS: dict[Collection, dict[str, Any]] = {
    TRUNKS: {"nso_code": "ANY-ANY"},
    PHONE_NUMBERS: {"phone_number": NUMBER, "mode": "flow"},
    WHITELISTED_IPS: {"ip": "13.233.10.20", "mask": 32},
    DESTINATION_URIS: {"priority": 1, "weight": 1},
    CREDENTIALS: {"friendly_name": "one"},
}


def refused(simulator: Simulator) -> list[str]:
    """Returns the calls that were tried in a spelling which the server does not speak."""
    return [f"{request.method} {request.path}" for request in simulator.requests if request.status != 200]


def test_a_whole_life_costs_one_extra_request(simulator: Simulator) -> None:
    client = Client(settings_for(simulator))
    sid = str(client.send("POST", Endpoint(TRUNKS), body=TRUNK)["trunk_sid"])
    for collection in CHILDREN:
        client.send("POST", Endpoint(collection, sid), body=BODIES[collection])
        row = client.rows(Endpoint(collection, sid))[0]
        if collection in PUTS:
            client.send("PUT", Endpoint(collection, sid), str(row["id"]), PUTS[collection])
    for collection in CHILDREN:
        row = client.rows(Endpoint(collection, sid))[0]
        client.send("DELETE", Endpoint(collection, sid), str(row[collection.id_field]))
    client.send("PUT", Endpoint(TRUNKS), sid, PUTS[TRUNKS])
    client.send("DELETE", Endpoint(TRUNKS), sid)
    extra = {"live": [], "reference": ["POST /v2/accounts/exotel_demo/trunks"]}
    assert refused(simulator) == extra[simulator.options.dialect]


@pytest.mark.parametrize("first", CHILDREN, ids=lambda collection: collection.name)
def test_whatever_comes_first_the_price_is_the_same(simulator: Simulator, first: Collection) -> None:
    sid = simulator.add_trunk()
    client = Client(settings_for(simulator))
    for collection in (first, *CHILDREN, TRUNKS):
        assert isinstance(client.rows(Endpoint(collection, sid if collection != TRUNKS else None)), list)
    client.send("POST", Endpoint(TRUNKS), body={**TRUNK, "trunk_name": "other"})
    assert len(refused(simulator)) == (0 if simulator.options.dialect == "live" else 1)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("collection", PUTS, ids=lambda collection: collection.name)
def test_a_change_may_be_the_first_call_of_a_process(simulator: Simulator, method: str, collection: Collection) -> None:
    sid = simulator.add_trunk()
    item = sid if collection == TRUNKS else simulator.add(sid, collection.name, **BODIES[collection])
    endpoint = Endpoint(collection, None if collection == TRUNKS else sid)
    client = Client(settings_for(simulator))
    if method == "PUT":
        assert client.send("PUT", endpoint, item, PUTS[collection])
    else:
        client.send("DELETE", endpoint, item)
        assert client.rows(endpoint) == []
    assert len(refused(simulator)) <= 1


def test_a_list_of_trunks_does_not_tell_the_dialect(simulator: Simulator) -> None:
    client = Client(settings_for(simulator))
    assert client.rows(Endpoint(TRUNKS)) == []
    sid = str(client.send("POST", Endpoint(TRUNKS), body=TRUNK)["trunk_sid"])
    assert client.send("PUT", Endpoint(TRUNKS), sid, PUTS[TRUNKS])["trunk_sid"] == sid


@pytest.mark.parametrize("pinned", ["live", "reference"])
def test_a_pinned_dialect_is_the_only_one_tried(simulator: Simulator, pinned: str) -> None:
    client = Client(settings_for(simulator, api_dialect=pinned))
    sid = simulator.add_trunk()
    if pinned == simulator.options.dialect:
        assert client.send("POST", Endpoint(PHONE_NUMBERS, sid), body=BODIES[PHONE_NUMBERS])["phone_number"] == NUMBER
        assert client.send("POST", Endpoint(TRUNKS), body=TRUNK)["trunk_name"] == "voice"
    else:
        with pytest.raises(errors.RouteNotFoundError):
            client.send("POST", Endpoint(PHONE_NUMBERS, sid), body=BODIES[PHONE_NUMBERS])
        with pytest.raises(errors.InvalidParameterError, match="Nso code is invalid"):
            client.send("POST", Endpoint(TRUNKS), body=TRUNK)
    assert len(simulator.requests) == 2


@pytest.mark.simulated(dialect="live", closed=["DELETE phone_numbers"])
def test_a_closed_call_is_no_missing_object(simulator: Simulator) -> None:
    sid = simulator.add_trunk()
    item = simulator.add(sid, "phone_numbers", phone_number=NUMBER)
    with pytest.raises(errors.RouteNotFoundError):
        Client(settings_for(simulator)).send("DELETE", Endpoint(PHONE_NUMBERS, sid), item)
    assert [request.path.rsplit("/")[-1] for request in simulator.requests] == ["phone-numbers", "phone_numbers"]


def test_a_1000_says_whether_its_route_is_proven(simulator: Simulator) -> None:
    sid = simulator.add_trunk()
    client = Client(settings_for(simulator))
    for proven in (False, True):
        with pytest.raises(errors.NotFoundError) as caught:
            client.send("DELETE", Endpoint(PHONE_NUMBERS, sid), "99999")
        assert caught.value.route_known is proven
        client.rows(Endpoint(PHONE_NUMBERS, sid))


def test_a_1000_in_the_dialect_that_is_known_costs_one_request(simulator: Simulator) -> None:
    numbers = Endpoint(PHONE_NUMBERS, simulator.add_trunk())
    client = Client(settings_for(simulator))
    client.rows(numbers)
    simulator.clear_log()
    with pytest.raises(errors.NotFoundError):
        client.send("DELETE", numbers, "99999")
    assert len(simulator.requests) == 1


def test_a_1000_from_one_spelling_outweighs_the_missing_route_of_the_other(simulator: Simulator) -> None:
    simulator.add_fault(Fault("GET", "phone-numbers", "respond", status=404, body="no route"))
    simulator.add_fault(Fault("GET", "phone_numbers", "respond", status=404, body={"code": 1000}))
    with pytest.raises(errors.NotFoundError) as caught:
        Client(settings_for(simulator)).rows(Endpoint(PHONE_NUMBERS, "TKgone"))
    assert not caught.value.route_known


def test_a_code_of_the_persons_own_is_never_respelled(simulator: Simulator) -> None:
    with pytest.raises(errors.InvalidParameterError, match="Nso code is invalid"):
        Client(settings_for(simulator)).send("POST", Endpoint(TRUNKS), body={**TRUNK, "nso_code": "KA-ANY"})
    assert len(simulator.requests) == 1


def test_the_two_dialects_differ_in_three_things() -> None:
    endpoint = Endpoint(PHONE_NUMBERS, "TK1")
    assert dialect.LIVE.path(endpoint, "7") == "/trunks/TK1/phone-numbers/7"
    assert dialect.REFERENCE.path(endpoint, None) == "/trunks/TK1/phone_numbers"
    assert dialect.LIVE.body(TRUNK) == TRUNK
    assert dialect.REFERENCE.body(TRUNK) == {**TRUNK, "nso_code": "any any"}
    assert dialect.REFERENCE.body(None) is None
