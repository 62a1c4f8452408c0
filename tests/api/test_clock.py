"""Exotel's clock, read from the `Date` of its answers: what it is used for, and what is used without it."""

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api import http
from exotel_pulumi.api.http import Http
from exotel_pulumi.simulator import Fault, Simulator
from tests.clock import margin
from tests.conftest import settings_for

WRONG = [timedelta(minutes=10), timedelta(minutes=-10)]


def list_trunks(calls: Http) -> None:
    calls.call("GET", "/trunks", key="trunks")


@pytest.fixture(params=WRONG, ids=str)
def wrong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Sets this machine's clock wrong, as the package reads it."""
    by: timedelta = request.param
    monkeypatch.setattr(http, "_machine_now", lambda: datetime.now(UTC) + by)
    return by


def seconds_wrong(calls: Http) -> float:
    return (calls.now() - datetime.now(UTC)).total_seconds()


def test_s77_the_first_answer_sets_the_clock(simulator: Simulator, wrong: timedelta) -> None:
    off = margin()
    calls = Http(settings_for(simulator))
    assert seconds_wrong(calls) == pytest.approx(wrong.total_seconds(), abs=off())
    list_trunks(calls)
    assert seconds_wrong(calls) == pytest.approx(0, abs=off())


def test_s77_a_refusal_sets_the_clock(simulator: Simulator, wrong: timedelta) -> None:
    off = margin()
    calls = Http(settings_for(simulator))
    simulator.add_fault(Fault("GET", "", "respond", status=400))
    with pytest.raises(errors.InvalidParameterError):
        list_trunks(calls)
    assert seconds_wrong(calls) == pytest.approx(0, abs=off())


def test_s77_without_a_date_this_machines_clock_counts(
    simulator: Simulator, wrong: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = margin()
    monkeypatch.setattr(http, "_offset", lambda date: None)
    calls = Http(settings_for(simulator))
    list_trunks(calls)
    assert seconds_wrong(calls) == pytest.approx(wrong.total_seconds(), abs=off())


def test_s14_s77_a_date_to_wait_for_is_one_of_exotels_clock(
    simulator: Simulator, wrong: timedelta, waits: list[float]
) -> None:
    off = margin()
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    simulator.add_fault(Fault("GET", "", "respond", status=429, headers={"Retry-After": until}))
    list_trunks(Http(settings_for(simulator)))
    assert waits == [pytest.approx(20, abs=off())]


@pytest.fixture
def nobody() -> Http:
    """Gives a transport to an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return Http(settings_for(SimpleNamespace(url=f"http://127.0.0.1:{port}")))  # type: ignore[arg-type]


def test_s73_an_outage_is_announced_once(
    nobody: Http, simulator: Simulator, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    def refused(_number: int) -> None:
        with pytest.raises(errors.NoAnswerError):
            list_trunks(nobody)

    def announced() -> int:
        return sum("no connection to" in message for message in caplog.messages)

    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(refused, range(8)))
        assert (announced(), len(waits)) == (1, 16)
        unreachable, nobody._base = nobody._base, Http(settings_for(simulator))._base
        list_trunks(nobody)
        nobody._base = unreachable
        refused(0)
        assert announced() == 2, "after an answer, a new outage is news"
