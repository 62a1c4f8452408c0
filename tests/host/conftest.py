"""Hosts and stacks. A simulator and a host are shared by all tests: each test gets trunks of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import pytest

from exotel_pulumi import Trunk
from exotel_pulumi.simulator import Options, Simulator
from tests.host.fake_engine import FakeStack
from tests.host.host import Host
from tests.kinds import VALID, Resource, Values

_numbers = count(1)

NewRun = Callable[[], Host]
InputsOf = Callable[[Resource], Values]


# A host has no dialect, and the lifecycle is proven in both: one world will do for all but test_smoke.py.
WORLD = Options(rate_limit=0)


@pytest.fixture(scope="session")
def exotel(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Runs a simulator for all tests; a file that is run in other worlds names them as parameters."""
    with Simulator(getattr(request, "param", WORLD)) as running:
        yield running


@pytest.fixture(scope="session")
def host_without_settings() -> Iterator[Host]:
    """Runs a host without a single setting: that is enough for what a preview of something new asks."""
    with Host() as running:
        yield running


@pytest.fixture(scope="session")
def host(exotel: Simulator) -> Iterator[Host]:
    """Runs a host for all tests: one run of the engine, in which most tests make their resources."""
    with Host(exotel) as running:
        yield running


@pytest.fixture(scope="session")
def second_host(exotel: Simulator) -> Iterator[Host]:
    """Runs the host of a second run, for tests that change what the first run has made. It remembers lists.

    A run does not delete what it has taken over: another run must destroy it.
    """
    with Host(exotel) as running:
        yield running


@pytest.fixture(scope="session")
def destroying_host(exotel: Simulator) -> Iterator[Host]:
    """Runs the host of the run that destroys everything in the end."""
    with Host(exotel) as running:
        yield running


@pytest.fixture
def new_run(exotel: Simulator) -> Iterator[NewRun]:
    """Starts another host: what the last run knew is forgotten, as in every run of the engine."""
    with ExitStack() as running:
        yield lambda: running.enter_context(Host(exotel))


@pytest.fixture
def trunks(exotel: Simulator) -> Iterator[list[str]]:
    """Makes two trunks by hand and gives their SIDs; in the end nothing is left at Exotel."""
    yield [exotel.add_trunk(trunk_name=f"by_hand_{next(_numbers)}") for _ in range(2)]
    exotel.reset()


@pytest.fixture
def stack(exotel: Simulator, host: Host, destroying_host: Host, trunks: list[str]) -> Iterator[FakeStack]:
    """Makes a stack that is destroyed in the end and must leave nothing of its own at Exotel."""
    stack = FakeStack(host)
    yield stack
    stack.host = destroying_host
    stack.destroy()
    left = exotel.state.snapshot()
    assert {row["trunk_sid"] for row in left.pop("trunks")} <= set(trunks)
    assert {table: rows for table, rows in left.items() if rows} == {}


@pytest.fixture
def inputs(trunks: list[str]) -> InputsOf:
    """Gives right inputs for a resource, on a trunk that no other test uses or with a name of its own."""
    own = {"trunk_name": f"trunk_{next(_numbers)}"}
    return lambda resource: {**VALID[resource], **(own if resource is Trunk else {"trunk_sid": trunks[0]})}
