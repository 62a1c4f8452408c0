"""A machine of a CI system, the code host, and the simulated Exotel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.code_host import CodeHost
from tests.ci.machine import Machine
from tests.ci.workflows import SYSTEMS
from tests.examples.programs import EXAMPLES


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> str:
    """Returns the name of a CI system."""
    return str(request.param)


@pytest.fixture
def code_host(system: str) -> Iterator[CodeHost]:
    """Runs the code host of the CI system."""
    with CodeHost(system) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Prepares a machine. At the end, stops the processes that the jobs have left."""
    machine = Machine(tmp_path, EXAMPLES / "quickstart")
    yield machine
    machine.end()
