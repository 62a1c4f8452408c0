"""A trunk goes, is replaced or takes nothing along, while somebody has put something on it by hand."""

from exotel_pulumi.simulator import Fault, Simulator
from tests.kinds import ON_A_TRUNK

from .by_hand import MAPPED, NAMED, put_on_trunk
from .programs import LINE, NAMES
from .stack import Stack, asks_of_each
from .wire import requests, route, stored, writing

DOMAIN = LINE.replace('trunk_name="voice_ai"', 'trunk_name="voice_ai", domain_name="other.pstn.exotel.com"')
ALONE = LINE.replace('trunk_name="voice_ai"', 'trunk_name="voice_ai", cascade=False')


def test_s80_a_trunk_is_not_replaced_with_what_others_have_on_it(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    before, held = stack.ids(), stored(simulator)
    foreign = put_on_trunk(simulator, stack.id("trunk"))
    simulator.clear_log()
    flags = () if asks_of_each(stack) else ("--refresh",)
    for program, *forced in ((DOMAIN,), (DOMAIN, "--parallel", "1"), (LINE, "--replace", stack.urn("trunk"))):
        stack.program(program)
        refused = stack.up(*flags, *forced, fails=True)
        for named in NAMED:
            assert named in refused.stdout
        assert "nothing on it was deleted" in refused.stdout
        assert len(refused.steps) == 1
    assert writing(simulator) == []
    stack.program(LINE)
    stack.up("--expect-no-changes")  # taken back: nothing has happened

    # What comes between the first deletion and the trunk's own is seen as well; taken back, all is made again.
    for collection, item in foreign.items():
        simulator.remove(stack.id("trunk"), collection, item)
    assert stored(simulator) == held
    earlier = 1 + len(flags)
    fault = Fault("GET", route("phone_numbers"), "respond", skip=earlier, status=400, body={"code": 1002})
    simulator.add_fault(fault)
    stack.program(DOMAIN)
    late = stack.up(*flags, fails=True)
    assert "what this stack had on it is deleted already" in late.stdout
    assert stack.id("trunk") == before["trunk"]
    stack.program(LINE)
    stack.up()
    assert stack.id("trunk") == before["trunk"]
    assert {table: len(rows) for table, rows in stored(simulator).items()} == dict.fromkeys(held, 1)
    stack.settle()

    stack.program(DOMAIN)
    assert len(stack.up("--refresh").steps) == 2 * len(NAMES)
    assert not set(stack.ids().values()) & set(before.values())
    stack.settle_and_destroy()


def test_s79_s81_what_others_have_stays_or_is_named(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    simulator.clear_log()
    stack.program(ALONE)
    assert stack.up().steps == ["update trunk"]
    assert requests(simulator) == []
    assert [resource["deletedWith"] for resource in stack.state().values() if resource["deletedWith"]] == []

    sid = stack.id("trunk")
    foreign = put_on_trunk(simulator, sid)
    refused = stack.destroy(fails=True)
    assert f"on it is still: {', '.join(NAMED)}. The trunk was not deleted" in refused.stdout
    assert sorted(writing(simulator)) == sorted(f"DELETE {sample.collection}" for sample in ON_A_TRUNK)
    assert stack.ids() == {"trunk": sid}
    for collection, item in foreign.items():
        simulator.remove(sid, collection, item)
    stack.destroy_all()

    stack.program(LINE)
    stack.up()
    put_on_trunk(simulator, stack.id("trunk"))
    gone = stack.destroy()
    assert f"With the trunk voice_ai go: 2 phone numbers ({MAPPED}, +919876543210), 1 whitelisted IP" in gone.text
    assert f"The trunk voice_ai leaves behind: {NAMED[-1]}" in gone.text
    assert stored(simulator).keys() == {"credentials"}
    assert len(simulator.orphan_credentials()) == 1
