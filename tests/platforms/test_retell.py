"""Retell's body, compared with and sent with Retell's own SDK."""

import inspect
from typing import Any

import pytest
from retell import Retell
from retell.resources.phone_number import PhoneNumberResource
from retell.types import phone_number_import_params

from exotel_pulumi.platforms import retell
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line
from tests.platforms.stand_in import StandIn, answering

PARAMS = phone_number_import_params.PhoneNumberImportParams


@pytest.mark.parametrize(
    ("transport", "constant", "uri"),
    [("tls", "TLS", "in.voip.exotel.com:443"), ("tcp", "TCP", "in.voip.exotel.com:5070")],
)
def test_a_number_has_edge_and_login(transport: Any, constant: str, uri: str) -> None:
    payload = body(lambda: retell.import_phone_number(line(), transport=transport))
    assert payload == {
        "phone_number": NUMBER,
        "termination_uri": uri,
        "transport": constant,
        "sip_trunk_auth_username": "livekit_prod",
        "sip_trunk_auth_password": PASSWORD,
    }
    assert f'"{constant}"' in inspect.getsource(PARAMS)  # the SDK lists the constants in its documentation only


def everything() -> dict[str, Any]:
    made: dict[str, Any] = body(
        lambda: retell.import_phone_number(
            line(),
            phone_number=NUMBER,
            nickname="Reception",
            inbound_agent_id="agent_1",
            outbound_agent_id="agent_2",
            user_name="livekit_prod",
            edge="edge.example.com:8443",
            codecs=["PCMA"],
            fields={"ignore_e164_validation": False},
        )
    )
    return made


def test_the_sdk_knows_every_field() -> None:
    payload = everything()
    assert payload.keys() <= PARAMS.__annotations__.keys()
    assert payload["inbound_agents"][0].keys() <= phone_number_import_params.InboundAgent.__annotations__.keys()
    assert payload["outbound_agents"][0].keys() <= phone_number_import_params.OutboundAgent.__annotations__.keys()
    assert payload.keys() <= inspect.signature(PhoneNumberResource.import_).parameters.keys()


def test_an_inbound_number_needs_no_login() -> None:
    payload = body(lambda: retell.import_phone_number(line(**NO_LOGIN), direction="inbound"))
    assert payload.keys() == {"phone_number", "termination_uri", "transport"}


def test_the_sdk_sends_a_number() -> None:
    payload = everything()
    with StandIn(answering(phone_number=NUMBER), status=201) as stand_in:
        client = Retell(api_key="key", base_url=stand_in.url, max_retries=0)
        made = client.phone_number.import_(**payload)
        client.close()
    [request] = stand_in.arrived
    assert (request.path, request.headers["authorization"]) == ("/import-phone-number", "Bearer key")
    assert request.json == payload
    assert made.phone_number == NUMBER
