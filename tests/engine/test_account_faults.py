"""What a person reads when all resources meet one fault, and when a trunk is in use."""

import re

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .programs import NUMBER, TRUNK
from .stack import Stack

EIGHT = TRUNK + "".join(
    f'exotel.PhoneNumber("n{number}", trunk="TK1", phone_number="+91987654321{number}")\n' for number in range(7)
)


@pytest.mark.usefixtures("host")
def test_s73_a_wrong_token_is_advised_once(stack: Stack) -> None:
    stack.environment["EXOTEL_API_TOKEN"] = "wrong"
    stack.program(EIGHT)
    stack.preview(fails=True)
    shown = stack.up("--continue-on-error", fails=True).text.partition("Diagnostics:")[2]
    assert "Traceback" not in shown
    assert shown.count("check all three: exotel:apiKey, exotel:apiToken and exotel:region") == 1
    errors = [line for line in shown.splitlines() if "error: creating" in line]
    assert len(errors) == 8
    for block in re.split(r"  (?:pulumi-python:dynamic/)?exotel:(?:index:)?(?=[A-Z])", shown)[1:]:
        said = [line for line in block.partition("\n\n")[0].splitlines()[1:] if line.strip()]
        assert 1 < len(said) <= 3, block


@pytest.mark.usefixtures("host")
def test_s72_what_was_on_a_trunk_in_use_is_taken_up_again(stack: Stack, simulator: Simulator) -> None:
    stack.program(NUMBER)
    stack.up()
    before = simulator.state.snapshot()
    simulator.add_fault(Fault("DELETE", "", "respond", status=423, body="Trunk has active calls"))
    refused = stack.destroy(fails=True)
    assert 'HTTP 423, "Trunk has active calls"' in refused.text
    assert "wait for their end, then run the same command again" in refused.text
    assert simulator.state.snapshot() == before
    stack.up()
    assert simulator.state.snapshot() == before
    stack.destroy_all()
