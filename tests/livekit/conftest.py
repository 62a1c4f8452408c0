"""A LiveKit server of its own for each test that asks for one. Where it is missing the tests fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import options
from tests.engine.stack import Stack
from tests.livekit.server import LiveKit, running

EXAMPLE = Path(__file__).parents[2] / "examples" / "livekit"


@pytest.fixture
def livekit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKit]:
    """A server that holds nothing. Its logs lie apart from the stack's folder, which is searched for secrets."""
    with running(tmp_path_factory.mktemp("livekit") / "server") as server:
        yield server


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Exotel's side."""
    with Simulator(options()) as exotel:
        yield exotel


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator, livekit: LiveKit) -> Iterator[Stack]:
    """The example on the real engine, between the simulator and the server. No secret of either may show."""
    stack = Stack(tmp_path, simulator, EXAMPLE)
    stack.environment.update(livekit.environment)
    stack.tokens.add(livekit.secret)
    yield stack
    stack.end()
