"""The simulator and the stack of an engine test. Without the Pulumi CLI the tests fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Options, Simulator

from .simulators import options
from .stack import Stack


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A simulator in the live dialect, unless a test says otherwise by a mark of `simulators`."""
    chosen = getattr(request, "param", None)
    with Simulator(chosen if isinstance(chosen, Options) else options()) as running:
        yield running


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """An empty stack. After the test it is searched for secrets, and for processes that were left."""
    stack = Stack(tmp_path, simulator)
    yield stack
    stack.end()
