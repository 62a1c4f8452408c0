"""A machine of the CI's, the code host beside it and the simulated Exotel, searched for secrets after each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.ci.code_host import CodeHost
from tests.ci.machine import Machine
from tests.ci.systems import SYSTEMS, System
from tests.engine.simulators import options
from tests.examples.programs import EXAMPLES


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(options()) as running:
        yield running


@pytest.fixture(params=SYSTEMS, ids=str)
def system(request: pytest.FixtureRequest) -> System:
    chosen: System = request.param
    return chosen


@pytest.fixture
def code_host(system: System) -> Iterator[CodeHost]:
    with CodeHost(system) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path, EXAMPLES / "quickstart")
    yield machine
    machine.end()
