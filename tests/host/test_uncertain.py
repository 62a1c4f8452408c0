"""What a failed operation has left at Exotel is stored by a partial failure, and the next run sets it right."""

from pathlib import Path

import pytest

from exotel_pulumi import Credential, DestinationUri
from exotel_pulumi.simulator import Fault, Simulator
from tests.host.by_hand import on_server
from tests.host.conftest import InputsOf, NewRun
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, HostError
from tests.host.test_sdk import sdk_with
from tests.kinds import VALID

OLD = VALID[Credential]["password"]
NEW = {"password": "An0ther_Sesame"}
# Takes the way to the trailing metadata from the server of Pulumi's host.
FORGETFUL = """
    import grpc, grpc._server

    for context in (grpc.ServicerContext, grpc._server._Context):
        del context.set_trailing_metadata
"""


def lose(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> HostError:
    """Makes a login and changes its password, with a lost answer."""
    stack.up("login", Credential, **inputs(Credential))
    exotel.add_fault(Fault("PUT", "credentials", "drop_after", times=0))
    with Host(exotel) as stack.host, pytest.raises(HostError) as failed:
        stack.up("login", Credential, **inputs(Credential) | NEW)
    exotel.clear_faults()
    return failed.value


@pytest.mark.parametrize("refreshes", [False, True], ids=["up", "up --refresh"])
@pytest.mark.parametrize("taken_back", [True, False], ids=["taken back", "kept"])
def test_s84_a_password_that_may_be_in_force_is_set_again(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun, refreshes: bool, taken_back: bool
) -> None:
    failed = lose(exotel, stack, inputs)
    assert "either password may be in force" in failed.message
    assert "also if you take the change back" in failed.message
    assert "Traceback" not in str(failed)
    assert OLD not in str(failed)
    assert NEW["password"] not in str(failed)
    held = stack["login"]
    assert (held.outputs["password"], held.outputs["unconfirmed"], held.inputs["password"]) == (OLD, True, OLD)
    stack.host = new_run()
    if refreshes:
        found = stack.refresh("login")
        assert found.inputs is None  # else the password of the program would leave the inputs
        assert found.outputs["unconfirmed"] is True
        assert stack.drift("login", found).changed
    wanted = inputs(Credential) | ({} if taken_back else NEW)
    assert stack.up("login", Credential, **wanted) == "update"
    row = on_server(exotel, Credential, held.id)
    assert row is not None
    assert row["password"] == held.outputs["password"] == wanted["password"]
    assert "unconfirmed" not in held.outputs
    assert stack.preview("login", Credential, **wanted) == "same"


def test_s84_what_a_creation_has_made_stays_in_the_stack(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun
) -> None:
    exotel.add_fault(Fault("PUT", "destination", "respond", status=503, times=0))
    stack.host = new_run()
    with pytest.raises(HostError, match="`pulumi up` completes it"):
        stack.up("inbound", DestinationUri, **inputs(DestinationUri))
    exotel.clear_faults()
    held = stack["inbound"]
    assert held.outputs["priority"] == 0
    stack.host = new_run()
    assert stack.up("inbound", DestinationUri, **inputs(DestinationUri)) == "update"
    row = on_server(exotel, DestinationUri, held.id)
    assert row is not None
    assert (row["priority"], row["weight"]) == (1, 2)
    assert stack.preview("inbound", DestinationUri, **inputs(DestinationUri)) == "same"


def test_s84_a_plain_failure_stores_nothing(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    stack.up("login", Credential, **inputs(Credential))
    before = dict(stack["login"].outputs)
    exotel.add_fault(Fault("PUT", "credentials", "respond", status=400, body={"code": 1002}, times=0))
    with Host(exotel) as stack.host, pytest.raises(HostError) as failed:
        stack.up("login", Credential, **inputs(Credential) | NEW)
    exotel.clear_faults()
    assert failed.value.kept is None
    assert stack["login"].outputs == before


def test_s84_an_sdk_that_stores_nothing_with_a_failure_is_named_and_leaves_nothing(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, tmp_path: Path
) -> None:
    stack.up("login", Credential, **inputs(Credential))
    exotel.add_fault(Fault("PUT", "", "drop_after", times=0))
    with sdk_with(exotel, tmp_path, FORGETFUL) as stack.host:
        with pytest.raises(HostError) as failed:
            stack.up("login", Credential, **inputs(Credential) | NEW)
        with pytest.raises(HostError, match="What was made is removed again"):
            stack.up("inbound", DestinationUri, **inputs(DestinationUri))
    exotel.clear_faults()
    assert failed.value.kept is None
    assert "stores nothing with a failure. Keep the change in the program until" in failed.value.message
    assert "Another `rotation` sets a password again" in failed.value.message
    assert "inbound" not in stack.held
    assert not any(exotel.state.snapshot()["destination_uris"])
