"""Fixtures for the example between the simulator and a stand-in for ElevenLabs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.elevenlabs.stand_in import StandIn
from tests.engine.stack import Stack
from tests.nursery import FURTHER

EXAMPLE = Path(__file__).parents[2] / "examples" / "elevenlabs"

# What the example imports takes a second of each process.
SDK = (
    "elevenlabs.client",
    "elevenlabs.conversational_ai.phone_numbers.client",
    "elevenlabs.conversational_ai.phone_numbers.types.phone_numbers_create_request_body",
    "elevenlabs.core.api_error",
)


@pytest.fixture
def elevenlabs() -> Iterator[StandIn]:
    """Runs the stand-in, ElevenLabs' side."""
    with StandIn() as running:
        yield running


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator, elevenlabs: StandIn) -> Iterator[Stack]:
    """Makes a stack of the example on the real engine. The stack fails if a secret of either side shows."""
    stack = Stack(tmp_path, simulator, EXAMPLE)
    stack.environment.update(elevenlabs.environment | {FURTHER: " ".join(SDK)})
    stack.tokens.add(elevenlabs.key)
    yield stack
    stack.end()
