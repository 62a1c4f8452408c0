"""Runs that end with an error after an object has changed hands: the next run must not delete what is in use."""

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .programs import LINE, NAMES, TRUNK
from .simulators import both_dialects
from .stack import Stack
from .test_changes import as_stored
from .wire import stored

# It cannot be made, and comes after all that it is given: by then other resources have got their objects.
NEVER = (
    'exotel.DestinationUri("never", trunk={}, destination="13.233.99.99:5060;transport=tcp",\n'
    "    opts=pulumi.ResourceOptions(depends_on=[{}]))\n"
)
NEW_NAMES = LINE.replace('("', '("new_').replace('    "inbound"', '    "new_inbound"').replace("new_trunk", "trunk")
ADOPTED = LINE.replace('trunk_name="voice_ai"', 'trunk_name="voice_ai", adopt=True')
RENAMED = {
    "children": (NEW_NAMES, "number, acl, inbound, login, caller", set(NAMES) - {"trunk"}),
    "trunk": (ADOPTED.replace('Trunk("trunk"', 'Trunk("new_trunk"'), "trunk", {"trunk"}),
}


@pytest.mark.parametrize(("program", "before_the_error", "names"), RENAMED.values(), ids=RENAMED)
def test_s3_a_resource_under_another_name_after_an_error(
    stack: Stack, simulator: Simulator, program: str, before_the_error: str, names: set[str]
) -> None:
    stack.program(LINE)
    stack.up()
    before, declared = stack.ids(), as_stored(simulator)
    stack.program(program + NEVER.format("trunk", before_the_error))
    stack.up(fails=True)
    both = {f"new_{name}": before[name] for name in names}
    assert stack.ids() == before | both, "the old names are still there, with the same objects"

    stack.program(program)
    assert sorted(stack.up().steps) == [f"delete {name}" for name in sorted(names)]
    assert stack.ids() == {name: before[name] for name in set(NAMES) - names} | both
    assert as_stored(simulator) == declared
    stack.settle_and_destroy()


@pytest.mark.parametrize("name", ["login", "trunk"])
def test_s38_a_forced_replacement_whose_deletion_fails_leaves_the_state_as_it_is(
    stack: Stack, simulator: Simulator, name: str
) -> None:
    stack.program(TRUNK + 'exotel.Credential("login", trunk=trunk, user_name="voice")\n')
    stack.up()
    before = stack.ids()
    collection = {"login": "credentials", "trunk": "trunks"}[name]
    simulator.add_fault(Fault("DELETE", collection, "respond", times=0, status=400))
    stack.up("--replace", stack.urn(name), fails=True)
    assert stack.ids() == before
    simulator.clear_faults()
    stack.settle_and_destroy()


PAIRS = (
    TRUNK
    + """
pairs = [
    resource
    for name, key in (("one", "{0}"), ("two", "{1}"))
    for resource in (
        exotel.PhoneNumber(name, trunk=trunk, phone_number=f"+91987654321{{key}}"),
        exotel.WhitelistedIp(name, trunk=trunk, ip=f"13.233.10.{{key}}"),
        exotel.DestinationUri(name, trunk=trunk, destination=f"{{key}}.example.com:5061;transport=tls"),
    )
]
"""
)


@both_dialects
def test_s38_two_resources_exchange_their_objects_before_an_error(stack: Stack, simulator: Simulator) -> None:
    """What is created first takes over what the other one has; in the state it then waits to be deleted."""
    stack.program(PAIRS.format(1, 2))
    stack.up()
    declared = as_stored(simulator)
    stack.program(PAIRS.format(2, 1) + NEVER.format("trunk", "*pairs"))
    stack.up(fails=True)
    assert as_stored(simulator) == declared

    stack.program(PAIRS.format(2, 1))
    stack.up()
    assert as_stored(simulator) == declared
    stack.settle()

    # And all at once, without an error.
    stack.program(PAIRS.format(1, 2))
    stack.up()
    assert as_stored(simulator) == declared
    assert {table: len(rows) for table, rows in stored(simulator).items()} == {
        "trunks": 1, "phone_numbers": 2, "whitelisted_ips": 2, "destination_uris": 2
    }  # fmt: skip
    stack.settle_and_destroy()


def test_a_name_that_is_given_up_is_for_the_next_run(stack: Stack, simulator: Simulator) -> None:
    """Else the new login would be the object that the other one is about to rename."""
    stack.program(TRUNK + 'exotel.Credential("agent", trunk=trunk, user_name="one")\n')
    stack.up()
    agent = stack.id("agent")
    simulator.add_fault(Fault("PUT", "credentials", "delay", seconds=2))
    stack.program(
        TRUNK
        + 'exotel.Credential("agent", trunk=trunk, user_name="two")\n'
        + 'exotel.Credential("legacy", trunk=trunk, user_name="one")\n'
    )
    refused = stack.up(fails=True)
    assert f"It is {agent}, which another resource of the program has and is about to rename" in refused.text
    stack.up()
    held = {row["user_name"]: f"{row['trunk_sid']}/{row['id']}" for row in simulator.state.snapshot()["credentials"]}
    assert held == {"two": agent, "one": stack.id("legacy")}
    stack.settle_and_destroy()
