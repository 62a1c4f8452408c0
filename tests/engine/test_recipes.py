"""The page about a line that is in use: its recipes run, forwards and back, and its tables say what was counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.docs.pages import ROOT

from .recipes import EDGE, PAGE, RECIPES, SILENT, Line, measured, of_limit, parts, table
from .simulators import options
from .stack import Stack

pytestmark = pytest.mark.impact

MADE = [*parts((ROOT / PAGE).read_text(encoding="utf-8"))]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with Simulator(options(**EDGE)) as simulator:
        line = Line(Stack(tmp_path, simulator))
        yield line
        line.stack.end()


def test_s123_the_recipes_cost_as_many_calls_as_the_page_says(line: Line) -> None:
    found = measured(line)
    for name in RECIPES.keys() - {*SILENT}:
        for count in found[name]:
            assert (sum(count.refused.values()), count.calls > 0) == (0, True), name
            # What a busy machine makes of the sound of a call is no matter here: was any of them refused?
            answered = {call.get("status") for call in count.placed}
            assert {200} <= answered <= {200, None}, name
    [moved, back] = found["a number moved to another trunk"]
    assert moved.refused["out"] == back.refused["out"] == 1, "between its DELETE and its POST"
    # Three numbers, there and back: with one step at a time, nothing of any other resource comes in between.
    assert line.after_deletions == ["POST phone_numbers"] * 6
    assert table(found) == MADE[0]


def test_the_page_says_what_the_limit_does_to_numbers_that_move() -> None:
    assert of_limit() == MADE[1]
