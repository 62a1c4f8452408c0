"""The simulator and the stack of an engine test. Without the Pulumi CLI the tests fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .environment import write_interpreter
from .stack import Stack


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes an empty stack, and looks after the test for secrets in it and for processes that are left."""
    stack = Stack(tmp_path, simulator)
    yield stack
    stack.end()


@pytest.fixture(params=["pulumi.dynamic", "exotel_pulumi.plugin"], ids=["dynamic", "plugin"])
def host(request: pytest.FixtureRequest, stack: Stack) -> str:
    """Runs a test with each host of a program in Python; gives the module that the host's process runs."""
    module = str(request.param)
    if module != "pulumi.dynamic":
        stack.choose_plugin()
    return module


@pytest.fixture
def ordinary(stack: Stack) -> None:
    """Has every process of the stack started in the ordinary way, for a test that kills one or looks at one."""
    write_interpreter(stack.folder, forking=False)
