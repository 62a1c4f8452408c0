"""Each kind of change happens, and no call fares worse than `impact` has said: judged after every writing request."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from exotel_pulumi.account.impact import between, changes
from exotel_pulumi.simulator import Simulator

from .changing import HEAD, STORIES, Run, documented, findings, optimistic, rows, run
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


def worse(made: Run) -> list[str]:
    found = findings(made)
    return [said for each in made.seen if (said := optimistic(each, found))]


@simulated(sip_flows="by-hand")
def test_no_call_fares_worse_than_impact_has_said(stack: Stack, simulator: Simulator, host: str) -> None:
    assert len(STORIES) >= 24
    made = run(stack, simulator)
    assert sum(bool(each.before) for each in made.seen) > 100
    assert worse(made) == []
    table = "".join(rows(made))
    assert HEAD + table == documented()
    for name, (module, function, error) in ERRORS.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, function, error)
            assert worse(made) or "".join(rows(made)) != table, name
