"""A number moves from one line of a program to another (scenario 69)."""

import pytest

from exotel_pulumi.simulator import Simulator

from .stack import Stack
from .wire import writing

TWO_LINES = """
def line(name, *numbers, **more):
    return exotel.SipTrunk(name, trunk_name=name, direction="outbound", phone_numbers=list(numbers),
                           user_names=["agent"], **more)

"""
BEFORE = TWO_LINES + 'a = line("a", "+919876543201", "+919876543202")\nb = line("b", "+919876543203")\n'
WITHOUT = TWO_LINES + 'a = line("a", "+919876543201")\nb = line("b", "+919876543203", "+919876543202")\n'
# The line that the error gives, with the names of this program.
ALIAS = """
moved = {"phone_numbers": lambda number: pulumi.ResourceOptions(aliases=[pulumi.Alias(name=f"a-{number}", parent=a)])}
"""
WITH = (
    TWO_LINES
    + 'a = line("a", "+919876543201")\n'
    + ALIAS
    + 'b = line("b", "+919876543203", "+919876543202", child_opts=moved)\n'
)


@pytest.mark.usefixtures("host")
def test_s69_a_number_moves_to_another_line_in_one_run(stack: Stack, simulator: Simulator) -> None:
    stack.program(BEFORE)
    stack.up()

    stack.program(WITHOUT)
    previewed = stack.preview(fails=True).text
    assert f"+919876543202 is mapped to the trunk a ({stack.id('a')})" in previewed
    refused = stack.up(fails=True)
    assert f"mapped to trunk {stack.id('a')}" in refused.text
    for part in ('child_opts={"phone_numbers": lambda number: pulumi.ResourceOptions(aliases=', "parent=<old line>"):
        assert part in refused.text
    assert len(simulator.rows(stack.id("a"), "phone_numbers")) == 2

    stack.program(WITH)
    simulator.clear_log()
    assert "moves from the trunk" in stack.preview().text
    assert simulator.requests == []
    stack.up()
    assert [request.split()[0] for request in writing(simulator)] == ["DELETE", "POST"]
    numbers = {str(row["phone_number"]) for row in simulator.rows(stack.id("b"), "phone_numbers")}
    assert numbers == {"+919876543203", "+919876543202"}
    stack.destroy_all()


FROM_A_REPLACED_ONE = """
a = exotel.Trunk("a", trunk_name="a", domain_name="{domain}.pstn.exotel.com")
b = exotel.Trunk("b", trunk_name="b")
exotel.PhoneNumber("moves", trunk={trunk}, phone_number="+919876543201")
exotel.Credential("login", trunk={trunk}, user_name="agent")
exotel.PhoneNumber("stays", trunk=a, phone_number="+919876543202")
"""


@pytest.mark.usefixtures("host")
def test_s69_a_number_and_a_login_leave_a_trunk_that_is_replaced_in_the_same_run(
    stack: Stack, simulator: Simulator
) -> None:
    """The engine deletes what is on the trunk in a chain, and begins to make what moves beside it, mostly before.

    What is made first makes the state invalid ("duplicate resource"): a login would, and a number is refused.
    """
    stack.program(FROM_A_REPLACED_ONE.format(domain="before", trunk="a"))
    stack.up()
    stack.program(FROM_A_REPLACED_ONE.format(domain="after", trunk="b"))
    stack.up()
    held = {trunk["trunk_name"]: simulator.rows(trunk["trunk_sid"], "phone_numbers") for trunk in simulator.trunks()}
    assert {name: [row["phone_number"] for row in rows] for name, rows in held.items()} == {
        "a": ["+919876543202"],
        "b": ["+919876543201"],
    }
    [login] = stack.simulator.state.snapshot()["credentials"]
    assert login["trunk_sid"] == stack.id("b")
    stack.up("--refresh", "--expect-no-changes")
    stack.destroy_all()
