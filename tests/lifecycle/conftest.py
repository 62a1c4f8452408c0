"""A stage for each test."""

import pytest

from exotel_pulumi.simulator import Simulator

from .stage import Stage


@pytest.fixture
def stage(simulator: Simulator) -> Stage:
    return Stage(simulator)
