"""Answers that never arrive: dropped connections, a killed engine, an account that asks to wait."""

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .processes import in_session, kill_session
from .programs import NUMBER
from .stack import Stack
from .waiting import LATER, PATIENCE, wait_until
from .wire import route, spelled


def up_killed_after(stack: Stack, simulator: Simulator, collection: str, killed: str = "") -> None:
    """Kills an `up` with all its hosts, or what runs one module, after a POST; Exotel carries the POST out later."""
    before = len(simulator.state.snapshot()[collection])
    simulator.add_fault(Fault("POST", route(collection), "delay", seconds=LATER))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: any(spelled(request) == f"POST {collection}" for request in simulator.requests))
    assert len(in_session(process.pid)) > 2, "the CLI, the language host and the provider are at work"
    kill_session(process.pid, killed)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    stack.record(Outcome.of(("up", "(killed)"), process.returncode, stdout, stderr, event_log))
    wait_until(lambda: len(simulator.state.snapshot()[collection]) > before)
    simulator.clear_log()


def test_s3_an_engine_that_is_killed_before_it_saves_the_state_makes_nothing_twice(
    stack: Stack, simulator: Simulator, host: str
) -> None:
    stack.program(NUMBER)
    up_killed_after(stack, simulator, "trunks")
    stack.call("cancel", "--yes")
    [trunk] = simulator.trunks()

    refused = stack.up(fails=True)
    assert f"set adopt=True to take {trunk['trunk_sid']} over into this stack" in refused.text
    assert simulator.trunks() == [trunk]

    stack.program(NUMBER.replace('"voice_ai"', '"voice_ai", adopt=True'))
    up_killed_after(stack, simulator, "phone_numbers", killed=f"-m {host}")
    assert stack.id("trunk") == trunk["trunk_sid"]

    stack.up()  # the engine has lived, and has given the stack free
    assert simulator.trunks() == [trunk]
    [number] = simulator.rows(trunk["trunk_sid"], "phone_numbers")
    assert stack.ids() == {"trunk": trunk["trunk_sid"], "number": f"{trunk['trunk_sid']}/{number['id']}"}
    stack.destroy_all()
