"""Every program in `examples/` is run twice, and the second run changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .stack import Stack

EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAMS = sorted(program.parent.name for program in EXAMPLES.glob("*/__main__.py"))


def test_there_are_examples() -> None:
    assert PROGRAMS


@pytest.fixture
def stack(request: pytest.FixtureRequest, tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """A stack of one of the examples, under its own project file."""
    stack = Stack(tmp_path, simulator, EXAMPLES / request.param)
    yield stack
    stack.end()


@pytest.mark.parametrize("stack", PROGRAMS, indirect=True)
def test_an_example_is_run_twice(stack: Stack, simulator: Simulator) -> None:
    stack.up()
    assert simulator.trunks()
    simulator.clear_log()
    stack.up("--expect-no-changes")
    assert simulator.requests == []
    stack.settle_and_destroy()
