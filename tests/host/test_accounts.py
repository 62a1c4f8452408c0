"""The account in the state, as the dynamic host sees it: added by `check`, kept by every verb, no argument."""

import pytest

from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Simulator
from tests.host.conftest import InputsOf
from tests.host.fake_engine import CheckFailedError, FakeStack
from tests.host.host import Host, HostError
from tests.kinds import VALID, Resource

OTHER = {"EXOTEL_ACCOUNT_SID": "other2m"}


@pytest.mark.parametrize("how", ["environment", "configuration"])
def test_s66_settings_of_another_account_are_refused_by_every_verb(
    how: str, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    for resource in VALID:
        stack.up(resource.__name__, resource, **inputs(resource))
    exotel.clear_log()
    usual = stack.host
    config = {"exotel:accountSid": OTHER["EXOTEL_ACCOUNT_SID"]} if how == "configuration" else {}
    with Host(exotel, config=config, environ=OTHER if how == "environment" else {}) as stack.host:
        for resource in VALID:
            assert_refused(stack, resource, inputs)
    stack.host = usual
    assert exotel.requests == []
    for resource in VALID:
        assert stack.preview(resource.__name__, resource, **inputs(resource)) == "same"


def assert_refused(stack: FakeStack, resource: Resource, inputs: InputsOf) -> None:
    """Asserts that every verb names both accounts."""
    name = resource.__name__
    with pytest.raises(CheckFailedError) as failed:
        stack.preview(name, resource, **inputs(resource))
    [(field, reason)] = failed.value.failures
    assert field == ""
    assert DEFAULT_ACCOUNT_SID in reason
    assert "other2m" in reason
    for verb in (stack.refresh, stack.destroy):
        with pytest.raises(HostError) as refused:
            verb(name)
        assert "is in the account" in refused.value.message
        assert DEFAULT_ACCOUNT_SID in refused.value.message
        assert "other2m" in refused.value.message


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
