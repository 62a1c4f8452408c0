"""Each resource from nothing to nothing, as the engine takes it there."""

import pytest

from exotel_pulumi import Credential, Trunk
from exotel_pulumi.simulator import Simulator
from tests.host.by_hand import on_server, remove_by_hand
from tests.host.conftest import InputsOf, NewRun
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, HostError
from tests.kinds import CHANGES, CHILDREN, REQUIRED, VALID, Resource, Values

MISSING = {Trunk: "trmum1nowhere"} | dict.fromkeys(CHILDREN, "trmum1nowhere/1")

# What may change while the object stays the same one to Exotel.
MUTABLE: dict[Resource, Values] = {
    change.resource: {change.field: change.new} for change in reversed(CHANGES) if change.step == "update"
}


def make_all(stack: FakeStack, inputs: InputsOf) -> None:
    """Makes one object of each kind on one trunk."""
    for resource in VALID:
        stack.up(resource.__name__, resource, **inputs(resource))


@pytest.mark.parametrize("resource", VALID)
def test_s33_defaults_are_no_drift_either(
    resource: Resource, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    given = {name: value for name, value in inputs(resource).items() if name in {*REQUIRED[resource], "trunk_sid"}}
    stack.up("it", resource, **given)
    assert stack.preview("it", resource, **given) == "same"
    found = stack.refresh("it")
    assert found.inputs is None
    exotel.clear_log()
    assert stack.up("it", resource, **given) == "same"
    assert exotel.requests == []


@pytest.mark.parametrize("resource", VALID)
def test_deleting_and_creating_again_works_in_one_process(
    resource: Resource, exotel: Simulator, stack: FakeStack, second_host: Host, inputs: InputsOf
) -> None:
    stack.up("it", resource, **inputs(resource))
    stack.host = second_host
    stack.destroy("it")
    assert stack.up("it", resource, **inputs(resource)) == "create"
    assert on_server(exotel, resource, stack["it"].id) is not None


def test_s51_get_reads_the_whole_object(stack: FakeStack, inputs: InputsOf, new_run: NewRun) -> None:
    make_all(stack, inputs)
    host = new_run()
    for held in stack.held.values():
        found = host.get(held.resource, held.id)
        unread = held.resource.kind.write_only | held.resource.kind.not_compared
        readable = {name: value for name, value in held.outputs.items() if name not in unread}
        steering = {"adopt": False, "cascade": True} if held.resource is Trunk else {}
        assert (found.id, found.outputs) == (held.id, readable | steering)


@pytest.mark.parametrize("resource", VALID)
def test_s51_get_says_when_there_is_no_such_object(resource: Resource, host: Host, trunks: list[str]) -> None:
    identity = MISSING[resource]
    with pytest.raises(HostError) as failed:
        host.get(resource, identity)
    noun = resource.kind.noun
    assert f"there is no {noun} {identity} in this account" in failed.value.message
    if resource is not Trunk:
        with pytest.raises(HostError, match=f"there is no {noun} {trunks[0]}/1 in this account"):
            host.get(resource, f"{trunks[0]}/1")


@pytest.mark.parametrize("resource", VALID)
def test_s51_get_says_when_an_id_is_of_another_shape(resource: Resource, host: Host) -> None:
    wrong = ("a/b", "/", "") if resource is Trunk else ("41523", "/41523", "trmum1/", "a/b/c", "")
    for identity in wrong:
        with pytest.raises(HostError) as failed:
            host.get(resource, identity)
        assert f"is not the id of a {resource.kind.noun}" in failed.value.message
        assert "What to do: give " in failed.value.message


def test_s7_a_trunk_of_this_name_is_refused_with_its_sid_and_the_way_to_adopt_it(
    exotel: Simulator, stack: FakeStack
) -> None:
    sid = exotel.add_trunk(trunk_name="adopted_0")
    before = exotel.state.snapshot()
    with pytest.raises(HostError) as failed:
        # A name of its own: for "it", another test may have deleted a trunk in this host's run, which the error tells.
        stack.up("adopted_0", Trunk, trunk_name="adopted_0")
    assert f"set adopt=True to take {sid} over into this stack. Nothing was changed." in failed.value.message
    assert exotel.state.snapshot() == before
    exotel.remove_trunk(sid)


def test_s8_s52_an_adopted_trunk_is_brought_in_line_and_belongs_to_the_stack(
    exotel: Simulator, stack: FakeStack
) -> None:
    sid = exotel.add_trunk(trunk_name="adopted_1", nso_code="SOME-OPERATOR")
    assert stack.up("it", Trunk, trunk_name="adopted_1", adopt=True) == "create"
    assert stack["it"].id == sid
    assert (on_server(exotel, Trunk, sid) or {})["nso_code"] == "ANY-ANY"
    assert stack.preview("it", Trunk, trunk_name="adopted_1", adopt=True) == "same"
    assert stack.preview("it", Trunk, trunk_name="adopted_1") == "same"
    assert stack.refresh("it").inputs is None


def test_s8_an_adopted_trunk_of_another_domain_is_refused(exotel: Simulator, stack: FakeStack) -> None:
    """Only a replacement could put that right, and adoption must not delete."""
    sid = exotel.add_trunk(trunk_name="adopted_2", domain_name="other.pstn.exotel.com")
    before = exotel.state.snapshot()
    with pytest.raises(HostError, match=r"exists with domain_name 'other\.pstn\.exotel\.com', not "):
        stack.up("it", Trunk, trunk_name="adopted_2", adopt=True)
    assert exotel.state.snapshot() == before
    exotel.remove_trunk(sid)


@pytest.mark.parametrize("differs", [False, True], ids=["unchanged", "changed"])
def test_s3_a_resource_under_a_new_name_keeps_its_object(
    differs: bool, exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun
) -> None:
    """Without an alias the engine creates the new name first, which takes the object over, and then deletes the old."""
    for resource in CHILDREN:
        stack.up(f"old {resource.__name__}", resource, **inputs(resource))
    stack.host = new_run()
    for resource in CHILDREN:
        given, name = inputs(resource) | (MUTABLE[resource] if differs else {}), f"new {resource.__name__}"
        stack.up(name, resource, **given)
        stack.destroy(f"old {resource.__name__}")
        assert given.items() <= (on_server(exotel, resource, stack[name].id) or {}).items(), name
    stack.host = new_run()
    for resource in CHILDREN:
        assert stack.refresh(f"new {resource.__name__}").inputs is None


def test_s3_an_adopted_trunk_under_a_new_name_keeps_its_numbers(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun
) -> None:
    given = inputs(Trunk)
    stack.up("old name", Trunk, **given)
    exotel.add(stack["old name"].id, "phone_numbers", phone_number="+919876543210")
    stack.host = new_run()
    stack.up("new name", Trunk, **given, adopt=True)
    stack.destroy("old name")
    assert len(exotel.rows(stack["new name"].id, "phone_numbers")) == 1


@pytest.mark.parametrize("resource", VALID)
def test_s27_deleting_what_was_deleted_by_hand_succeeds(
    resource: Resource, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("it", resource, **inputs(resource))
    remove_by_hand(exotel, resource, stack["it"].id)
    stack.destroy("it")


@pytest.mark.parametrize("resource", CHILDREN)
def test_s28_deleting_what_went_with_its_trunk_succeeds(
    resource: Resource, exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    stack.up("it", resource, **inputs(resource))
    if resource is Credential:  # Exotel leaves these behind, out of reach
        remove_by_hand(exotel, resource, stack["it"].id)
    exotel.remove_trunk(trunks[0])
    stack.destroy("it")
