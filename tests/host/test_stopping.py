"""A cancelled run and the time-out of a resource end what waits; what was sent already is answered."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from exotel_pulumi import Trunk
from exotel_pulumi.simulator import Fault, Options, Simulator
from tests.engine.waiting import wait_until
from tests.host.host import Host, HostError

IN_A_MINUTE = {"EXOTEL_REQUESTS_PER_MINUTE": "1"}
MINUTE = 60


def message(host: Host, name: str, time_out: float | None = None) -> str:
    """Returns what the creation of a trunk comes to."""
    try:
        host.create(Trunk, host.check(Trunk, {"trunk_name": name}, urn=name).inputs, name, time_out=time_out)
    except HostError as error:
        return error.message
    return "made"


def test_a_cancelled_run_sends_nothing_more_and_does_not_wait(options: Options) -> None:
    with Simulator(options) as simulator, Host(simulator, environ=IN_A_MINUTE) as host, ThreadPoolExecutor(2) as pool:
        simulator.add_fault(Fault("POST", "trunks", "delay", seconds=1))
        begun = time.monotonic()
        first = pool.submit(message, host, "first")
        wait_until(lambda: len(simulator.requests) == 1)
        second = pool.submit(message, host, "second")
        host.cancel()
        assert first.result() == "made"
        assert "stopped before it was done" in second.result()
        assert time.monotonic() - begun < MINUTE
        assert [trunk["trunk_name"] for trunk in simulator.trunks()] == ["first"]


def test_the_time_out_of_a_resource_ends_its_wait(options: Options) -> None:
    with Simulator(options) as simulator, Host(simulator, environ=IN_A_MINUTE) as host:
        assert message(host, "first", time_out=MINUTE) == "made"
        begun = time.monotonic()
        assert "its time was over before it was done" in message(host, "second", time_out=0.5)
        assert time.monotonic() - begun < MINUTE
        assert len(simulator.requests) == 1


@pytest.fixture
def options() -> Options:
    return Options(rate_limit=0)
