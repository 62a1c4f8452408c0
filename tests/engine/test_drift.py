"""Objects that were changed or deleted by hand."""

import re

from exotel_pulumi.simulator import Fault, Simulator

from .programs import LINE, NAMES
from .simulators import in_reference_dialect, simulated
from .stack import Stack
from .wire import stored, writing


def number_of(stack: Stack, name: str) -> tuple[str, str]:
    """Returns the trunk's SID and Exotel's own id of a resource."""
    sid, _, number = stack.id(name).rpartition("/")
    return sid, number


@in_reference_dialect
def test_s25_s27_a_child_that_is_deleted_by_hand_is_made_again_or_destroyed(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    before = stack.ids()
    sid, number = number_of(stack, "number")
    simulator.remove(sid, "phone_numbers", number)
    assert stack.refresh().drift == ["delete number"]
    assert "number" not in stack.resources()
    assert stack.up().steps == ["create number"]
    after = stack.ids()
    assert {name for name in NAMES if before[name] != after[name]} == {"number"}
    stack.settle()

    simulator.remove(sid, "credentials", number_of(stack, "login")[1])
    simulator.remove(sid, "whitelisted_ips", number_of(stack, "acl")[1])
    stack.destroy()
    assert (stack.resources(), stored(simulator)) == ({}, {})


@simulated({"missing_trunk": "403"})
def test_s26_s28_s29_a_trunk_that_is_deleted_by_hand_is_rebuilt_or_destroyed(
    stack: Stack, simulator: Simulator
) -> None:
    stack.program(LINE)
    stack.up()
    remove_trunk_and_login(stack, simulator)
    assert stack.refresh().drift == [f"delete {name}" for name in NAMES]
    assert stack.resources() == {}

    rebuilt = stack.up().steps
    assert rebuilt[0] == "create trunk"
    assert sorted(rebuilt) == [f"create {name}" for name in NAMES]
    stack.settle()

    remove_trunk_and_login(stack, simulator)
    stack.destroy()
    assert (stack.resources(), stored(simulator)) == ({}, {})


def remove_trunk_and_login(stack: Stack, simulator: Simulator) -> None:
    """Deletes a trunk by hand; Exotel would leave its login behind, out of reach."""
    sid, login = number_of(stack, "login")
    simulator.remove(sid, "credentials", login)
    simulator.remove_trunk(sid)


BY_SID = LINE.replace("trunk=trunk,", "trunk=trunk.trunk_sid,")


@simulated({"dialect": "reference", "missing_trunk": "404"})
def test_s28_children_that_name_their_trunk_by_its_sid_are_deleted_after_it(stack: Stack, simulator: Simulator) -> None:
    # Without `deleted_with` each child has a delete of its own, and its trunk is gone.
    stack.program(BY_SID)
    stack.up()
    remove_trunk_and_login(stack, simulator)
    simulator.clear_log()
    assert sorted(stack.destroy().steps) == [f"delete {name}" for name in NAMES]
    assert writing(simulator) == []
    assert (stack.resources(), stored(simulator)) == ({}, {})


def answer(collection: str, status: int, body: object = "") -> Fault:
    """Lets every read of a collection fail with this answer."""
    return Fault("GET", collection, "respond", times=0, status=status, body=body)


# What comes instead of the list of a collection, and what the error of its resource says.
FAILURES = {
    "number": (answer("phone-numbers", 403, {"code": 1003, "message": "Authorization failed"}), "code 1003"),
    "acl": (answer("whitelisted-ips", 401, {"code": 1010, "message": "Authorization failed"}), "code 1010"),
    "inbound": (answer("destination-uris", 503), "HTTP 503"),
    "login": (answer("credentials", 404, "<html>"), "HTTP 404"),
    "caller": (Fault("GET", "settings", "hang", times=0), "did not answer within the time-out"),
}


def test_s29_s30_a_failed_read_is_an_error_and_never_means_gone(stack: Stack, simulator: Simulator) -> None:
    stack.environment["EXOTEL_REQUEST_TIMEOUT"] = "0.2"
    stack.program(LINE)
    stack.up()
    before = stack.state()
    for fault, _ in FAILURES.values():
        simulator.add_fault(fault)
    # The engine waits for all reads that it has begun: here for all at once.
    shown = stack.refresh("--parallel", "16", fails=True).stdout.partition("Diagnostics:")[2]
    for name, (_, reason) in FAILURES.items():
        diagnostics = shown.partition(f" ({name}):")[2].partition("\n\n")[0]
        assert reason in diagnostics, f"{name}: {reason}\n{shown}"
    assert stack.state() == before
    simulator.clear_faults()
    stack.settle_and_destroy()


DRIFT = """
 ~ mode: "flow" => "pstn"
 ~ mask: 32 => 24
 ~ priority: 1 => 7
 ~ weight: 5 => 8
 ~ friendly_name: "platform" => "by_hand"
 ~ nso_code: "ANY-ANY" => "other"
 ~ trunk_name: "voice_ai" => "by_hand"
 ~ phone_number: "+919876543210" => "+918888888888"
"""


@in_reference_dialect
def test_s31_every_field_that_drifts_is_shown_and_restored(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    before, declared = stack.state(), stored(simulator)
    change_by_hand(stack, simulator)

    shown = re.sub(r" +:", ":", stack.preview("--refresh", "--diff").stdout)
    assert [line for line in DRIFT.strip().splitlines() if line not in shown] == []

    assert stack.refresh().drift == [f"update {name}" for name in NAMES]
    assert sorted(stack.up().steps) == [f"update {name}" for name in NAMES]
    assert stack.state() == before
    assert stored(simulator) == declared
    stack.settle_and_destroy()


def change_by_hand(stack: Stack, simulator: Simulator) -> None:
    """Changes each field that can drift."""
    sid = stack.id("trunk")
    simulator.edit_trunk(sid, trunk_name="by_hand", nso_code="OTHER")
    simulator.edit(sid, "phone_numbers", number_of(stack, "number")[1], mode=None)
    simulator.edit(sid, "whitelisted_ips", number_of(stack, "acl")[1], mask=24)
    simulator.edit(sid, "destination_uris", number_of(stack, "inbound")[1], priority=7, weight=8)
    simulator.edit(sid, "credentials", number_of(stack, "login")[1], friendly_name="by_hand")
    [setting] = simulator.rows(sid, "settings")
    simulator.edit(sid, "settings", setting["id"], value="+918888888888")
