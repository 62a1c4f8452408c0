"""The account in the state, as the dynamic host sees it: added by `check`, kept by every verb, no argument."""

import pytest

from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Simulator
from tests.host.conftest import InputsOf
from tests.host.fake_engine import CheckFailedError, FakeStack
from tests.host.host import Host, HostError
from tests.kinds import VALID, Resource

OTHER = {"EXOTEL_ACCOUNT_SID": "other2m"}


@pytest.mark.parametrize("resource", VALID)
@pytest.mark.parametrize("how", ["environment", "configuration"])
def test_s66_settings_of_another_account_are_refused_by_every_verb(
    resource: Resource, how: str, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("it", resource, **inputs(resource))
    exotel.clear_log()
    usual = stack.host
    config = {"exotel:accountSid": OTHER["EXOTEL_ACCOUNT_SID"]} if how == "configuration" else {}
    with Host(exotel, config=config, environ=OTHER if how == "environment" else {}) as stack.host:
        with pytest.raises(CheckFailedError) as failed:
            stack.preview("it", resource, **inputs(resource))
        for verb in (stack.refresh, stack.destroy):
            with pytest.raises(HostError) as refused:
                verb("it")
            assert "is in the account" in refused.value.message
            assert DEFAULT_ACCOUNT_SID in refused.value.message
            assert "other2m" in refused.value.message
    stack.host = usual
    [(field, reason)] = failed.value.failures
    assert field == ""
    assert DEFAULT_ACCOUNT_SID in reason
    assert "other2m" in reason
    assert exotel.requests == []
    assert stack.preview("it", resource, **inputs(resource)) == "same"


@pytest.mark.parametrize("resource", VALID)
def test_s66_the_account_is_in_every_state(resource: Resource, stack: FakeStack, inputs: InputsOf) -> None:
    stack.up("it", resource, **inputs(resource))
    assert stack["it"].inputs["account_sid"] == stack["it"].outputs["account_sid"] == DEFAULT_ACCOUNT_SID


@pytest.mark.parametrize("resource", VALID)
def test_s54_an_older_state_gets_its_account_without_a_request(
    resource: Resource, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("it", resource, **inputs(resource))
    for values in (stack["it"].inputs, stack["it"].outputs):
        del values["account_sid"]
    exotel.clear_log()
    assert stack.up("it", resource, **inputs(resource)) == "same"
    assert exotel.requests == []
    assert stack["it"].inputs["account_sid"] == DEFAULT_ACCOUNT_SID
    stack.refresh("it")
    assert stack["it"].outputs["account_sid"] == DEFAULT_ACCOUNT_SID
