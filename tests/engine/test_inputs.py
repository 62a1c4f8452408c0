"""Inputs that are wrong, as the engine shows them. Every kind and value: tests/host/test_inputs.py and below."""

import re

from exotel_pulumi.simulator import Simulator

from .programs import TRUNK
from .stack import Stack

# The engine prints the value of a property that a failure names: the password's failure must name none.
WRONG = TRUNK + 'exotel.Credential("bad", trunk=trunk, user_name="a b", password="not-allowed-9f1c")\n'


def test_s42_s43_one_preview_shows_all_faults_of_a_resource_and_no_password(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(WRONG)
    shown = stack.preview(fails=True).text
    for name, reason in (("user_name", "no blanks"), ("password", "letters, digits and underscores")):
        assert re.search(f"{name}.*{reason}", shown), f"{name}: {reason}\n{shown}"
    assert "Traceback" not in shown
    assert "not-allowed-9f1c" not in shown
    assert (stack.resources(), simulator.requests) == ({}, [])
