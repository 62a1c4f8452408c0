"""A plugin for each test, on the test's simulator."""

from collections.abc import Callable, Iterator

import pytest

from exotel_pulumi.simulator import Simulator
from tests.kinds import Sample, Values
from tests.plugin.engine import Engine, camel

InputsOf = Callable[[Sample], Values]


@pytest.fixture
def engine(simulator: Simulator) -> Iterator[Engine]:
    """Runs a plugin that is configured with the simulator's account."""
    with Engine(simulator) as running:
        yield running


@pytest.fixture
def trunk_sid(simulator: Simulator) -> str:
    """Makes a trunk by hand."""
    return simulator.add_trunk(trunk_name="by_hand")


@pytest.fixture
def inputs(trunk_sid: str) -> InputsOf:
    """Gives right inputs for an object of each kind, as a program writes them."""
    return lambda sample: camel({**sample.arguments, **({} if sample.is_trunk else {"trunk_sid": trunk_sid})})
