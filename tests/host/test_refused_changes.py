"""A change that Exotel refuses: what is in use stays in use, or the error says what is gone (scenario 64)."""

import pytest

from exotel_pulumi import PhoneNumber, Trunk
from exotel_pulumi.simulator import Fault, Simulator
from tests.host.by_hand import on_server
from tests.host.conftest import InputsOf
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, HostError
from tests.kinds import ANOTHER_TRUNK, CHANGES, Change

REFUSED = Fault("POST", "", "respond", status=400, body={"code": 1002, "message": "Invalid parameter"}, times=0)
DOWN = Fault("POST", "", "respond", status=503, times=0)

side_by_side = [change for change in CHANGES if change.step == "create, then delete"]
one_after_the_other = [change for change in CHANGES if change.step == "delete, then create"]


@pytest.mark.parametrize("fault", [REFUSED, DOWN], ids=["refused", "Exotel is down"])
def test_s64_what_is_in_use_stays_where_both_may_stand(
    fault: Fault, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    for change in side_by_side:
        stack.up(str(change), change.resource, **inputs(change.resource))
    with Host(exotel) as stack.host:
        exotel.add_fault(fault)
        for change in side_by_side:
            with pytest.raises(HostError):
                stack.up(str(change), change.resource, **{**inputs(change.resource), change.field: change.new})
        exotel.clear_faults()
        for change in side_by_side:
            assert on_server(exotel, change.resource, stack[str(change)].id) is not None
    with Host(exotel) as stack.host:
        for change in side_by_side:
            assert stack.up(str(change), change.resource, **inputs(change.resource)) == "same"


@pytest.mark.parametrize("change", side_by_side, ids=str)
def test_s104_what_is_in_use_stays_where_its_trunk_changes_in_the_same_run(
    change: Change, exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    given = inputs(change.resource)
    stack.up("it", change.resource, **given)
    with Host(exotel) as stack.host:
        exotel.add_fault(REFUSED)
        with pytest.raises(HostError):
            stack.up("it", change.resource, **{**given, change.field: change.new, "trunk_sid": trunks[1]})
        exotel.clear_faults()
        assert on_server(exotel, change.resource, stack["it"].id) is not None
    with Host(exotel) as stack.host:
        assert stack.up("it", change.resource, **given) == "same"


def test_s64_a_number_that_another_trunk_has_costs_nothing(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    given = inputs(PhoneNumber)
    stack.up("it", PhoneNumber, **given)
    item = exotel.add(trunks[1], "phone_numbers", phone_number="+919876543211")
    with Host(exotel) as stack.host:
        with pytest.raises(HostError) as refused:
            stack.up("it", PhoneNumber, **{**given, "phone_number": "+919876543211"})
        assert f"mapped to trunk {trunks[1]}" in refused.value.message
        assert refused.value.message.endswith("Nothing was changed.")
        exotel.remove(trunks[1], "phone_numbers", item)
        assert on_server(exotel, PhoneNumber, stack["it"].id) is not None


def test_s38_s64_where_the_old_one_goes_first_the_error_says_what_is_gone(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    for change in one_after_the_other:
        stack.up(str(change), change.resource, **inputs(change.resource))
    with Host(exotel) as stack.host:
        exotel.add_fault(REFUSED)
        for change in one_after_the_other:
            new = trunks[1] if change.new is ANOTHER_TRUNK else change.new
            with pytest.raises(HostError) as refused:
                stack.up(str(change), change.resource, **{**inputs(change.resource), change.field: new})
            assert_gone(change, refused.value.message)
        exotel.clear_faults()
    with Host(exotel) as stack.host:
        for change in one_after_the_other:
            assert stack.up(str(change), change.resource, **inputs(change.resource)) == "create"


def assert_gone(change: Change, reported: str) -> None:
    """Asserts that the error of a change says what is deleted, and how to go on."""
    assert f"The {change.resource.kind.noun} " in reported
    assert "is deleted already, to be replaced" in reported
    assert "take the change back" in reported
    assert "othing was changed" not in reported
    assert ("with everything on it" in reported) == (change.resource is Trunk)
