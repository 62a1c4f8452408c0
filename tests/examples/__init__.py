"""Tests of the examples, as they stand."""

from tests.engine.simulators import options

SIMULATED = (options(),)
