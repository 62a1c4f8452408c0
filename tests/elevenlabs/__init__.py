"""Tests of the example for ElevenLabs, against a stand-in."""

from tests.engine.simulators import options

SIMULATED = (options(),)
