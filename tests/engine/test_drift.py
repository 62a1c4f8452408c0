"""Objects that were changed or deleted by hand."""

import re

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .programs import LINE, NAMES
from .simulators import in_reference_dialect, simulated
from .stack import Stack
from .wire import stored


def number_of(stack: Stack, name: str) -> tuple[str, str]:
    """Returns the trunk's SID and Exotel's own id of a resource."""
    sid, _, number = stack.id(name).rpartition("/")
    return sid, number


@pytest.mark.usefixtures("host")
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

    remove_trunk_and_login(stack, simulator)
    stack.destroy()
    assert (stack.resources(), stored(simulator)) == ({}, {})


def remove_trunk_and_login(stack: Stack, simulator: Simulator) -> None:
    """Deletes a trunk by hand, minutes after it was made; Exotel would leave its login behind, out of reach."""
    simulator.pass_time(300)
    sid, login = number_of(stack, "login")
    simulator.remove(sid, "credentials", login)
    simulator.remove_trunk(sid)


@simulated(dialect="live")
def test_s86_lists_that_lag_for_a_minute_drop_nothing(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    before = stack.state()
    simulator.add_fault(Fault("GET", "", "respond", status=200, body={"response": []}, times=0))
    for refused in (stack.refresh(fails=True), stack.up("--refresh", fails=True)):
        assert "Exotel's list does not show it yet: it is " in refused.text
        assert stack.state() == before
    simulator.clear_faults()
    assert stack.refresh().drift == []
    assert stack.state() == before
    stack.destroy_all()


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
    stack.destroy_all()


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
