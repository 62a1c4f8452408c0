"""A value that somebody has set by hand, and that a program would be refused for, blocks no run (scenario 68)."""

from exotel_pulumi.simulator import Simulator

from .stack import Stack

PROGRAM = """
kept = pulumi.ResourceOptions(ignore_changes=["trunk_name"])
trunk = exotel.Trunk("trunk", trunk_name="mine", opts=kept)
exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210", mode="{mode}")
"""


def test_s65_s68_a_name_with_a_blank_and_another_case_of_the_account_block_nothing(
    stack: Stack, simulator: Simulator
) -> None:
    stack.program(PROGRAM.format(mode="pstn"))
    stack.up()
    sid = stack.id("trunk")
    simulator.edit_trunk(sid, trunk_name="LiveKit Production", domain_name="ACME1.pstn.exotel.com")
    stack.refresh()
    stack.preview("--expect-no-changes")
    stack.program(PROGRAM.format(mode="flow"))
    assert stack.up().steps == ["update number"]
    assert [trunk["trunk_name"] for trunk in simulator.trunks()] == ["LiveKit Production"]
    stack.settle_and_destroy()
