"""Time in tests: what is expected of it must not depend on how fast a machine is."""

import time
from collections.abc import Callable

import pytest

from exotel_pulumi.api.patience import Patience
from exotel_pulumi.simulator import rate_limit


class Clock(Patience):
    """A clock that passes only where somebody sleeps: a patience, or a module's `time`; `slept` has each wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def limit_by_waits(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets the simulator's window of requests pass by a client's waits alone, so that a client meets the limit."""
    clock = Clock()
    monkeypatch.setattr(rate_limit, "monotonic", clock.monotonic)
    monkeypatch.setattr(Patience, "sleep", lambda _patience, seconds: clock.sleep(seconds))
    return clock


def margin() -> Callable[[], float]:
    """Returns how far a moment may be off by now: dates of HTTP have whole seconds, and a test takes time."""
    begun = time.monotonic()
    return lambda: 2 + time.monotonic() - begun
