"""Pulumi's own options of a resource work on ours as on any other."""

import pytest

from exotel_pulumi.simulator import Simulator

from .conftest import MODULES
from .programs import NUMBER, TRUNK
from .stack import Stack
from .wire import writing

BEFORE = (
    TRUNK
    + """
exotel.PhoneNumber("protected", trunk=trunk, phone_number="+919876543211", opts=pulumi.ResourceOptions(protect=True))
exotel.PhoneNumber("ignored", trunk=trunk, phone_number="+919876543212")
exotel.PhoneNumber("replaced", trunk=trunk, phone_number="+919876543213")
exotel.PhoneNumber("renamed", trunk=trunk, phone_number="+919876543214")
exotel.PhoneNumber("kept", trunk=trunk, phone_number="+919876543215",
    opts=pulumi.ResourceOptions(retain_on_delete=True, deleted_with=None))
"""
)
AFTER = (
    TRUNK
    + """
class Line(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("example:index:Line", name)

def flowing(args):
    return pulumi.ResourceTransformResult({**args.props, "mode": "flow"}, args.opts)

options = pulumi.ResourceOptions
exotel.PhoneNumber("ignored", trunk=trunk, phone_number="+919876543219", mode="flow",
    opts=options(ignore_changes=["mode", "phone_number"]))
exotel.PhoneNumber("replaced", trunk=trunk, phone_number="+919876543213", mode="flow",
    opts=options(replace_on_changes=["mode"]))
exotel.PhoneNumber("protected", trunk=trunk, phone_number="+919876543211")
exotel.PhoneNumber("new_name", trunk=trunk, phone_number="+919876543214",
    opts=options(parent=Line("line"), transforms=[flowing],
                 aliases=[pulumi.Alias(name="renamed", parent=pulumi.ROOT_STACK_RESOURCE)]))
"""
)


def test_protect_ignore_changes_aliases_parent_transforms_and_retain_on_delete_work(
    stack: Stack, simulator: Simulator, host: str
) -> None:
    stack.program(BEFORE)
    stack.up()
    before = stack.ids()
    stack.program(BEFORE.replace('exotel.PhoneNumber("protected"', "# "))
    assert "protected" in stack.up(fails=True).text

    stack.program(AFTER)
    steps = stack.up().steps
    # With Pulumi's host, `replace_on_changes` has no effect: it reports to the engine that something changes, not what.
    replaced = ["update replaced"]
    if host == MODULES["plugin"]:
        replaced = ["create-replacement replaced", "delete-replaced replaced"]
    assert sorted(steps) == sorted(["create line", "delete kept", "update new_name", *replaced])
    after = stack.ids()
    assert after["new_name"] == before["renamed"]
    assert after["ignored"] == before["ignored"]
    assert (after["replaced"] == before["replaced"]) == (replaced == ["update replaced"])
    modes = {row["phone_number"]: row["mode"] for row in simulator.rows(after["trunk"], "phone_numbers")}
    assert modes == {
        "+919876543211": "pstn",
        "+919876543212": "pstn",
        "+919876543213": "flow",
        "+919876543214": "flow",
        "+919876543215": "pstn",
    }
    stack.settle_and_destroy()


IN_ORDER = (
    NUMBER
    + """
after = lambda other: pulumi.ResourceOptions(depends_on=[other])
second = exotel.PhoneNumber("second", trunk=trunk, phone_number="+919876543211", opts=after(number))
third = exotel.PhoneNumber("third", trunk=trunk, phone_number="+919876543212", opts=after(second))
"""
)


@pytest.mark.usefixtures("host")
def test_depends_on_orders_what_the_engine_would_make_at_once(stack: Stack, simulator: Simulator) -> None:
    stack.program(IN_ORDER)
    stack.up()
    posted = [request.body["phone_number"] for request in simulator.requests if request.path.endswith("-numbers")]
    assert posted == ["+919876543210", "+919876543211", "+919876543212"]
    stack.program(TRUNK)
    simulator.clear_log()
    assert stack.up().steps == ["delete third", "delete second", "delete number"]
    assert writing(simulator) == ["DELETE phone_numbers"] * 3
    stack.destroy_all()


WEDGED = (
    NUMBER
    + """
deleted_first = pulumi.ResourceOptions(delete_before_replace={})
exotel.PhoneNumber("second", trunk=trunk, phone_number="+919876543211", opts=deleted_first)
exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20", opts=deleted_first)
exotel.DestinationUri("inbound", trunk=trunk, destination="sip.example.com:5061;transport=tls", opts=deleted_first)
"""
)


def test_a_replacement_by_force_makes_a_new_object_if_the_old_one_is_deleted_first(
    stack: Stack, simulator: Simulator
) -> None:
    """As docs/limits.md says; without the option the old object is taken over, and nothing is lost."""
    names = ("second", "acl", "inbound")
    stack.program(WEDGED.format(None))
    stack.up()
    before = stack.ids()
    by_force = [flag for name in names for flag in ("--replace", stack.urn(name))]
    stack.up(*by_force)
    assert stack.ids() == before
    stack.program(WEDGED.format(True))
    simulator.clear_log()
    stack.up(*by_force)
    after = stack.ids()
    assert {name for name in after if after[name] != before[name]} == set(names)
    assert sorted(writing(simulator)) == sorted(
        f"{verb} {table}"
        for verb in ("DELETE", "POST")
        for table in ("destination_uris", "phone_numbers", "whitelisted_ips")
    )
    stack.settle_and_destroy()
