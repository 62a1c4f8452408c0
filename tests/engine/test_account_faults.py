"""What a person reads when all resources meet one fault, and when a trunk is in use."""

import socket

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .programs import NUMBER, TRUNK
from .stack import Stack

EIGHT = TRUNK + "".join(
    f'exotel.PhoneNumber("n{number}", trunk="TK1", phone_number="+91987654321{number}")\n' for number in range(7)
)


def test_s73_a_wrong_token_is_advised_once(stack: Stack) -> None:
    stack.environment["EXOTEL_API_TOKEN"] = "wrong"
    stack.program(EIGHT)
    stack.preview()
    shown = stack.up("--continue-on-error", fails=True).text.partition("Diagnostics:")[2]
    assert "Traceback" not in shown
    assert shown.count("check all three: exotel:apiKey, exotel:apiToken and exotel:region") == 1
    errors = [line for line in shown.splitlines() if "error: creating" in line]
    assert len(errors) == 8
    for block in shown.split("  pulumi-python:dynamic/exotel:")[1:]:
        said = [line for line in block.partition("\n\n")[0].splitlines()[1:] if line.strip()]
        assert 1 < len(said) <= 3, block


def test_s72_a_trunk_that_is_in_use_is_destroyed_by_the_next_run(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK)
    stack.up()
    busy = {"code": 1008, "message": "Trunk has active calls"}
    simulator.add_fault(Fault("DELETE", "", "respond", status=409, body=busy))
    refused = stack.destroy(fails=True)
    assert "Trunk has active calls" in refused.text
    assert "wait for their end, then run the same command again" in refused.text
    assert len(simulator.trunks()) == len(stack.resources()) == 1
    stack.destroy_all()


def test_s73_what_all_resources_meet_is_advised_once_by_every_verb(stack: Stack) -> None:
    stack.program(EIGHT.replace('trunk="TK1"', "trunk=trunk"))
    stack.up()
    right = dict(stack.environment)
    stack.environment["EXOTEL_API_TOKEN"] = "wrong"
    stack.preview("--expect-no-changes")
    for outcome in (stack.refresh(fails=True), stack.preview("--refresh", fails=True)):
        assert_short(outcome, "check all three: exotel:apiKey", 3)
    stack.environment["EXOTEL_API_TOKEN"] = right["EXOTEL_API_TOKEN"]
    stack.environment["EXOTEL_ACCOUNT_SID"] = "somebody1m"
    assert_short(stack.refresh(fails=True), "set exotel:accountSid", 3)
    stack.environment["EXOTEL_ACCOUNT_SID"] = right["EXOTEL_ACCOUNT_SID"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        stack.environment["EXOTEL_API_URL"] = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert_short(stack.refresh(fails=True), "check the network", 3, announced=1)
    stack.environment["EXOTEL_API_URL"] = right["EXOTEL_API_URL"]
    del stack.environment["EXOTEL_API_TOKEN"]
    assert_short(stack.refresh(fails=True), "set what is named above", 2)
    stack.environment["EXOTEL_API_TOKEN"] = right["EXOTEL_API_TOKEN"]
    assert len(stack.resources()) == 8, "an error drops nothing from the state"
    stack.settle_and_destroy()


def assert_short(outcome: Outcome, advice: str, each: int, *, announced: int = 0) -> None:
    """Asserts that the advice is there once, and a heading and `each` lines for each of eight resources."""
    shown = outcome.text.partition("Diagnostics:")[2].partition("\nResources:")[0]
    lines = [line for line in shown.splitlines() if line.strip()]
    assert "Traceback" not in shown
    assert shown.count(advice) == 1
    assert shown.count("as for the first resource with this error") == 7
    assert len(lines) == 8 * (1 + each) + 2 + announced, "the stack itself has two lines"


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
    stack.settle_and_destroy()
