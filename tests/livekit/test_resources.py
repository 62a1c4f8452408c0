"""The example's resources, called as the dynamic host calls them, against the real server."""

import base64
import importlib
from typing import Any

import pytest
from livekit.protocol import sip
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import rpc

from tests.livekit.conftest import EXAMPLE
from tests.livekit.server import LiveKit

OUTBOUND = {"trunk": {"name": "a", "address": "in.voip.exotel.com:443", "numbers": ["+919876543210"]}}
INBOUND = {"trunk": {"name": "a", "numbers": ["+919876543210"]}}
RULE = {"dispatch_rule": {"name": "a", "rule": {"dispatch_rule_individual": {"room_prefix": "call-"}}}}
REQUESTS = {"InboundTrunk": INBOUND, "OutboundTrunk": OUTBOUND, "DispatchRule": RULE}
KINDS = sorted(REQUESTS)


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports the example's module, as a program in the example's folder does."""
    for variable in ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return importlib.import_module("livekit_sip")


def provider(module: Any, kind: str, livekit: LiveKit, **changes: str) -> Any:
    made = getattr(module, f"{kind}Provider")()
    settings = {"url": livekit.url, "apiKey": livekit.key, "apiSecret": livekit.secret, **changes}
    config = Config({f"livekit:{name}": value for name, value in settings.items() if value}, "exotel-livekit")
    made.configure(ConfigureRequest(config))
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_is_created_read_updated_and_deleted(module: Any, livekit: LiveKit, kind: str) -> None:
    own = provider(module, kind, livekit)
    inputs = own.check({}, {"request": REQUESTS[kind]}).inputs
    made = own.create(inputs)
    assert made.outs == inputs
    assert not livekit.is_empty()

    read = own.read(made.id, made.outs)
    assert (read.id, read.outs, read.inputs) == (made.id, inputs, None)
    assert own.read(made.id, {}).outs == inputs  # as for an object that the state does not have yet

    [(part, fields)] = inputs["request"].items()
    renamed = {"request": {part: {**fields, "name": "b"}}}
    assert own.diff(made.id, made.outs, renamed).changes
    assert own.update(made.id, made.outs, renamed).outs == renamed
    drifted = own.read(made.id, made.outs)
    assert drifted.outs == drifted.inputs == renamed

    own.delete(made.id, renamed)
    own.delete(made.id, renamed)
    assert livekit.is_empty()
    assert own.read(made.id, renamed).id == ""


@pytest.mark.parametrize("kind", KINDS)
def test_another_spelling_of_a_request_is_no_change(module: Any, livekit: LiveKit, kind: str) -> None:
    own = provider(module, kind, livekit)
    camel = own.check({}, {"request": REQUESTS[kind]}).inputs["request"]
    assert not own.diff("id", {"request": REQUESTS[kind]}, {"request": camel}).changes


def test_a_number_that_pulumi_made_a_float_is_accepted(module: Any, livekit: LiveKit) -> None:
    codecs = {"media": {"codecs": [{"name": "PCMA", "rate": 8000.0}]}}
    own = provider(module, "OutboundTrunk", livekit)
    request = {"trunk": {**OUTBOUND["trunk"], **codecs}}
    assert own.check({}, {"request": request}).inputs["request"]["trunk"]["media"]["codecs"][0]["rate"] == 8000


@pytest.mark.parametrize("unknown", [rpc.UNKNOWN, {"trunk": {"numbers": [rpc.UNKNOWN]}}])
def test_an_unknown_request_is_a_change_in_place(module: Any, livekit: LiveKit, unknown: object) -> None:
    own = provider(module, "OutboundTrunk", livekit)
    checked = own.check({}, {"request": unknown})
    assert (checked.failures, checked.inputs) == ([], {"request": unknown})
    difference = own.diff("id", {"request": OUTBOUND}, {"request": unknown})
    assert difference.changes
    assert not difference.replaces


@pytest.mark.parametrize(
    ("request_body", "reason"),
    [
        (OUTBOUND["trunk"], "no field named"),  # LiveKit takes a trunk inside of `trunk` only
        ({"trunk": {"adress": "in.voip.exotel.com:443"}}, 'no field named "adress"'),
        ({"trunk": {"transport": "tls"}}, "Invalid enum value tls"),
    ],
)
def test_a_preview_reports_what_the_library_refuses(
    module: Any, livekit: LiveKit, request_body: object, reason: str
) -> None:
    [failure] = provider(module, "OutboundTrunk", livekit).check({}, {"request": request_body}).failures
    assert failure.property == ""  # the engine would print the value of a property that is named, a secret one too
    assert reason in failure.reason


def test_an_error_has_the_words_of_the_server(module: Any, livekit: LiveKit) -> None:
    own = provider(module, "InboundTrunk", livekit)
    own.create({"request": INBOUND})
    with pytest.raises(module.LiveKitError, match="Conflicting inbound SIP Trunks"):
        own.create({"request": INBOUND})
    with pytest.raises(module.LiveKitError, match="does not exist; run `pulumi refresh`"):
        own.update("ST_gone", {"request": INBOUND}, {"request": INBOUND})
    assert len(livekit.inbound()) == 1


def test_the_errors_for_wrong_and_missing_settings_have_advice(
    module: Any, livekit: LiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = provider(module, "InboundTrunk", livekit, apiSecret="x" * 32)
    with pytest.raises(module.LiveKitError, match="does not accept the API key and secret"):
        wrong.read("ST_x", {"request": INBOUND})
    missing = provider(module, "InboundTrunk", livekit, apiSecret="")
    with pytest.raises(
        module.LiveKitError, match=r"`pulumi config set --secret livekit:apiSecret .*LIVEKIT_API_SECRET"
    ):
        missing.read("ST_x", {"request": INBOUND})
    monkeypatch.setenv("LIVEKIT_API_SECRET", livekit.secret)
    assert missing.read("ST_x", {"request": INBOUND}).id == ""


def test_a_missing_server_does_not_count_as_an_empty_one(module: Any, livekit: LiveKit) -> None:
    elsewhere = provider(
        module, "InboundTrunk", livekit, url="http://127.0.0.1:9"
    )  # nobody listens at the discard port
    with pytest.raises(module.LiveKitError, match=r"no answer from LiveKit at http://127\.0\.0\.1:9"):
        elsewhere.read("ST_x", {"request": INBOUND})


@pytest.mark.parametrize("kind", KINDS)
def test_the_state_has_a_reference_to_the_provider(module: Any, livekit: LiveKit, kind: str) -> None:
    own = provider(module, kind, livekit)
    pickled = base64.b64decode(serialize_provider(getattr(module, f"{kind}Provider")()))
    assert len(pickled) < 100
    assert f"{kind}Provider".encode() in pickled
    assert not own.serialize_as_secret_always


def test_the_server_filters_by_the_ids_that_it_gave(livekit: LiveKit, module: Any) -> None:
    """Checks the ids too, for a server that does not know the filter returns all objects."""
    own = provider(module, "OutboundTrunk", livekit)
    first, second = own.create({"request": OUTBOUND}).id, own.create({"request": OUTBOUND}).id
    found = livekit.ask(lambda api: api.list_outbound_trunk(sip.ListSIPOutboundTrunkRequest(trunk_ids=[second])))
    assert [trunk.sip_trunk_id for trunk in found.items] == [second]
    assert own.read(first, {"request": OUTBOUND}).id == first
