"""One simulator per test, on a port of its own; `simulate(...)` for those that need other options than the defaults."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator

from .caller import Caller

Simulate = Callable[..., Caller]


@pytest.fixture
def simulate() -> Iterator[Simulate]:
    with ExitStack() as stack:

        def start(**options: Any) -> Caller:
            simulator = stack.enter_context(Simulator(Options(**options)))
            return stack.enter_context(Caller(simulator))

        yield start


@pytest.fixture
def live(simulate: Simulate) -> Caller:
    return simulate()


@pytest.fixture
def reference(simulate: Simulate) -> Caller:
    return simulate(dialect="reference")
