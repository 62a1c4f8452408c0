"""Vapi's bodies, parsed and sent with Vapi's own SDK.

The SDK has no call for `POST /credential`, but a type of the same body: a credential of an assistant.
"""

from typing import Any

import pytest
from vapi import Vapi
from vapi.core.serialization import convert_and_respect_annotation_metadata as serialized
from vapi.phone_numbers.types.create_phone_numbers_request import CreatePhoneNumbersRequest_ByoPhoneNumber as Number
from vapi.types.create_assistant_dto_credentials_item import (
    CreateAssistantDtoCredentialsItem_ByoSipTrunk as Credential,
)

from exotel_pulumi import errors
from exotel_pulumi.platforms import vapi
from tests.platforms.made import NO_LOGIN, NUMBER, PASSWORD, body, line
from tests.platforms.stand_in import StandIn, answering
from tests.platforms.strict import parsed


@pytest.mark.parametrize(
    ("transport", "encryption", "port", "protocol"),
    [
        ("tls", None, 443, "tls/srtp"),
        ("tls", "required", 443, "tls/srtp"),
        ("tls", "disabled", 443, "tls"),
        ("tcp", None, 5070, "tcp"),
    ],
)
def test_a_credential_has_edge_and_source_as_gateways(
    transport: Any, encryption: Any, port: int, protocol: str
) -> None:
    made = parsed(Credential, body(lambda: vapi.credential(line(), transport=transport, encryption=encryption)))
    assert (made.provider, made.name, made.outbound_leading_plus_enabled) == ("byo-sip-trunk", "voice_ai", True)
    edge, source = made.gateways
    assert (edge.ip, edge.port, edge.outbound_protocol) == ("in.voip.exotel.com", port, protocol)
    assert (edge.inbound_enabled, edge.outbound_enabled) == (False, True)
    assert (source.ip, source.netmask) == ("203.0.113.7", 32)
    assert (source.inbound_enabled, source.outbound_enabled) == (True, False)
    plan = made.outbound_authentication_plan
    assert plan is not None
    assert (plan.auth_username, plan.auth_password, plan.sip_register_plan) == ("livekit_prod", PASSWORD, None)


def test_a_credential_for_one_direction_has_those_gateways_only() -> None:
    bare = line(**NO_LOGIN, edge_tls=None)
    inbound = parsed(
        Credential,
        body(lambda: vapi.credential(bare, direction="inbound", allowed_addresses=["203.0.113.0/28"], name="in")),
    )
    assert [(gateway.ip, gateway.netmask) for gateway in inbound.gateways] == [("203.0.113.0", 28)]
    assert (inbound.name, inbound.outbound_authentication_plan) == ("in", None)
    outbound = parsed(Credential, body(lambda: vapi.credential(line(), direction="outbound")))
    assert [gateway.ip for gateway in outbound.gateways] == ["in.voip.exotel.com"]


def test_a_credential_of_a_line_that_goes_by_address_has_no_login() -> None:
    made = parsed(Credential, body(lambda: vapi.credential(line(**NO_LOGIN, acl=["44.229.228.186/32"]))))
    assert made.outbound_authentication_plan is None


@pytest.mark.parametrize(
    ("addresses", "message"),
    [
        ([], "no signalling address of Exotel is known"),
        (["203.0.0.0/16"], "203.0.0.0/16 is too wide for Vapi"),
        (["sip.example.com"], "'sip.example.com' is no IPv4 address or network"),
        (["203.0.113.7/24"], "'203.0.113.7/24' is no IPv4 address or network"),
    ],
)
def test_addresses_that_vapi_cannot_take_are_refused(addresses: list[str], message: str) -> None:
    with pytest.raises(errors.DeclarationError) as caught:
        body(lambda: vapi.credential(line(signalling_source_ips=addresses), direction="inbound"))
    assert message in str(caught.value)


def test_a_phone_number_names_the_credential() -> None:
    payload = body(lambda: vapi.phone_number(line(), credential_id="cred_1", name="Reception", assistant_id="asst_1"))
    made = parsed(Number, payload)
    assert (made.provider, made.number, made.credential_id) == ("byo-phone-number", NUMBER, "cred_1")
    assert (made.name, made.assistant_id) == ("Reception", "asst_1")


def test_the_sdk_sends_a_number() -> None:
    payload = body(lambda: vapi.phone_number(line(), credential_id="cred_1"))
    known = {"id": "id_1", "provider": "byo-phone-number", "credentialId": "cred_1", "orgId": "org", "status": "active"}
    dates = dict.fromkeys(("createdAt", "updatedAt"), "2026-01-01T00:00:00Z")
    with StandIn(answering(**known, **dates), status=201) as stand_in:
        made = Vapi(token="key", base_url=stand_in.url).phone_numbers.create(request=parsed(Number, payload))
    [request] = stand_in.arrived
    assert (request.path, request.headers["authorization"]) == ("/phone-number", "Bearer key")
    assert request.json == payload
    assert made.id == "id_1"


def test_the_sdk_sends_a_credential() -> None:
    """Uses the SDK's own serializer and transport, for the SDK has no method for this call."""
    payload = body(lambda: vapi.credential(line()))
    written = serialized(object_=parsed(Credential, payload), annotation=Credential, direction="write")
    with StandIn(answering(id="cred_1"), status=201) as stand_in:
        client = Vapi(token="key", base_url=stand_in.url)
        answer = client._client_wrapper.httpx_client.request("credential", method="POST", json=written)
    [request] = stand_in.arrived
    assert (request.path, request.headers["authorization"]) == ("/credential", "Bearer key")
    assert request.json == payload
    assert answer.json() == {"id": "cred_1"}
