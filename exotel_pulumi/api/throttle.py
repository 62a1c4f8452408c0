"""Keeps ahead of Exotel's limits: requests in any 60 seconds, and requests at once.

One throttle serves every thread of a run. It never drops a request; it makes it wait, and says so.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

log = logging.getLogger("exotel_pulumi")


class Throttle:
    """Two limits: `per_minute` in a moving window, `at_once` in flight."""

    def __init__(self, per_minute: int, at_once: int) -> None:
        self._rate = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._in_flight = BoundedSemaphore(at_once)
        self._queue = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until a request may be sent, and counts it as in flight until the block ends."""
        with self._in_flight:
            with self._queue:
                self._wait()
            yield

    def _wait(self) -> None:
        while not self._window.hit(self._rate):
            seconds = max(0.05, self._window.get_window_stats(self._rate).reset_time - time.time())
            log.warning("waiting %.0f s for Exotel's rate limit (%s)", seconds, self._rate)
            time.sleep(seconds)
