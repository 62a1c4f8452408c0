"""Scenarios 58 and 106: whatever program, edits, faults and hands, running again comes to the program and nothing else.

A failing case is printed by Hypothesis with its actions and a line that repeats it; it is kept here as an `@example`.
`EXAMPLES=200 make test` looks for more of them.
"""

import os
from typing import Any, get_args

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exotel_pulumi import Credential
from exotel_pulumi.simulator import Options, Simulator
from tests.host.by_hand import COLLECTIONS, on_server
from tests.host.host import Host
from tests.properties.world import (
    PAIRS,
    RENAMED,
    SECRETS,
    SLOTS,
    TRUNKS,
    Action,
    Drop,
    Edit,
    Effect,
    Forget,
    Hand,
    Rename,
    Swap,
    Trouble,
    Up,
    World,
)

WORLDS = (
    Options(rate_limit=0),
    Options(rate_limit=0, dialect="reference", list_shape="keyed"),
    Options(rate_limit=0, duplicate="409", missing_trunk="404", list_delay=1),
    Options(rate_limit=0, delete_delay=1, dates="none"),
)
EXAMPLES = int(os.environ.get("EXAMPLES", "30"))
RUNS_TO_CONVERGE = 3
EFFECTS: tuple[Effect, ...] = get_args(Effect)

names = st.sampled_from(sorted(SLOTS))
edits = st.builds(Edit, names, st.integers(0, 2), st.sampled_from(TRUNKS))
actions: st.SearchStrategy[Action] = st.one_of(
    edits,
    edits,
    st.builds(Drop, names),
    st.builds(Rename, st.sampled_from(RENAMED)),
    st.builds(Swap, st.sampled_from(sorted(PAIRS))),
    st.builds(
        Trouble,
        st.sampled_from(("GET", "POST", "PUT", "DELETE")),
        st.sampled_from(EFFECTS),
        st.integers(0, 2),
        st.sampled_from((400, 429, 500, 502, 503)),
    ),
    st.builds(Hand, names, st.booleans()),
    st.builds(Forget, names),
    st.builds(Up, st.booleans()),
)


@settings(max_examples=EXAMPLES, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WORLDS), st.lists(actions, min_size=3, max_size=12))
@example(WORLDS[0], [Edit("n0", 0, "t0"), Up(False), Edit("n0", 2, "t1"), Trouble("POST", "drop_after", 1), Up(False)])
@example(WORLDS[1], [Edit("d0", 1, "t0"), Trouble("POST", "drop_after", 1), Up(False), Hand("d0", True)])
@example(WORLDS[2], [Edit("c0", 0, "t0"), Forget("c0"), Up(False), Hand("t0", True), Up(True), Drop("c0")])
@example(
    WORLDS[0],
    [
        Edit("ip0", 1, "t0"),
        Edit("ip1", 0, "t0"),
        Edit("c0", 0, "t0"),
        Up(False),
        Swap("ip"),
        Edit("c0", 1, "t0"),
        Trouble("PUT", "respond", 0, 400),
        Up(False),
    ],
)
@example(
    WORLDS[1],
    [Edit("n2", 0, "t0"), Up(False), Rename("n2"), Edit("d0", 1, "t0"), Trouble("PUT", "respond", 0, 400), Up(False)],
)
@example(
    WORLDS[0],
    [
        Edit("c0", 1, "t0"),
        Up(False),
        *(Edit("c0", 2, "t0"), Trouble("PUT", "drop_after", 0), Trouble("PUT", "drop_after", 0), Up(False)),
        *(Edit("c0", 1, "t0"), Up(False)),
    ],
)
def test_s58_s106_runs_converge(options: Options, script: list[Action]) -> None:
    with Simulator(options) as simulator:
        foreign = make_foreign_objects(simulator)
        world = World(simulator)
        for action in script:
            world.do(action)
            assert_nothing_is_lost(world)
        simulator.clear_faults()
        for _ in range(RUNS_TO_CONVERGE):
            ended = world.run(refresh=True)
            assert_nothing_is_lost(world)
        assert ended, f"still failing without any fault left: {world.failure}"
        assert_server_equals_program(world)
        assert_nothing_left_to_do(world)
        assert foreign_objects(simulator) == foreign
        world.destroy()
        assert foreign_objects(simulator) == foreign
        assert ours(simulator) == set()
        assert not any(secret in reported for secret in SECRETS for reported in world.reported)


def make_foreign_objects(simulator: Simulator) -> dict[str, list[Any]]:
    """Makes another's trunk in the same account."""
    sid = simulator.add_trunk(trunk_name="somebody_else")
    simulator.add(sid, "phone_numbers", phone_number="+918040000000", mode="pstn")
    simulator.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    return foreign_objects(simulator)


def foreign_objects(simulator: Simulator) -> dict[str, list[Any]]:
    """Returns everything on another's trunk, and the trunk."""
    (trunk,) = simulator.trunks(trunk_name="somebody_else")
    sid = trunk["trunk_sid"]
    return {"trunks": [trunk]} | {collection: simulator.rows(sid, collection) for collection in COLLECTIONS.values()}


def assert_nothing_is_lost(world: World) -> None:
    """Asserts, whatever a run came to, that what the state has is at Exotel, unless somebody removed it by hand."""
    for name, held in world.stack.held.items() if world.stack else ():
        if not {held.id, held.id.partition("/")[0]} & world.removed:
            assert on_server(world.simulator, held.resource, held.id) is not None, f"{name} is lost"


def assert_server_equals_program(world: World) -> None:
    assert world.stack is not None
    assert set(world.stack.held) == {world.names[slot] for slot in world.program}
    for slot in world.program:
        held = world.stack[world.names[slot]]
        row = on_server(world.simulator, held.resource, held.id)
        assert row is not None, f"{slot} is in the state and not at Exotel"
        # Exotel has forgotten nothing and made nothing twice.
        for field, value in world.declared(slot).items():
            if field not in ("adopt", "rotation") and value is not None:
                assert row[field] == value, (slot, field)
        if held.resource is Credential:
            assert row["password"] == held.outputs["password"]
    ids = {held.id for held in world.stack.held.values()}
    assert ids <= ours(world.simulator) <= ids | world.abandoned


def ours(simulator: Simulator) -> set[str]:
    """Returns the ids of all objects that are on trunks, but another's."""
    sids = {trunk["trunk_sid"] for trunk in simulator.trunks() if trunk["trunk_name"] != "somebody_else"}
    children = {
        f"{sid}/{row['name'] if collection == 'settings' else row['id']}"
        for sid in sids
        for collection in COLLECTIONS.values()
        for row in simulator.rows(sid, collection)
    }
    return sids | children


def assert_nothing_left_to_do(world: World) -> None:
    """Asserts that the state equals the server: a refresh changes no input, and every step is "same"."""
    assert world.stack is not None
    with Host(world.simulator) as host:
        world.stack.host = host
        for name in list(world.stack.held):
            before = world.stack[name].outputs
            assert world.stack.refresh(name).inputs is None, name
            assert world.stack[name].outputs == before, name
        for slot in world.program:
            name = world.names[slot]
            assert world.stack.preview(name, SLOTS[slot][0], **world.declared(slot)) == "same", name
    world.reported += host.reported
