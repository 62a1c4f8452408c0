"""The simulator and the stack of an engine test. Without the Pulumi CLI the tests fail; none is skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .environment import write_interpreter
from .stack import Stack

MODULES = {"dynamic": "pulumi.dynamic", "plugin": "exotel_pulumi.plugin"}
# `make test` has the first, `make test-languages` the other: two hosts in each run would be two minutes more of it.
HOSTS = os.environ.get("HOSTS", " ".join(MODULES)).split()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves a test of one host to the runs that have this host: the dynamic one, if the test names none."""
    others = {item for item in items if Path(__file__).parent in item.path.parents and _host_of(item) not in HOSTS}
    items[:] = [item for item in items if item not in others]
    config.hook.pytest_deselected(items=list(others))


def _host_of(item: pytest.Item) -> str:
    """Returns the host of a test; any of this run for a test that has each of them as a parameter."""
    if "host" in getattr(item, "fixturenames", ()):
        return HOSTS[0]
    return "plugin" if item.get_closest_marker("plugin") else "dynamic"


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes an empty stack, and looks after the test for secrets in it and for processes that are left."""
    stack = Stack(tmp_path, simulator)
    yield stack
    stack.end()


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, stack: Stack) -> str:
    """Runs a test with each host of a program in Python; gives the module that the host's process runs."""
    if request.param == "plugin":
        stack.choose_plugin()
    return MODULES[request.param]


@pytest.fixture
def ordinary(stack: Stack) -> None:
    """Has every process of the stack started in the ordinary way, for a test that kills one or looks at one."""
    write_interpreter(stack.folder, forking=False)
