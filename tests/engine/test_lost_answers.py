"""Answers that never arrive: dropped connections, a killed engine, an account that asks to wait."""

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .processes import in_session, kill_session
from .programs import LINE, NUMBER
from .simulators import in_reference_dialect
from .stack import Stack
from .waiting import PATIENCE, wait_until
from .wire import requests, route, spelled, stored

COLLECTIONS = ("trunks", "phone_numbers", "whitelisted_ips", "destination_uris", "credentials", "settings")


def test_s1_each_object_whose_creation_is_not_answered_is_made_once(stack: Stack, simulator: Simulator) -> None:
    for collection in COLLECTIONS:
        simulator.add_fault(Fault("POST", route(collection), "drop_after"))
    stack.program(LINE)
    stack.up()
    assert simulator.pending_faults() == []
    assert {table: len(rows) for table, rows in stored(simulator).items()} == dict.fromkeys(COLLECTIONS, 1)
    [trunk] = simulator.trunks()
    assert stack.id("trunk") == trunk["trunk_sid"]
    stack.settle_and_destroy()


def up_killed_after(stack: Stack, simulator: Simulator, collection: str) -> None:
    """Kills an `up` with all its hosts when it has sent a POST; Exotel carries the POST out a moment later."""
    before = len(simulator.state.snapshot()[collection])
    simulator.add_fault(Fault("POST", route(collection), "delay", seconds=1))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: any(spelled(request) == f"POST {collection}" for request in simulator.requests))
    assert len(in_session(process.pid)) > 2, "the CLI, the language host and the provider are at work"
    kill_session(process.pid)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    stack.record(Outcome.of(("up", "(killed)"), process.returncode, stdout, stderr, event_log))
    wait_until(lambda: len(simulator.state.snapshot()[collection]) > before)
    simulator.clear_log()


def test_s3_an_engine_that_is_killed_before_it_saves_the_state_makes_nothing_twice(
    stack: Stack, simulator: Simulator
) -> None:
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
def test_s14_a_429_is_waited_for_as_long_as_it_says(stack: Stack, simulator: Simulator) -> None:
    simulator.add_fault(Fault("POST", route("phone_numbers"), "respond", status=429, headers={"Retry-After": "1"}))
    stack.program(NUMBER)
    shown = stack.up().stdout
    assert "Exotel answered: HTTP 429; trying again in 1 s" in shown, "a person must see why nothing happens"
    first, second = (request for request in simulator.requests if spelled(request) == "POST phone_numbers")
    assert (first.status, second.status) == (429, 200)
    assert 1 <= second.time - first.time < 5
    assert requests(simulator).count("POST phone_numbers") == 2
    stack.settle_and_destroy()
