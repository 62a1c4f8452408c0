"""What every level of the suite shares: a simulator of its own for each test, and settings that point at it."""

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from exotel_pulumi.config import Settings
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, Simulator

FOLDER = Path(__file__).parent

# `DIALECTS=live make …` runs what is run in each dialect in one: half of the time, and most of the proof.
DIALECTS = tuple(os.environ.get("DIALECTS", "live reference").split())
IN_EACH_DIALECT = tuple(Options(dialect=dialect, rate_limit=0) for dialect in DIALECTS)  # type: ignore[arg-type]

# What runs the real engine or waits a real minute begins first: a long test that begins last is waited for alone.
LONG = ("engine", "properties", "docs", "examples", "ci", "livekit", "elevenlabs", "test_window.py")

# A run in the background ignores interrupts, and so would every process that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Thousands of tests are kept until the end: to look through them again and again for garbage takes a thirtieth.
gc.set_threshold(100_000, 20, 100)

# An example may take as long as a busy machine needs.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def nothing_of_the_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hides a person's settings and their Pulumi folder: its plugins and logins never reach a test, nor a test them."""
    for name in [name for name in os.environ if name.startswith(("EXOTEL_", "PULUMI_"))]:
        del os.environ[name]
    os.environ["PULUMI_HOME"] = str(tmp_path_factory.mktemp("pulumi-home"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long tests first."""
    items.sort(key=lambda item: not {*LONG}.intersection(item.path.relative_to(FOLDER).parts))


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


# Parameters of tests have Outputs, made while tests are collected; since Python 3.12 nobody else makes a loop for them.
asyncio.set_event_loop(_event_loop())


@pytest.fixture(autouse=True)
def event_loop_of_the_thread() -> None:
    """Gives the thread an event loop for Pulumi's mocks: a test that has called `asyncio.run` leaves it without one."""
    asyncio.set_event_loop(_event_loop())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test on each simulator that its marks describe: `@pytest.mark.simulated(duplicate="409")`.

    A mark has keyword arguments, or a dictionary for each variant. Without a mark these are the simulators that the
    folder of the test names as `SIMULATED`, or one in each dialect. A variant that names no dialect is in each of them.
    """
    if "simulators" not in metafunc.fixturenames:  # the fixture below asks for them, one of a test's own does not
        return
    folder = sys.modules[str(metafunc.module.__package__)]
    defaults: tuple[Options, ...] = getattr(folder, "SIMULATED", IN_EACH_DIALECT)
    marks = reversed(list(metafunc.definition.iter_markers("simulated")))
    chosen = [_variant(change) for mark in marks for change in (mark.args or (mark.kwargs,))] or [{}]
    options, names = [], []
    for change in chosen:
        for default in defaults[:1] if "dialect" in change else defaults:
            options.append(replace(default, **change))
            shown = {"dialect": default.dialect, **change} if len(defaults) > 1 else change
            names.append(" ".join(map(_named, shown.items())) or default.dialect)
    metafunc.parametrize("simulator", options, ids=names, indirect=True)


def _variant(change: Mapping[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if name == "closed" else value for name, value in change.items()}


def _named(option: tuple[str, Any]) -> str:
    """Writes one option as a part of the name of a test; an account's key and token stay out of it."""
    name, value = option
    if name in ("dialect", "accounts"):
        return value if name == "dialect" else f"{len(value)} accounts"
    return f"{name}={value if isinstance(value, str | int | float) else ','.join(sorted(value))}"


@pytest.fixture(scope="session")
def simulators() -> Iterator[dict[Options, Simulator]]:
    """Keeps one simulator for each set of options: to start one for each test takes half of the time of a test."""
    running: dict[Options, Simulator] = {}
    yield running
    for simulator in running.values():
        simulator.stop()


@pytest.fixture
def simulator(request: pytest.FixtureRequest, simulators: dict[Options, Simulator]) -> Simulator:
    """Empties the simulator of these options for a test; the mark `simulated` says which options."""
    options: Options = request.param
    if options not in simulators:
        simulators[options] = Simulator(options).start()
    simulator = simulators[options]
    simulator.clear_faults()
    while simulator.requests_in_flight:  # a late one of the test before must not be met by this one
        time.sleep(0.005)
    simulator.reset()
    return simulator


def settings_for(simulator: Simulator, **changes: object) -> Settings:
    """Returns the settings that reach a simulator, without the waits that a real Exotel deserves."""
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
    """Makes the settings that reach this test's simulator."""
    return settings_for(simulator)
