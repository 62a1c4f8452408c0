"""What every level of the suite shares: a simulator of its own for each test, and settings that point at it."""

import asyncio
import os
from collections.abc import Iterator
from functools import cache

import pytest

from exotel_pulumi.config import Settings
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, Simulator

DIALECTS = ("live", "reference")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's own EXOTEL_* variables must never reach a test, nor a test a real account."""
    for name in [name for name in os.environ if name.startswith("EXOTEL_")]:
        monkeypatch.delenv(name)


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@pytest.fixture(autouse=True)
def event_loop_of_the_thread() -> None:
    """Pulumi's mocks use the thread's event loop, which a test that has called `asyncio.run` leaves without one."""
    asyncio.set_event_loop(_event_loop())


@pytest.fixture(params=DIALECTS)
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A simulator in each dialect; `parametrize("simulator", [Options(...)], indirect=True)` gives another."""
    options = request.param if isinstance(request.param, Options) else Options(dialect=request.param, rate_limit=0)
    with Simulator(options) as running:
        yield running


def settings_for(simulator: Simulator, **changes: object) -> Settings:
    """The settings that reach a simulator, without the waits that a real Exotel deserves."""
    values: dict[str, object] = {
        "account_sid": DEFAULT_ACCOUNT_SID,
        "api_key": DEFAULT_API_KEY,
        "api_token": DEFAULT_API_TOKEN,
        "api_url": simulator.url,
        "retry_delay": 0.01,
        "request_timeout": 5,
        "requests_per_minute": 100_000,
    }
    return Settings.model_validate({**values, **changes})


@pytest.fixture
def settings(simulator: Simulator) -> Settings:
    """The settings that reach this test's simulator."""
    return settings_for(simulator)
