"""Runs that end with an error after an object has changed hands: the next run must not delete what is in use."""

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .programs import LINE, NAMES, NEW_NAMES, TRUNK
from .stack import Stack
from .wire import as_stored, stored

# It cannot be made, and comes after all that it is given: by then other resources have got their objects.
NEVER = (
    'exotel.DestinationUri("never", trunk={}, destination="13.233.99.99:5060;transport=tcp",\n'
    "    opts=pulumi.ResourceOptions(depends_on=[{}]))\n"
)
NEW_TRUNK = NEW_NAMES.replace(
    'Trunk("trunk", trunk_name="voice_ai"', 'Trunk("new_trunk", trunk_name="voice_ai", adopt=True'
)
# A program, what it makes before the error, and the resources that have another name in it.
RENAMED = (
    (NEW_NAMES, "number, acl, inbound, login, caller", set(NAMES) - {"trunk"}),
    (NEW_TRUNK, "trunk", {"trunk"}),
)


def test_s3_a_resource_under_another_name_keeps_its_object_after_an_error(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    declared = as_stored(simulator)
    for program, before_the_error, names in RENAMED:
        before = stack.ids()
        both = before | {f"new_{name}": before[name] for name in names}
        stack.program(program + NEVER.format("trunk", before_the_error))
        stack.up(fails=True)
        assert stack.ids() == both, "the old names are still there, with the same objects"

        stack.program(program)
        assert sorted(stack.up().steps) == [f"delete {name}" for name in sorted(names)]
        assert stack.ids() == {name: identity for name, identity in both.items() if name not in names}
        assert as_stored(simulator) == declared
    stack.destroy_all()


@pytest.mark.usefixtures("host")
def test_s38_a_forced_replacement_whose_deletion_fails_leaves_the_state_as_it_is(
    stack: Stack, simulator: Simulator
) -> None:
    stack.program(TRUNK + 'exotel.Credential("login", trunk=trunk, user_name="voice")\n')
    stack.up()
    before = stack.ids()
    for name, collection in (("login", "credentials"), ("trunk", "trunks")):
        simulator.add_fault(Fault("DELETE", collection, "respond", times=0, status=400))
        stack.up("--replace", stack.urn(name), fails=True)
        assert stack.ids() == before, name
        simulator.clear_faults()
    stack.destroy_all()


PAIRS = (
    TRUNK
    + """
pairs = [
    resource
    for name, key in (("one", "{0}"), ("two", "{1}"))
    for resource in (
        exotel.PhoneNumber(f"number_{{name}}", trunk=trunk, phone_number=f"+91987654321{{key}}"),
        exotel.WhitelistedIp(f"acl_{{name}}", trunk=trunk, ip=f"13.233.10.{{key}}"),
        exotel.DestinationUri(f"inbound_{{name}}", trunk=trunk, destination=f"{{key}}.example.com:5061;transport=tls"),
    )
]
"""
)


def test_s38_two_resources_exchange_their_objects_before_an_error(stack: Stack, simulator: Simulator) -> None:
    # The new one is created first and takes the other's object over; in the state the old one waits to be deleted.
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

    # The same without an error.
    stack.program(PAIRS.format(1, 2))
    stack.up()
    assert as_stored(simulator) == declared
    assert {table: len(rows) for table, rows in stored(simulator).items()} == {
        "trunks": 1, "phone_numbers": 2, "whitelisted_ips": 2, "destination_uris": 2
    }  # fmt: skip
    stack.destroy_all()
