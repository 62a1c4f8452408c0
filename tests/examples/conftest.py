"""The simulated account that the examples on the real engine use."""

from collections.abc import Iterator

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import options


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Runs a simulator in the live dialect."""
    with Simulator(options()) as running:
        yield running
