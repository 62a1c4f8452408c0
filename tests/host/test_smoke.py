"""Each kind of object from nothing to nothing, in each world that the documents leave open; and on each Python."""

import pytest

from exotel_pulumi import Credential, Trunk
from exotel_pulumi.simulator import Options, Simulator
from tests.host.by_hand import add_by_hand, on_server, remove_by_hand
from tests.host.conftest import WORLD, InputsOf, NewRun
from tests.host.fake_engine import FakeStack
from tests.host.host import Host
from tests.kinds import CHILDREN, REQUIRED, VALID

from .test_lifecycle import MUTABLE, make_all

WORLDS = {
    "live": WORLD,
    "live, plain statuses": Options(rate_limit=0, missing_trunk="404", duplicate="409"),
    "reference": Options(rate_limit=0, dialect="reference"),
}
pytestmark = pytest.mark.parametrize("exotel", WORLDS.values(), ids=list(WORLDS), indirect=True, scope="session")


def test_s33_a_refresh_without_drift_changes_nothing(stack: FakeStack, inputs: InputsOf, new_run: NewRun) -> None:
    make_all(stack, inputs)
    for host in (stack.host, new_run()):
        stack.host = host
        for resource in VALID:
            held = stack[resource.__name__]
            outputs, declared = held.outputs, held.inputs
            found = stack.refresh(resource.__name__)
            assert (found.id, found.outputs, found.inputs) == (held.id, outputs, None)
            assert not stack.drift(resource.__name__, found).changed
            assert held.inputs == declared
            assert stack.preview(resource.__name__, resource, **inputs(resource)) == "same"


def test_s35_a_change_is_made_in_place(exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun) -> None:
    make_all(stack, inputs)
    stack.host = new_run()
    for resource, change in MUTABLE.items():
        changed = {**inputs(resource), **change}
        before = stack[resource.__name__].id
        assert stack.up(resource.__name__, resource, **changed) == "update"
        assert stack[resource.__name__].id == before
        assert change.items() <= (on_server(exotel, resource, before) or {}).items()
        assert stack.preview(resource.__name__, resource, **changed) == "same"


def test_s7_what_the_trunk_has_already_is_taken_over(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    for resource in CHILDREN:
        given, name = inputs(resource), resource.__name__
        by_hand = add_by_hand(exotel, resource, trunks[0], **REQUIRED[resource])
        assert stack.up(name, resource, **given) == "create"
        assert stack[name].id == by_hand
        assert given.items() <= (on_server(exotel, resource, by_hand) or {}).items()
        assert stack.preview(name, resource, **given) == "same"


def test_s26_a_trunk_deleted_by_hand_takes_its_children_out_of_the_state(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, new_run: NewRun
) -> None:
    stack.up("trunk", Trunk, **inputs(Trunk))
    for resource in CHILDREN:
        stack.up(resource.__name__, resource, **inputs(resource) | {"trunk_sid": stack["trunk"].id})
    remove_by_hand(exotel, Credential, stack["Credential"].id)
    remove_by_hand(exotel, Trunk, stack["trunk"].id)
    for name in tuple(stack.held):
        assert stack.refresh(name).id == ""
    stack.host = new_run()
    stack.up("trunk", Trunk, **inputs(Trunk))
    for resource in CHILDREN:
        assert stack.up(resource.__name__, resource, **inputs(resource) | {"trunk_sid": stack["trunk"].id}) == "create"


def test_a_host_that_is_not_forked_does_the_same(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    make_all(stack, inputs)
    with Host(exotel, forked=False) as stack.host:
        for resource in VALID:
            assert stack.refresh(resource.__name__).inputs is None
            assert stack.preview(resource.__name__, resource, **inputs(resource)) == "same"
