"""The simulator and the stack of an engine test. Without the Pulumi CLI the tests fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Options, Simulator

from .simulators import options
from .stack import Stack


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Runs a simulator in the live dialect, unless a test says otherwise by a mark of `simulators`."""
    chosen = getattr(request, "param", None)
    with Simulator(chosen if isinstance(chosen, Options) else options()) as running:
        yield running


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes an empty stack, and looks after the test for secrets in it and for processes that are left."""
    stack = Stack(tmp_path, simulator)
    yield stack
    stack.end()
