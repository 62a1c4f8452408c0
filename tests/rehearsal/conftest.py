"""A stack of examples/livekit that is up on the simulator, with both sides' real servers: only the edge is set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import options
from tests.engine.stack import Stack
from tests.livekit.conftest import EXAMPLE
from tests.livekit.server import LiveKit
from tests.livekit.server import running as running_server

from .service import Service, running


@pytest.fixture
def exotel(tmp_path: Path) -> Iterator[Simulator]:
    """Starts a simulator with an edge for TLS."""
    with Simulator(options(sip_tls=0, sip_ca=tmp_path / "edge.pem")) as simulator:
        yield simulator


@pytest.fixture
def livekit(tmp_path: Path) -> Iterator[LiveKit]:
    """Runs an empty LiveKit server."""
    with running_server(tmp_path / "server") as server:
        yield server


@pytest.fixture
def service(tmp_path: Path, livekit: LiveKit, exotel: Simulator) -> Iterator[Service]:
    """Runs LiveKit's SIP service beside the server."""
    assert livekit.redis is not None
    with running(tmp_path / "service", livekit, livekit.redis, tmp_path / "edge.pem") as started:
        yield started


@pytest.fixture
def stack(tmp_path: Path, exotel: Simulator, livekit: LiveKit, service: Service) -> Iterator[Stack]:
    """Makes the example's stack and brings it up."""
    folder = tmp_path / "stack"
    folder.mkdir()
    made = Stack(folder, exotel, EXAMPLE)
    made.environment.update(livekit.environment)
    made.tokens.add(livekit.secret)
    made.config("exotel:edgeTls", f"127.0.0.1:{exotel.sip_ports['tls']}")
    made.up()
    yield made
    made.end()
