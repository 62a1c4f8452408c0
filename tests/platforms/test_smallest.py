"""Smallest's body, compared with and sent with Smallest's own client."""

import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from exotel_pulumi.platforms import smallest
from tests.platforms.made import NUMBER, PASSWORD, body, line
from tests.platforms.stand_in import StandIn, answering

CLOUDS = Path(sys.prefix) / "clouds"  # tests/clouds.txt


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports the module of Smallest's client that imports numbers; the rest of the package needs more than is here."""
    monkeypatch.syspath_prepend(str(CLOUDS))
    return importlib.import_module("smallestai.atoms.phone_numbers.client")


def everything() -> dict[str, Any]:
    made: dict[str, Any] = body(lambda: smallest.import_phone_number(line(), name="Reception"))
    return made


def test_a_number_has_edge_and_login() -> None:
    assert everything() == {
        "phoneNumber": NUMBER,
        "sipTerminationUrl": "in.voip.exotel.com:5070",
        "name": "Reception",
        "sipUsername": "livekit_prod",
        "sipPassword": PASSWORD,
    }
    tls = body(lambda: smallest.import_phone_number(line(), transport="tls", user_name="livekit_prod"))
    assert (tls["sipTerminationUrl"], tls["name"]) == ("in.voip.exotel.com:443", "voice_ai")


def test_the_client_sends_the_body_as_it_is(client: Any) -> None:
    core: Any = importlib.import_module("smallestai.core.client_wrapper")
    environment: Any = importlib.import_module("smallestai.environment")
    parameters = {
        "phoneNumber": "phone_number",
        "sipTerminationUrl": "sip_termination_url",
        "name": "name",
        "sipUsername": "sip_username",
        "sipPassword": "sip_password",
    }
    payload = everything()
    assert payload.keys() == parameters.keys()
    assert set(parameters.values()) <= inspect.signature(client.PhoneNumbersClient.import_sip).parameters.keys()
    with StandIn(answering(status=True, data={"_id": "1"})) as stand_in, httpx.Client() as http:
        known = environment.SmallestAIEnvironment(
            **dict.fromkeys(("atoms", "waves", "waves_ws", "payment"), stand_in.url)
        )
        wrapper = core.SyncClientWrapper(api_key="key", environment=known, httpx_client=http)
        client.PhoneNumbersClient(client_wrapper=wrapper).import_sip(
            **{parameters[field]: value for field, value in payload.items()}
        )
    [request] = stand_in.arrived
    assert (request.method, request.path) == ("POST", "/product/import-phone-number")
    assert request.json == payload
