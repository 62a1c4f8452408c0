"""A host whose engine is gone ends, and sends nothing more; the end of its standard input alone proves nothing."""

import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress

import pytest

from exotel_pulumi import Trunk
from exotel_pulumi.simulator import Fault, Options, Simulator
from tests.engine.waiting import wait_until
from tests.host.host import Found, Host, HostError

IN_A_MINUTE = 2
SOON = 10  # seconds; a host that waits for Exotel's limit waits for a minute
A_WHILE = 2.5  # seconds, in which a host looks at an address that is there


@contextmanager
def engine() -> Iterator[socket.socket]:
    """Listens as the engine does at the address that it gives to its hosts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@contextmanager
def started_by(listening: socket.socket, simulator: Simulator, **environ: str) -> Iterator[Host]:
    host, port = listening.getsockname()
    with suppress(ProcessLookupError), Host(simulator, environ=environ, engine=f"{host}:{port}") as running:
        yield running


def create(host: Host, name: str) -> Found | None:
    with suppress(HostError):
        return host.create(Trunk, host.check(Trunk, {"trunk_name": name}, urn=name).inputs, name)
    return None


def end_of_stdin(host: Host) -> None:
    assert host.process.stdin is not None
    host.process.stdin.close()
    host.process.stdin = None


def test_s102_what_waits_for_the_limit_is_not_sent(options: Options) -> None:
    with Simulator(options) as simulator, engine() as listening, ThreadPoolExecutor(4) as pool:
        with started_by(listening, simulator, EXOTEL_REQUESTS_PER_MINUTE=str(IN_A_MINUTE)) as host:
            simulator.add_fault(Fault("POST", "trunks", "delay", seconds=1, times=0))
            calls: list[Future[Found | None]] = [pool.submit(create, host, f"trunk_{n}") for n in range(4)]
            wait_until(lambda: len(simulator.requests) == IN_A_MINUTE)
            listening.close()
            end_of_stdin(host)
            host.process.wait(SOON)
        wait(calls)
        assert len(simulator.trunks()) == len(simulator.requests) == IN_A_MINUTE


def test_s102_a_host_lives_while_its_engine_does_and_ends_where_only_the_address_tells(options: Options) -> None:
    with Simulator(options) as simulator, engine() as listening, started_by(listening, simulator) as host:
        assert create(host, "first") is not None
        end_of_stdin(host)
        with pytest.raises(subprocess.TimeoutExpired):
            host.process.wait(A_WHILE)
        assert create(host, "second") is not None
        listening.close()
        host.process.wait(SOON)


@pytest.fixture
def options() -> Options:
    return Options(rate_limit=0)
