"""What exists already: refused where it would surprise, taken over and put right where it is the same thing."""

from exotel_pulumi.simulator import Simulator

from .by_hand import AS_DECLARED, made_by_hand, values_of
from .programs import LINE, NAMES, NUMBER, TRUNK
from .simulators import in_reference_dialect, simulated
from .stack import Stack
from .wire import stored

ADOPTED = LINE.replace('trunk_name="voice_ai"', 'trunk_name="voice_ai", adopt=True')


@simulated({"duplicate": "200"})
def test_s5_s7_s8_s52_a_line_that_exists_is_refused_and_then_adopted(stack: Stack, simulator: Simulator) -> None:
    ids = made_by_hand(simulator)
    before = stored(simulator)
    stack.program(LINE)
    refused = stack.up(fails=True)
    assert f"choose another trunk_name, or set adopt=True to take {ids['trunk']} over into this stack" in refused.text
    assert stack.resources() == {}
    assert stored(simulator) == before

    stack.program(ADOPTED)
    assert sorted(stack.up().steps) == [f"create {name}" for name in NAMES]
    assert stack.ids() == ids
    assert values_of(simulator) == AS_DECLARED
    [login] = simulator.state.snapshot()["credentials"]
    assert login["password"] != "of_the_hand_9d2f", "no stack can know the old password: a new one is set"
    stack.settle_and_destroy()


@in_reference_dialect
def test_s6_a_number_of_another_trunk_is_refused_and_stays_there(stack: Stack, simulator: Simulator) -> None:
    other = simulator.add_trunk(trunk_name="other")
    mapping = simulator.add(other, "phone_numbers", phone_number="+919876543210", mode="flow")
    stack.program(NUMBER)
    refused = stack.up(fails=True)
    assert f"It is mapped to trunk {other}" in refused.text
    assert "remove it there first. Nothing was changed." in refused.text
    assert [row["id"] for row in simulator.rows(other, "phone_numbers")] == [mapping]
    assert simulator.rows(stack.id("trunk"), "phone_numbers") == []

    simulator.remove_trunk(other)
    stack.up()
    stack.settle_and_destroy()


CALLER = TRUNK + 'exotel.CallerId("caller", trunk=trunk, phone_number="{}")\n'


@simulated({"duplicate": "409"})
def test_s40_a_caller_id_set_changed_removed_and_declared_twice(stack: Stack, simulator: Simulator) -> None:
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    sid = stack.id("trunk")
    stack.program(CALLER.format("+919876543211"))
    assert stack.up().steps == ["update caller"]
    assert [row["value"] for row in simulator.rows(sid, "settings")] == ["+919876543211"]

    stack.program(TRUNK)
    assert stack.up().steps == ["delete caller"]
    assert simulator.rows(sid, "settings") == []

    twice = CALLER + 'exotel.CallerId("again", trunk=trunk, phone_number="{}")\n'
    stack.program(twice.format("+919876543210", "+919876543211"))
    refused = stack.up(fails=True)
    assert "this caller ID is declared twice in the program" in refused.text
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    assert [row["value"] for row in simulator.rows(sid, "settings")] == ["+919876543210"]
    stack.settle_and_destroy()


@simulated({"closed": frozenset({"DELETE settings"})})
def test_s40_a_caller_id_that_the_account_cannot_remove_is_an_error_and_stays(
    stack: Stack, simulator: Simulator
) -> None:
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    stack.program(TRUNK)
    refused = stack.up(fails=True)
    assert "this account does not offer removing a caller ID" in refused.text
    assert "pulumi state delete" in refused.text
    assert sorted(stack.resources()) == ["caller", "trunk"]

    stack.program(CALLER.format("+919876543210"))
    stack.destroy_all()  # the caller ID goes with its trunk, without a call of its own
