"""Tests against a real LiveKit server."""

from tests.engine.simulators import options

SIMULATED = (options(),)
