"""What a kill leaves, and the page that says how to go on: each of its shell lines is run."""

import os
import shlex
import signal

import pytest

from exotel_pulumi.simulator import Fault, Simulator
from tests.docs.pages import blocks

from .outcome import Outcome
from .processes import command_line, in_session
from .programs import NUMBER
from .stack import Stack
from .test_lost_answers import up_killed_after
from .waiting import LATER, PATIENCE, wait_until
from .wire import spelled, writing

[CANCEL], [UP], [CLEAR] = (block.splitlines() for block in blocks("sh", "docs/after_a_crash.md"))
WARNING = "pending operations"


def test_s101_after_a_kill_the_page_leads_to_a_stack_without_a_warning(stack: Stack, simulator: Simulator) -> None:
    def run(line: str, *, fails: bool = False) -> str:
        program, *command = shlex.split(line)
        assert program == "pulumi"
        return stack.call(*command, fails=fails).text

    stack.program(NUMBER)
    up_killed_after(stack, simulator, "trunks")
    [trunk] = simulator.trunks()
    assert "locked" in run(UP, fails=True)
    run(CANCEL)
    assert f"set adopt=True to take {trunk['trunk_sid']} over" in run(UP, fails=True)

    stack.program(NUMBER.replace('"voice_ai"', '"voice_ai", adopt=True'))
    up_killed_after(stack, simulator, "phone_numbers")
    run(CANCEL)
    run(UP)
    [number] = simulator.rows(trunk["trunk_sid"], "phone_numbers")
    assert stack.ids() == {"trunk": trunk["trunk_sid"], "number": f"{trunk['trunk_sid']}/{number['id']}"}
    simulator.clear_log()
    assert WARNING in stack.up("--expect-no-changes").text
    run(CLEAR)
    assert WARNING not in stack.up("--expect-no-changes").text
    assert writing(simulator) == []
    stack.destroy_all()


WAITING = """
for n in range(5):
    exotel.Trunk(f"trunk{{n}}", trunk_name=f"trunk_{{n}}", opts=pulumi.ResourceOptions({}))
"""
IN_A_MINUTE = 2


@pytest.mark.usefixtures("ordinary")
def test_s102_the_engine_alone_is_killed_and_its_host_ends(stack: Stack, simulator: Simulator, host: str) -> None:
    stack.environment["EXOTEL_REQUESTS_PER_MINUTE"] = str(IN_A_MINUTE)
    stack.program(WAITING.format(""))
    process, _ = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: len(simulator.requests) == IN_A_MINUTE)
    hosts = [pid for pid in in_session(process.pid) if f"-m {host}" in command_line(pid)]
    assert hosts != []
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: not any(f"-m {host}" in command_line(pid) for pid in hosts))
    process.communicate(timeout=PATIENCE)
    assert [spelled(request) for request in simulator.requests] == ["POST trunks"] * IN_A_MINUTE
    for pid in in_session(process.pid):  # Pulumi's language host lives on, and sends nothing
        os.kill(pid, signal.SIGKILL)


@pytest.mark.usefixtures("ordinary")
def test_an_interrupt_and_custom_timeouts_end_what_waits_for_the_limit(
    stack: Stack, simulator: Simulator, host: str
) -> None:
    stack.environment["EXOTEL_REQUESTS_PER_MINUTE"] = str(IN_A_MINUTE)
    stack.program(WAITING.format('custom_timeouts=pulumi.CustomTimeouts(create="1s")'))
    assert stack.up(fails=True).text.count("its time was over before it was done") == 3
    assert len(stack.resources()) == len(simulator.trunks()) == IN_A_MINUTE

    # What is under way when it is interrupted is waited for, and stored.
    stack.program(WAITING.format(""))
    simulator.clear_log()
    simulator.add_fault(Fault("POST", "trunks", "delay", times=IN_A_MINUTE, seconds=LATER))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: len(simulator.requests) == IN_A_MINUTE)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=PATIENCE / 2)  # half of what the limit makes wait
    stack.record(Outcome.of(("up", "(interrupted)"), process.returncode, stdout, stderr, event_log))
    assert process.returncode != 0
    assert "stopped before it was done" in stdout + stderr
    assert len(stack.resources()) == len(simulator.trunks()) == 2 * IN_A_MINUTE

    stack.environment["EXOTEL_REQUESTS_PER_MINUTE"] = "1000"
    assert len(stack.up().steps) == 1, "no lock is left"
