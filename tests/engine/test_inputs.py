"""Inputs that are wrong, as the engine shows them. Every kind and value: tests/host/test_inputs.py and below."""

import re

import pytest

from exotel_pulumi.simulator import Simulator

from .programs import TRUNK
from .stack import Stack

# The engine prints the value of a property that a failure names: the password's failure must name none.
WRONG = TRUNK + 'exotel.Credential("bad", trunk=trunk, user_name="a b", password="not-allowed-9f1c")\n'


@pytest.mark.usefixtures("host")
def test_s42_s43_one_preview_shows_all_faults_of_a_resource_and_no_password(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(WRONG)
    shown = stack.preview(fails=True).text
    for name, reason in (("user_?name", "no blanks"), ("password", "letters, digits and underscores")):
        assert re.search(f"(?i){name}.*{reason}", shown), f"{name}: {reason}\n{shown}"
    assert "Traceback" not in shown
    assert "not-allowed-9f1c" not in shown
    assert (stack.resources(), simulator.requests) == ({}, [])


BY_HAND = """
exotel.Trunk("a", trunk_name="{a}")
exotel.Trunk("b", trunk_name="{b}")
"""
FAULTY = """
line = exotel.Trunk("line", trunk_name="voice-ai-very-long-name")
exotel.PhoneNumber("number", trunk=line, phone_number="98765 43210")
exotel.WhitelistedIp("by_sid", trunk="T/9", ip="13.233.10.20")
exotel.Credential("login", trunk=line, user_name="a b", password="not-allowed-9f1c")
exotel.DestinationUri("waits", trunk=line, destination="sip.example.com:5061;transport=tls")
"""


def test_s42_all_faulty_resources_of_a_program_are_reported_at_once(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(BY_HAND.format(a="desk_a", b="desk_b"))
    stack.up()
    for trunk in simulator.trunks():
        simulator.edit_trunk(str(trunk["trunk_sid"]), trunk_name=str(trunk["trunk_name"]).replace("_", " "))
    stack.refresh()
    by_hand = BY_HAND.format(a="desk a", b="desk b")  # which Exotel has, whatever the rules say
    stack.program(by_hand)
    stack.preview("--expect-no-changes")
    stack.program(by_hand + FAULTY)
    simulator.clear_log()
    shown = stack.preview(fails=True).text.partition("Diagnostics:")[2]
    assert shown.count("warning: 4 resources of the program have faults:\n") == 1
    for said in (
        "trunk line: trunk_name: must be letters, digits and underscores only, and not empty; must be at most 16",
        "phone number number: phone_number: must be E.164",
        "whitelisted IP by_sid: trunk: ",
        "SIP credential login: user_name: must be the user part",
    ):
        assert shown.count(f"\n      {said}") == 1
    assert shown.count("error: ") == 1, "the engine's own, of the first one"
    assert "desk" not in shown
    assert "not-allowed-9f1c" not in shown
    assert simulator.requests == []
    # What a target leaves out is named, and fails nothing.
    assert "4 resources of the program have faults" in stack.preview("--target", "**::a").text
