"""The example's resource, called as the dynamic host calls it, against the stand-in."""

import base64
import importlib
from typing import Any

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc

from tests.elevenlabs.conftest import EXAMPLE
from tests.elevenlabs.stand_in import StandIn
from tests.elevenlabs.test_stand_in import BODY, changed

OUTBOUND = "outbound_trunk_config"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports the example's module, as a program in the example's folder does."""
    for variable in ("ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return importlib.import_module("elevenlabs_numbers")


def configured(module: Any, url: str, key: str) -> Any:
    own = module.PhoneNumberProvider()
    settings = {"elevenlabs:baseUrl": url, "elevenlabs:apiKey": key}
    own.configure(ConfigureRequest(Config({name: text for name, text in settings.items() if text}, "x")))
    return own


@pytest.fixture
def provider(module: Any, elevenlabs: StandIn) -> Any:
    return configured(module, elevenlabs.url, elevenlabs.key)


def test_a_number_is_created_read_updated_and_deleted(provider: Any, elevenlabs: StandIn) -> None:
    body = changed(agent_id="agent_1")
    made = provider.create({"request": body})
    assert elevenlabs.held == {made.id: body}
    read = provider.read(made.id, made.outs)
    assert (read.id, read.outs, read.inputs) == (made.id, {"request": body}, None)

    rotated = changed(OUTBOUND, credentials={"username": "elevenlabs", "password": "next"})
    assert provider.diff(made.id, made.outs, {"request": rotated}).changes
    assert provider.update(made.id, made.outs, {"request": rotated}).outs == {"request": rotated}
    assert elevenlabs.held[made.id][OUTBOUND]["credentials"]["password"] == "next"
    assert elevenlabs.held[made.id]["agent_id"] is None  # no longer declared
    assert elevenlabs.held[made.id]["label"] == "voice_ai"

    provider.delete(made.id, {"request": rotated})
    provider.delete(made.id, {"request": rotated})
    assert elevenlabs.held == {}
    assert provider.read(made.id, {"request": rotated}).id == ""


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        ({"agent_id": "agent_2"}, changed()),  # not declared: ElevenLabs' own
        ({"label": "other"}, changed(label="other")),
        ({OUTBOUND: {**BODY[OUTBOUND], "transport": "tcp"}}, changed(OUTBOUND, transport="tcp")),
        (
            {OUTBOUND: {name: value for name, value in BODY[OUTBOUND].items() if name != "credentials"}},
            {**BODY, OUTBOUND: {name: value for name, value in BODY[OUTBOUND].items() if name != "credentials"}},
        ),
        ({OUTBOUND: None}, {name: value for name, value in BODY.items() if name != OUTBOUND}),
    ],
)
def test_a_change_by_hand_is_found_and_reverted(
    provider: Any, elevenlabs: StandIn, by_hand: dict[str, Any], found: dict[str, Any]
) -> None:
    made = provider.create({"request": BODY})
    elevenlabs.held[made.id] = {**BODY, **by_hand}
    read = provider.read(made.id, made.outs)
    assert read.outs == {"request": found}
    assert read.inputs == (None if found == BODY else read.outs)
    if read.inputs:
        provider.update(made.id, read.outs, {"request": BODY})
        assert elevenlabs.held[made.id] == BODY


def test_only_another_number_replaces_the_resource(provider: Any) -> None:
    old = {"request": BODY}
    assert provider.diff("id", old, {"request": changed(phone_number="+919876543211")}).replaces == ["request"]
    for request in (changed(label="x"), rpc.UNKNOWN, changed(label=rpc.UNKNOWN)):
        difference = provider.diff("id", old, {"request": request})
        assert difference.changes
        assert not difference.replaces
    assert not provider.diff("id", old, old).changes


def test_a_preview_reports_what_the_library_refuses_without_the_value(provider: Any) -> None:
    faulty = [
        ({"label": "x"}, "phone_number: Field required"),
        (changed("outbound_trunk_config", adress="x"), "outbound_trunk_config.adress: no such field"),
        (changed("outbound_trunk_config", credentials={"username": 7, "password": "secret"}), "credentials.username"),
    ]
    for request, reason in faulty:
        failures = provider.check({}, {"request": request}).failures
        assert {failure.property for failure in failures} == {""}  # the engine would print the value of a named one
        assert any(reason in failure.reason for failure in failures)
        assert not any("secret" in failure.reason for failure in failures)
    assert provider.check({}, {"request": rpc.UNKNOWN}).failures == []


def test_an_error_leaves_out_the_values_that_elevenlabs_repeats(
    module: Any, provider: Any, elevenlabs: StandIn
) -> None:
    provider.create({"request": BODY})
    with pytest.raises(module.ElevenLabsError, match=r"phone number already exists \(HTTP 409\)"):
        provider.create({"request": BODY})
    with pytest.raises(module.ElevenLabsError, match=r"outbound_trunk_config\.transport: Input should be") as refused:
        provider.create({"request": changed(OUTBOUND, transport="secret")})
    assert "secret" not in str(refused.value)


def test_a_creation_is_not_sent_again(module: Any, provider: Any, elevenlabs: StandIn) -> None:
    elevenlabs.fails = 503
    with pytest.raises(module.ElevenLabsError, match=r"out of order \(HTTP 503\)"):
        provider.create({"request": BODY})
    assert elevenlabs.asked == ["POST"]


def test_the_errors_for_wrong_and_missing_settings_have_advice(
    module: Any, elevenlabs: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(module.ElevenLabsError, match=r"Invalid API key \(HTTP 401\)"):
        configured(module, elevenlabs.url, "wrong").read("phnum_1", {"request": BODY})
    with pytest.raises(module.ElevenLabsError, match="no answer from ElevenLabs at http://127"):
        configured(module, "http://127.0.0.1:9", "key").read("phnum_1", {"request": BODY})
    missing = configured(module, "", "")
    with pytest.raises(module.ElevenLabsError, match="`pulumi config set --secret elevenlabs:apiKey <value>`"):
        missing.read("phnum_1", {"request": BODY})
    for variable, value in elevenlabs.environment.items():
        monkeypatch.setenv(variable, value)
    assert missing.read("phnum_1", {"request": BODY}).id == ""


def test_the_state_has_a_reference_to_the_provider(module: Any) -> None:
    pickled = base64.b64decode(serialize_provider(module.PhoneNumberProvider()))
    assert len(pickled) < 100
    assert b"PhoneNumberProvider" in pickled
