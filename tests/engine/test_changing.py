"""Each kind of change happens, and no call fares worse than `impact` has said: judged after every writing request."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest

from exotel_pulumi.account.impact import between, changes
from exotel_pulumi.account.impact.findings import Verdict
from exotel_pulumi.simulator import Simulator

from .changing import KINDS, findings, rows, run, worse
from .conftest import MODULES
from .repairing import repaired_rows, repairs, unmapped
from .said_and_seen import HEAD, documented
from .simulators import simulated
from .stack import Stack

pytestmark = pytest.mark.impact

GOING = ("deleted_first", "made_first", "deleted", "left")


def anything_goes(objects: Sequence[Any]) -> bool:
    return bool(objects) and all(each.change.fate in GOING for each in objects)


# Five errors in the rules of order: what is patched, and by what.
ERRORS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "2: nothing is away between DELETE and POST": (between, "gap_of", lambda *_: None),
    "4: a trunk that is replaced keeps what is on it": (between, "is_replaced", lambda _: False),
    "5: all is deleted before it is made": (changes, "_order", lambda _: "deleted_first"),
    "5: all is made before it is deleted": (changes, "_order", lambda _: "made_first"),
    "6: deletions run before creations": (between, "all_away", anything_goes),
}


@simulated(sip_flows="by-hand", sip_tcp=0)
def test_no_call_fares_worse_than_impact_has_said(stack: Stack, simulator: Simulator, host: str) -> None:
    assert len(KINDS) >= 24
    is_rung = host == MODULES["dynamic"]  # real calls are a fifth more work: beside one of the two hosts
    made = run(stack, simulator, rings=is_rung)
    # A call was refused only while the record says so of its way, and let through only while it does not.
    assert made.unseen == []
    placed = {(call["direction"], call["refused"]) for call in made.calls}
    assert placed == ({*product(("in", "out"), (False, True))} if is_rung else set())
    assert sum(bool(each.before) for each in made.seen) > 100
    assert worse(made) == []
    table = rows(made)
    assert documented().startswith(HEAD + table)
    for name, (module, function, error) in ERRORS.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, function, error)
            assert worse(made) or rows(made) != table, name


@simulated(sip_flows="by-hand")
def test_what_fails_in_the_middle_is_repaired_and_no_call_fares_worse_than_was_said(
    stack: Stack, simulator: Simulator, host: str
) -> None:
    found = repairs(stack, simulator)
    [third, _] = [each for each in stack.outcomes if each.command[0] == "up" and each.code]
    assert [step.partition(" ")[0] for step in third.steps] == ["delete-replaced"] * 3
    for both in found.values():
        assert any(not each.after for each in both.refused.seen), "it failed before anything was away"
        assert worse(both.whole) == worse(both.repaired) == []
    again = unmapped(stack, simulator)
    begun = {each.number for each in again.seen if each.after and not each.before}
    assert begun == {
        way for each in findings(again) if each.verdict is Verdict.BEGINS for way in each.ways if "+" in way
    }
    assert (len(begun), worse(again)) == (1, [])
    assert documented().endswith("".join(repaired_rows(found, again)))
