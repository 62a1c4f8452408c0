"""Several hands on one account: an `up` that is interrupted and run again, two stacks on one trunk."""

import os
import signal

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .programs import NUMBER
from .stack import Stack
from .waiting import LATER, PATIENCE, wait_until
from .wire import route, spelled

pytestmark = pytest.mark.usefixtures("ordinary")


def test_an_interrupted_up_ends_in_good_order_and_the_next_one_finishes(stack: Stack, simulator: Simulator) -> None:
    stack.program(NUMBER)
    simulator.add_fault(Fault("POST", route("trunks"), "delay", seconds=LATER))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: any(spelled(request) == "POST trunks" for request in simulator.requests))
    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    stack.record(Outcome.of(("up", "(interrupted)"), process.returncode, stdout, stderr, event_log))
    assert process.returncode != 0
    # The engine waits for what is under way: the trunk is in the state, and no lock is left.
    [trunk] = simulator.trunks()
    assert stack.ids() == {"trunk": trunk["trunk_sid"]}
    stack.up()
    assert simulator.trunks() == [trunk]
    assert len(simulator.rows(trunk["trunk_sid"], "phone_numbers")) == 1
    stack.destroy_all()
