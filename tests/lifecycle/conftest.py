"""A stage in each dialect. Its simulators are started once and emptied before each test, which saves half the time."""

from collections.abc import Iterator

import pytest

from exotel_pulumi.simulator import Options, Simulator
from tests.conftest import DIALECTS

from .stage import Stage


@pytest.fixture(scope="session")
def simulators() -> Iterator[dict[Options, Simulator]]:
    running: dict[Options, Simulator] = {}
    yield running
    for simulator in running.values():
        simulator.stop()


@pytest.fixture(params=DIALECTS)
def simulator(request: pytest.FixtureRequest, simulators: dict[Options, Simulator]) -> Simulator:
    """As the fixture of all levels, but not a new one for each test."""
    options = request.param if isinstance(request.param, Options) else Options(dialect=request.param, rate_limit=0)
    if options not in simulators:
        simulators[options] = Simulator(options).start()
    simulators[options].reset()
    return simulators[options]


@pytest.fixture
def stage(simulator: Simulator) -> Stage:
    return Stage(simulator)
