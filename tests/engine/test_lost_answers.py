"""Answers that never arrive: dropped connections, a killed engine, an account that asks to wait."""

import time
from collections.abc import Callable

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .processes import in_session, kill_session
from .programs import LINE, NUMBER
from .simulators import both_dialects, in_reference_dialect
from .stack import Stack
from .wire import requests, spelled, stored

COLLECTIONS = ("trunks", "phone_numbers", "whitelisted_ips", "destination_uris", "credentials", "settings")
PATIENCE = 30  # seconds


def route(collection: str) -> str:
    """The path of a collection in either dialect."""
    return f"/{collection.replace('_', '[-_]')}$"


@both_dialects
def test_s1_every_creation_done_and_its_answer_lost(stack: Stack, simulator: Simulator) -> None:
    for collection in COLLECTIONS:
        # In the reference dialect the live spelling is tried first; it is refused and must not use up the fault.
        skip = int(simulator.options.dialect == "reference" and collection == "trunks")
        simulator.add_fault(Fault("POST", route(collection), "drop_after", skip=skip))
    stack.program(LINE)
    stack.up()
    assert simulator.pending_faults() == []
    assert {table: len(rows) for table, rows in stored(simulator).items()} == dict.fromkeys(COLLECTIONS, 1)
    [trunk] = simulator.trunks()
    assert stack.id("trunk") == trunk["trunk_sid"]
    stack.settle_and_destroy()


def up_killed_after(stack: Stack, simulator: Simulator, collection: str) -> None:
    """An `up` that is killed with all its hosts when a POST has been sent; Exotel carries it out a moment later."""
    before = len(simulator.state.snapshot()[collection])
    simulator.add_fault(Fault("POST", route(collection), "delay", seconds=1))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: any(spelled(request) == f"POST {collection}" for request in simulator.requests))
    assert len(in_session(process.pid)) > 2, "the CLI, the language host and the provider are at work"
    kill_session(process.pid)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    stack.note(Outcome.of(("up", "(killed)"), process.returncode, stdout, stderr, event_log))
    wait_until(lambda: len(simulator.state.snapshot()[collection]) > before)
    simulator.clear_log()


def wait_until(it_is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_s3_the_engine_is_killed_between_a_creation_and_the_state(stack: Stack, simulator: Simulator) -> None:
    stack.program(NUMBER)
    up_killed_after(stack, simulator, "trunks")
    stack.call("cancel", "--yes")
    [trunk] = simulator.trunks()

    refused = stack.up(fails=True)
    assert f"set adopt=True to take {trunk['trunk_sid']} over into this stack" in refused.text
    assert simulator.trunks() == [trunk]

    stack.program(NUMBER.replace('"voice_ai"', '"voice_ai", adopt=True'))
    up_killed_after(stack, simulator, "phone_numbers")
    assert stack.id("trunk") == trunk["trunk_sid"]
    stack.call("cancel", "--yes")

    stack.up()
    assert simulator.trunks() == [trunk]
    [number] = simulator.rows(trunk["trunk_sid"], "phone_numbers")
    assert stack.ids() == {"trunk": trunk["trunk_sid"], "number": f"{trunk['trunk_sid']}/{number['id']}"}
    stack.settle_and_destroy()


@in_reference_dialect
def test_s14_a_429_that_says_when_to_come_back(stack: Stack, simulator: Simulator) -> None:
    simulator.add_fault(Fault("POST", route("phone_numbers"), "respond", status=429, headers={"Retry-After": "1"}))
    stack.program(NUMBER)
    assert "Exotel answered: HTTP 429; trying again in 1 s" in stack.up().stdout, (
        "the person is told what is waited for"
    )
    first, second = (request for request in simulator.requests if spelled(request) == "POST phone_numbers")
    assert (first.status, second.status) == (429, 200)
    assert 1 <= second.time - first.time < 5
    assert requests(simulator).count("POST phone_numbers") == 2
    stack.settle_and_destroy()
