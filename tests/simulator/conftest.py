"""The simulators of a test, each on a port of its own, and a client for each."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator

from . import HANG
from .caller import Caller

Simulate = Callable[..., Caller]


def eventually(condition: Callable[[], object]) -> None:
    """Waits until something has happened; the limit only ends a hang."""
    limit = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.fixture
def simulate() -> Iterator[Simulate]:
    """Starts simulators with the options of the call; ends them with the test."""
    with ExitStack() as stack:

        def start(**options: Any) -> Caller:
            simulator = stack.enter_context(Simulator(Options(**options)))
            return stack.enter_context(Caller(simulator))

        yield start


@pytest.fixture
def live(simulate: Simulate) -> Caller:
    """Starts a simulator of the live dialect, with all defaults."""
    return simulate()


@pytest.fixture
def reference(simulate: Simulate) -> Caller:
    """Starts a simulator of the reference dialect."""
    return simulate(dialect="reference")
