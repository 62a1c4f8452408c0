"""What was changed or deleted behind Pulumi's back."""

from typing import Any

import pytest

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.lifecycle.finding import YOUNG
from exotel_pulumi.simulator import Fault, Simulator
from tests.host.by_hand import edit_by_hand, on_server, remove_by_hand
from tests.host.conftest import InputsOf, NewRun
from tests.host.fake_engine import FakeStack
from tests.host.host import HostError
from tests.kinds import VALID, Resource

# (resource, our field, Exotel's field, the value set by hand)
EDITS: list[tuple[Resource, str, str, Any]] = [
    (Trunk, "trunk_name", "trunk_name", "renamed"),
    (Trunk, "nso_code", "nso_code", "SOME-OPERATOR"),
    (PhoneNumber, "mode", "mode", "pstn"),
    (WhitelistedIp, "mask", "mask", 30),
    (DestinationUri, "priority", "priority", 5),
    (DestinationUri, "weight", "weight", 6),
    (Credential, "user_name", "user_name", "somebody"),
    (Credential, "friendly_name", "friendly_name", "by_hand"),
    (CallerId, "phone_number", "value", "+912212345678"),
]

# What may come instead of an answer, and proves nothing.
SILENCES = {
    "401": Fault("GET", "", "respond", times=0, status=401, body={"code": 1010, "message": "Authorization failed"}),
    "429": Fault("GET", "", "respond", times=0, status=429, headers={"Retry-After": "0"}),
    "503": Fault("GET", "", "respond", times=0, status=503),
    "no route": Fault("GET", "", "respond", times=0, status=404, body="<html>not here</html>"),
    "no JSON": Fault("GET", "", "respond", times=0, status=200, body="<html>welcome</html>"),
    "no answer": Fault("GET", "", "drop_before", times=0),
}


@pytest.mark.parametrize(
    ("resource", "ours", "theirs", "value"), EDITS, ids=lambda part: getattr(part, "__name__", None)
)
def test_s31_a_change_by_hand_is_shown_and_put_right(
    resource: Resource, ours: str, theirs: str, value: Any, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    given = inputs(resource)
    stack.up("it", resource, **given)
    before = on_server(exotel, resource, stack["it"].id)
    identity, was = stack["it"].id, stack["it"].outputs[ours]
    edit_by_hand(exotel, resource, identity, **{theirs: value})

    found = stack.refresh("it")
    assert found.outputs[ours] == value
    assert found.inputs is not None
    assert found.inputs[ours] == value
    assert resource.kind.write_only.isdisjoint(found.inputs)  # a generated password would stand there in plain text
    assert stack.drift("it", found).changed is False  # taken over into the inputs, so that a refresh shows it once
    assert stack.preview("it", resource, **given) == "update"

    assert stack.up("it", resource, **given) == "update"
    assert stack["it"].id == identity
    assert stack["it"].outputs[ours] == was
    after = on_server(exotel, resource, identity)
    assert after is not None
    assert before is not None
    assert after["date_updated"] >= before["date_updated"]
    assert {**after, "date_updated": ""} == {**before, "date_updated": ""}


def test_s31_drift_is_a_difference_between_what_is_and_what_was_declared(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("it", PhoneNumber, **inputs(PhoneNumber))
    edit_by_hand(exotel, PhoneNumber, stack["it"].id, mode="pstn")
    held = stack["it"]
    found = stack.host.read(PhoneNumber, held.id, held.outputs, held.inputs)
    difference = stack.drift("it", found)
    assert difference.changed
    assert difference.replaces == []


def test_s31_a_field_that_nobody_declared_is_left_as_it_is(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    given = {name: value for name, value in inputs(Credential).items() if name != "friendly_name"}
    stack.up("it", Credential, **given)
    edit_by_hand(exotel, Credential, stack["it"].id, friendly_name="by_hand")
    assert stack.refresh("it").outputs["friendly_name"] == "by_hand"
    assert stack.preview("it", Credential, **given) == "same"


def test_s32_a_password_changed_by_hand_cannot_be_seen_without_a_date_and_is_set_again_by_a_rotation(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    given = inputs(Credential)
    stack.up("it", Credential, **given)
    hand = {"password": "by_hand", "date_updated": stack["it"].outputs["date_updated"]}
    edit_by_hand(exotel, Credential, stack["it"].id, **hand)
    assert stack.refresh("it").inputs is None
    assert stack.preview("it", Credential, **given) == "same"
    assert stack.up("it", Credential, **given, rotation="1") == "update"
    held = on_server(exotel, Credential, stack["it"].id)
    assert held is not None
    assert held["password"] == given["password"]


def test_s25_what_was_deleted_by_hand_leaves_the_state_and_is_made_again(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun
) -> None:
    for resource in VALID:
        stack.up(resource.__name__, resource, **inputs(resource))
        remove_by_hand(exotel, resource, stack[resource.__name__].id)
        found = stack.refresh(resource.__name__)
        assert (found.id, found.outputs, found.inputs) == ("", {}, None), resource
    stack.host = new_run()
    for resource in VALID:
        assert stack.up(resource.__name__, resource, **inputs(resource)) == "create"
        assert stack.preview(resource.__name__, resource, **inputs(resource)) == "same"


def test_s25_a_caller_id_without_a_number_is_gone(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    stack.up("it", CallerId, **inputs(CallerId))
    identity = stack["it"].id
    edit_by_hand(exotel, CallerId, identity, value=None)
    exotel.pass_time(YOUNG)
    assert stack.refresh("it").id == ""
    remove_by_hand(exotel, CallerId, identity)


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("resource", [Trunk, PhoneNumber])
def test_s30_a_failed_read_is_an_error_and_never_gone(
    resource: Resource, silence: str, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("it", resource, **inputs(resource))
    exotel.add_fault(SILENCES[silence])
    with pytest.raises(HostError, match="What to do: "):
        stack.refresh("it")
    exotel.clear_faults()
    assert stack.refresh("it").inputs is None
