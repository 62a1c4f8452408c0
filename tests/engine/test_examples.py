"""Every program in `examples/` is run twice, and the second run changes nothing; here or in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .stack import Stack
from .wire import writing

EXAMPLES = Path(__file__).parents[2] / "examples"
TESTS = Path(__file__).parents[1]
# Those that need more than Exotel are run, twice as well, by tests of their own.
ELSEWHERE = {name: TESTS / name for name in ("elevenlabs", "livekit")}
# Those that need a cloud's plugin are run under mocks; the others are changed, have two accounts, or read each other.
ELSEWHERE |= dict.fromkeys(
    ("aws", "kubernetes", "server_address", "two_regions", "two_stacks/agent", "two_stacks/telephony"),
    TESTS / "examples",
)
FOUND = {program.parent.relative_to(EXAMPLES).as_posix() for program in EXAMPLES.rglob("__main__.py")}
PROGRAMS = sorted(FOUND - ELSEWHERE.keys())


def test_every_example_is_run_by_a_test() -> None:
    assert PROGRAMS
    assert [name for name in FOUND & ELSEWHERE.keys() if not list(ELSEWHERE[name].glob("test_*.py"))] == []


@pytest.fixture
def stack(request: pytest.FixtureRequest, tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes a stack of one of the examples, under its own project file."""
    stack = Stack(tmp_path, simulator, EXAMPLES / request.param)
    yield stack
    stack.end()


@pytest.mark.parametrize("stack", PROGRAMS, indirect=True)
def test_an_example_is_run_twice_and_destroyed(stack: Stack, simulator: Simulator) -> None:
    stack.up()
    assert simulator.trunks()
    simulator.clear_log()
    stack.settle()
    assert writing(simulator) == []
    stack.destroy_all()
