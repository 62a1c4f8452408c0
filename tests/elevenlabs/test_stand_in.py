"""The stand-in refuses what ElevenLabs' types do not allow, and shows a number as ElevenLabs does."""

from typing import Any

import pytest
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError

from tests.elevenlabs.stand_in import PATH, StandIn

BODY: dict[str, Any] = {
    "provider": "sip_trunk",
    "phone_number": "+919876543210",
    "label": "voice_ai",
    "outbound_trunk_config": {
        "address": "in.voip.exotel.com:443",
        "transport": "tls",
        "media_encryption": "allowed",
        "credentials": {"username": "elevenlabs", "password": "secret"},
        "enabled_codecs": ["PCMA/8000"],
        "headers": {"X-Line": "voice"},
    },
}


def changed(*path: str, **fields: object) -> dict[str, Any]:
    """Returns the body with other fields, at its top or in the part at `path`."""
    if not path:
        return {**BODY, **fields}
    [name] = path
    return {**BODY, name: {**BODY[name], **fields}}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (changed(lable="x"), ["lable"]),
        (changed(label=7), ["label"]),
        (changed(provider="twilio"), ["provider"]),
        (changed("outbound_trunk_config", transport="TLS"), ["outbound_trunk_config", "transport"]),
        (changed("outbound_trunk_config", adress="x"), ["outbound_trunk_config", "adress"]),
        (changed("outbound_trunk_config", enabled_codecs=["OPUS"]), ["outbound_trunk_config", "enabled_codecs", 0]),
        (
            changed("outbound_trunk_config", credentials={"user": "x"}),
            ["outbound_trunk_config", "credentials", "username"],
        ),
    ],
)
def test_a_body_of_another_shape_is_refused(elevenlabs: StandIn, body: object, where: list[str | int]) -> None:
    status, answered = elevenlabs.answer("POST", PATH, elevenlabs.key, body)
    assert status == 422
    assert isinstance(answered, dict)
    assert where in [fault["loc"] for fault in answered["detail"]]
    assert elevenlabs.held == {}


def test_a_patch_takes_what_the_library_can_send_and_no_more(elevenlabs: StandIn) -> None:
    _, made = elevenlabs.answer("POST", PATH, elevenlabs.key, BODY)
    assert isinstance(made, dict)
    one = f"{PATH}/{made['phone_number_id']}"
    assert elevenlabs.answer("PATCH", one, elevenlabs.key, {"phone_number": "+919876543211"})[0] == 422
    kept = {**BODY["outbound_trunk_config"], "credentials": {"username": "other"}}
    assert elevenlabs.answer("PATCH", one, elevenlabs.key, {"outbound_trunk_config": kept, "agent_id": None})[0] == 200
    [held] = elevenlabs.held.values()
    assert held["outbound_trunk_config"]["credentials"] == {"username": "other", "password": "secret"}


def test_the_library_reads_an_answer_without_a_password(elevenlabs: StandIn) -> None:
    elevenlabs.held["phnum_1"] = BODY
    numbers = ElevenLabs(api_key=elevenlabs.key, base_url=elevenlabs.url).conversational_ai.phone_numbers
    number: Any = numbers.get("phnum_1")
    assert (number.provider, number.outbound_trunk.username) == ("sip_trunk", "elevenlabs")
    assert number.outbound_trunk.has_auth_credentials
    assert "secret" not in number.model_dump_json()
    with pytest.raises(ApiError) as refused:
        numbers.get("phnum_2")
    assert refused.value.status_code == 404
