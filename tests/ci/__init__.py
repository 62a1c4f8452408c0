"""Tests of the workflow files for CI systems: their own scripts, run."""

from tests.engine.simulators import options

SIMULATED = (options(),)
