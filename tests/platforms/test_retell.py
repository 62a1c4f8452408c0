"""Retell's body, compared with and sent with Retell's own SDK.

The import of the SDK takes as long as some hundred tests: one test makes it, and not each worker that collects tests.
"""

import inspect
from typing import Any

import pytest

from exotel_pulumi.platforms import retell
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line
from tests.platforms.stand_in import StandIn, answering


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


def test_an_inbound_number_needs_no_login() -> None:
    payload = body(lambda: retell.import_phone_number(line(**NO_LOGIN), direction="inbound"))
    assert payload.keys() == {"phone_number", "termination_uri", "transport"}


def test_the_sdk_knows_every_field_and_sends_a_number() -> None:
    from retell import Retell
    from retell.resources.phone_number import PhoneNumberResource
    from retell.types.phone_number_import_params import InboundAgent, OutboundAgent, PhoneNumberImportParams

    payload = everything()
    assert payload.keys() <= PhoneNumberImportParams.__annotations__.keys()
    assert payload["inbound_agents"][0].keys() <= InboundAgent.__annotations__.keys()
    assert payload["outbound_agents"][0].keys() <= OutboundAgent.__annotations__.keys()
    assert payload.keys() <= inspect.signature(PhoneNumberResource.import_).parameters.keys()
    listed = inspect.getsource(PhoneNumberImportParams)  # the SDK lists the constants in its documentation only
    assert all(f'"{constant}"' in listed for constant in ("TLS", "TCP"))

    with StandIn(answering(phone_number=NUMBER), status=201) as stand_in:
        client = Retell(api_key="key", base_url=stand_in.url, max_retries=0)
        made = client.phone_number.import_(**payload)
        client.close()
    [request] = stand_in.arrived
    assert (request.path, request.headers["authorization"]) == ("/import-phone-number", "Bearer key")
    assert request.json == payload
    assert made.phone_number == NUMBER
