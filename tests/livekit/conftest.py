"""Fixtures for tests against LiveKit, with a server for each test. Without a server the tests fail: none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.stack import Stack
from tests.livekit.server import LiveKit, running
from tests.nursery import FURTHER

EXAMPLE = Path(__file__).parents[2] / "examples" / "livekit"


@pytest.fixture
def livekit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKit]:
    """Runs an empty server, with logs outside the stack's folder: that folder is searched for secrets."""
    with running(tmp_path_factory.mktemp("livekit") / "server") as server:
        yield server


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator, livekit: LiveKit) -> Iterator[Stack]:
    """Makes a stack of the example on the real engine. The stack fails if a secret of either side shows."""
    stack = Stack(tmp_path, simulator, EXAMPLE)
    stack.environment.update(livekit.environment | {FURTHER: "aiohttp livekit.api"})
    stack.tokens.add(livekit.secret)
    yield stack
    stack.end()
