"""Never more requests in a window than Exotel allows, nor more at once."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread, current_thread
from typing import Any

import pytest
from pyrate_limiter import InMemoryBucket, RateItem

from exotel_pulumi.api import throttle
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.api.throttle import Throttle
from tests.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttle, "time", clock)
    return clock


def test_s18_two_hundred_in_any_sixty_seconds(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    gate, sent = Throttle(200, 50, clock), []
    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        for _ in range(1000):
            with gate.turn():
                sent.append(clock.now)
            clock.now += 0.01
    windows = [sum(start <= other < start + 60 for other in sent) for start in sent]
    assert max(windows) == 200
    assert sent[-1] - sent[0] < 5 * 61
    assert caplog.messages == ["waiting 59 s for Exotel's rate limit (200 requests a minute)"] * 4


def test_s18_a_wait_too_short_to_mention(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    gate = Throttle(1, 1, clock)
    with gate.turn():
        clock.now += throttle.WINDOW - 0.5
    with gate.turn():
        pass
    assert clock.slept == [pytest.approx(0.5, abs=0.01)]
    assert caplog.messages == []


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Records the moments that the throttle counts, in milliseconds; a thread may go on any time later."""
    moments: list[int] = []
    put = InMemoryBucket.put

    def count(bucket: InMemoryBucket, item: RateItem) -> bool:
        admitted = put(bucket, item)
        if admitted:
            moments.append(item.timestamp)
        return admitted

    monkeypatch.setattr(InMemoryBucket, "put", count)
    return moments


@pytest.mark.parametrize("threads", [4, 64])
def test_s18_many_threads_share_both_limits(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(throttle, "WINDOW", 1.0)
    gate, lock, sent, in_flight, peak = Throttle(30, 8, Patience()), Lock(), counted(monkeypatch), 0, 0

    def send(_: int) -> None:
        nonlocal in_flight, peak
        with gate.turn():
            with lock:
                in_flight += 1
                peak = max(peak, in_flight)
            time.sleep(0.005)
            with lock:
                in_flight -= 1

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send, range(120)))
    assert len(sent) == 120
    assert all(later - earlier >= 1000 for earlier, later in zip(sorted(sent), sorted(sent)[30:], strict=False))
    assert 1 < peak <= 8


def test_a_failed_request_gives_its_place_back(clock: Clock) -> None:
    gate = Throttle(10, 1, clock)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.turn():
            1 / 0  # noqa: B018
    assert clock.slept == []


class Crowded(Clock):
    """A clock that lets a second thread come while the first one sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Throttle(1, 2, self)
        self.second = Thread(target=self.take_a_turn)
        self.did: list[str] = []  # by the second thread
        self.stands = Event()

    def take_a_turn(self) -> None:
        with self.gate.turn():
            pass

    def note(self, what: str) -> None:
        if current_thread() is self.second:
            self.did.append(what)
            if self.did in (IN_THE_QUEUE, AT_THE_WINDOW):
                self.stands.set()

    def take(self, lock: Any) -> None:
        self.note("asks to be in flight" if lock is self.gate._in_flight else "asks for the queue")
        super().take(lock)

    def monotonic(self) -> float:
        self.note("asks the window")
        return super().monotonic()

    def sleep(self, seconds: float) -> None:
        if current_thread() is not self.second:
            self.second.start()
            self.stands.wait()
            assert self.did == IN_THE_QUEUE
        super().sleep(seconds)


IN_THE_QUEUE = ["asks for the queue"]
AT_THE_WINDOW = ["asks to be in flight", "asks the window"]


def test_s18_who_waits_for_the_window_is_waited_for_by_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that ask for the last place of the window at once would both get it."""
    clock = Crowded()
    monkeypatch.setattr(throttle, "time", clock)
    for _ in range(2):
        clock.take_a_turn()
    clock.second.join()
    assert len(clock.slept) == 2


@pytest.mark.parametrize("workers", [1, 4, 16])
@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_s18_exchanges_keep_the_limit_too(clock: Clock, limit: int, workers: int) -> None:
    gate, sent = Throttle(limit, 50, clock), []

    def send() -> None:
        with gate.turn():
            sent.append(clock.now)
        clock.now += 0.01

    for first in range(0, 240 if limit > 3 else 2 * workers, workers):
        names = [str(first + worker) for worker in range(workers)]
        for name in names:
            with gate.exchange(name, keep=1):
                send()
        send()
        for name in reversed(names):
            with gate.exchange(name):
                send()
    most = max(sum(start <= other < start + 60 for other in sent) for start in sent)
    assert most in (limit, limit - 1)  # a DELETE leaves the last place alone
    assert gate._kept == {}


def test_s18_who_has_a_place_overtakes_who_waits_for_one(clock: Clock) -> None:
    """Also where one request at a time is allowed: whoever waits for the window is not in flight."""
    gate = Throttle(3, 1, clock)
    with gate.exchange("number", keep=1), gate.turn():
        pass
    with gate.turn():
        pass
    overtaken: list[float] = []

    def overtake(seconds: float) -> None:
        with gate.exchange("number"), gate.turn():
            overtaken.append(clock.now)
        Clock.sleep(clock, seconds)

    clock.sleep = overtake  # type: ignore[method-assign]
    with gate.turn():
        assert overtaken == [1000.0]
