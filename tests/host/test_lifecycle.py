"""Each resource from nothing to nothing, as the engine takes it there."""

import pytest

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.simulator import Simulator
from tests.host.conftest import InputsOf, NewRun
from tests.host.engine import Stack
from tests.host.host import Host, HostError, Kind, Values
from tests.host.kinds import CHILDREN, REQUIRED, VALID, add_by_hand, on_server, remove_by_hand

MISSING = {Trunk: "trmum1nowhere"} | dict.fromkeys(CHILDREN, "trmum1nowhere/1")

# What may change while the object stays the same one to Exotel.
MUTABLE: dict[Kind, Values] = {
    PhoneNumber: {"mode": "pstn"},
    WhitelistedIp: {"mask": 28},
    DestinationUri: {"priority": 7},
    Credential: {"friendly_name": "livekit_eu"},
    CallerId: {"phone_number": "+919876543211"},
}


def make_all(stack: Stack, inputs: InputsOf) -> None:
    """One object of each kind on one trunk."""
    for kind in VALID:
        stack.up(kind.__name__, kind, **inputs(kind))


def test_s33_a_refresh_without_drift_changes_nothing(stack: Stack, inputs: InputsOf, new_run: NewRun) -> None:
    make_all(stack, inputs)
    for host in (stack.host, new_run()):
        stack.host = host
        for kind in VALID:
            held = stack[kind.__name__]
            outputs, declared = held.outputs, held.inputs
            found = stack.refresh(kind.__name__)
            assert (found.id, found.outputs, found.inputs) == (held.id, outputs, None)
            assert not stack.drift(kind.__name__, found).changed
            assert held.inputs == declared
            assert stack.preview(kind.__name__, kind, **inputs(kind)) == "same"


@pytest.mark.parametrize("kind", VALID)
def test_s33_defaults_are_no_drift_either(kind: Kind, exotel: Simulator, stack: Stack, inputs: InputsOf) -> None:
    given = {name: value for name, value in inputs(kind).items() if name in {*REQUIRED[kind], "trunk_sid"}}
    stack.up("it", kind, **given)
    assert stack.preview("it", kind, **given) == "same"
    found = stack.refresh("it")
    assert found.inputs is None
    exotel.clear_log()
    assert stack.up("it", kind, **given) == "same"
    assert exotel.requests == []


@pytest.mark.parametrize("kind", VALID)
def test_deleting_and_creating_again_works_in_one_process(
    kind: Kind, exotel: Simulator, stack: Stack, later_host: Host, inputs: InputsOf
) -> None:
    stack.up("it", kind, **inputs(kind))
    stack.host = later_host
    stack.destroy("it")
    assert stack.up("it", kind, **inputs(kind)) == "create"
    assert on_server(exotel, kind, stack["it"].id) is not None


def test_s51_get_reads_the_whole_object(stack: Stack, inputs: InputsOf, new_run: NewRun) -> None:
    make_all(stack, inputs)
    host = new_run()
    for held in stack.held.values():
        found = host.get(held.kind, held.id)
        unread = held.kind.provider.write_only | held.kind.provider.local
        readable = {name: value for name, value in held.outputs.items() if name not in unread}
        assert (found.id, found.outputs) == (held.id, readable | ({"adopt": False} if held.kind is Trunk else {}))


@pytest.mark.parametrize("kind", VALID)
def test_s51_get_says_when_there_is_no_such_object(kind: Kind, host: Host, trunks: list[str]) -> None:
    identity = MISSING[kind]
    with pytest.raises(HostError) as failed:
        host.get(kind, identity)
    noun = kind.provider.noun
    assert f"there is no {noun} {identity} in this account" in failed.value.message
    if kind is not Trunk:
        with pytest.raises(HostError, match=f"there is no {noun} {trunks[0]}/1 in this account"):
            host.get(kind, f"{trunks[0]}/1")


@pytest.mark.parametrize("kind", VALID)
def test_s51_get_says_when_an_id_is_of_another_shape(kind: Kind, host: Host) -> None:
    wrong = ("a/b", "/", "") if kind is Trunk else ("41523", "/41523", "trmum1/", "a/b/c", "")
    for identity in wrong:
        with pytest.raises(HostError) as failed:
            host.get(kind, identity)
        assert f"is not the id of a {kind.provider.noun}" in failed.value.message
        assert "What to do: give " in failed.value.message


def test_s7_what_the_trunk_has_already_is_taken_over(
    exotel: Simulator, stack: Stack, inputs: InputsOf, trunks: list[str]
) -> None:
    for kind in CHILDREN:
        given, name = inputs(kind), kind.__name__
        by_hand = add_by_hand(exotel, kind, trunks[0], **REQUIRED[kind])
        assert stack.up(name, kind, **given) == "create"
        assert stack[name].id == by_hand
        assert given.items() <= (on_server(exotel, kind, by_hand) or {}).items()
        assert stack.preview(name, kind, **given) == "same"


def test_s7_a_trunk_of_this_name_is_refused_with_its_sid_and_the_way_to_adopt_it(
    exotel: Simulator, stack: Stack
) -> None:
    sid = exotel.add_trunk(trunk_name="adopted_0")
    before = exotel.state.snapshot()
    with pytest.raises(HostError) as failed:
        stack.up("it", Trunk, trunk_name="adopted_0")
    assert f"set adopt=True to take {sid} over into this stack; nothing was changed." in failed.value.message
    assert exotel.state.snapshot() == before
    exotel.remove_trunk(sid)


def test_s8_s52_an_adopted_trunk_is_brought_in_line_and_belongs_to_the_stack(exotel: Simulator, stack: Stack) -> None:
    sid = exotel.add_trunk(trunk_name="adopted_1", nso_code="SOME-OPERATOR")
    assert stack.up("it", Trunk, trunk_name="adopted_1", adopt=True) == "create"
    assert stack["it"].id == sid
    assert (on_server(exotel, Trunk, sid) or {})["nso_code"] == "ANY-ANY"
    assert stack.preview("it", Trunk, trunk_name="adopted_1", adopt=True) == "same"
    assert stack.preview("it", Trunk, trunk_name="adopted_1") == "same"
    assert stack.refresh("it").inputs is None


def test_s8_an_adopted_trunk_of_another_domain_is_refused(exotel: Simulator, stack: Stack) -> None:
    """Only a replacement could put that right, and adoption must not delete."""
    sid = exotel.add_trunk(trunk_name="adopted_2", domain_name="other.pstn.exotel.com")
    before = exotel.state.snapshot()
    with pytest.raises(HostError, match="exists with another domain_name"):
        stack.up("it", Trunk, trunk_name="adopted_2", adopt=True)
    assert exotel.state.snapshot() == before
    exotel.remove_trunk(sid)


@pytest.mark.parametrize("differs", [False, True], ids=["unchanged", "changed"])
def test_s3_a_resource_under_a_new_name_keeps_its_object(
    differs: bool, exotel: Simulator, stack: Stack, inputs: InputsOf, new_run: NewRun
) -> None:
    """Without an alias the engine creates the new name first, which takes the object over, and then deletes the old."""
    for kind in CHILDREN:
        stack.up(f"old {kind.__name__}", kind, **inputs(kind))
    stack.host = new_run()
    for kind in CHILDREN:
        given, name = inputs(kind) | (MUTABLE[kind] if differs else {}), f"new {kind.__name__}"
        stack.up(name, kind, **given)
        stack.destroy(f"old {kind.__name__}")
        assert given.items() <= (on_server(exotel, kind, stack[name].id) or {}).items(), name
    stack.host = new_run()
    for kind in CHILDREN:
        assert stack.refresh(f"new {kind.__name__}").inputs is None


def test_s3_an_adopted_trunk_under_a_new_name_keeps_its_numbers(
    exotel: Simulator, stack: Stack, inputs: InputsOf, new_run: NewRun
) -> None:
    given = inputs(Trunk)
    stack.up("old name", Trunk, **given)
    exotel.add(stack["old name"].id, "phone_numbers", phone_number="+919876543210")
    stack.host = new_run()
    stack.up("new name", Trunk, **given, adopt=True)
    stack.destroy("old name")
    assert len(exotel.rows(stack["new name"].id, "phone_numbers")) == 1


@pytest.mark.parametrize("kind", VALID)
def test_s27_deleting_what_was_deleted_by_hand_succeeds(
    kind: Kind, exotel: Simulator, stack: Stack, inputs: InputsOf
) -> None:
    stack.up("it", kind, **inputs(kind))
    remove_by_hand(exotel, kind, stack["it"].id)
    stack.destroy("it")


@pytest.mark.parametrize("kind", CHILDREN)
def test_s28_deleting_what_went_with_its_trunk_succeeds(
    kind: Kind, exotel: Simulator, stack: Stack, inputs: InputsOf, trunks: list[str]
) -> None:
    stack.up("it", kind, **inputs(kind))
    if kind is Credential:  # Exotel leaves these behind, out of reach
        remove_by_hand(exotel, kind, stack["it"].id)
    exotel.remove_trunk(trunks[0])
    stack.destroy("it")
