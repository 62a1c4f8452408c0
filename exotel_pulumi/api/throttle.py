"""Keeps ahead of Exotel's limits: requests in any 60 seconds, and requests at once.

One throttle serves every thread of a run. It never drops a request; it makes it wait, and says so.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from exotel_pulumi.api.patience import Patience

log = logging.getLogger("exotel_pulumi")

# A second more than Exotel's minute: it counts arrivals, and one request may have travelled longer than a later one.
WINDOW = 61.0


class Throttle:
    """Two limits: `per_minute` in a moving window, `at_once` in flight."""

    def __init__(self, per_minute: int, at_once: int, patience: Patience) -> None:
        self._patience = patience
        self._limit = per_minute
        self._window = InMemoryBucket([Rate(per_minute, round(WINDOW * 1000))])
        self._in_flight = BoundedSemaphore(at_once)
        self._queue = Lock()

    @property
    def used(self) -> int:
        """Returns the number of requests in the last minute."""
        self._window.leak(_milliseconds())
        return self._window.count()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until a request may be sent, and counts it as in flight until the block ends."""
        with self._patience.holding(self._in_flight):
            with self._patience.holding(self._queue):
                self._wait()
            yield

    def _wait(self) -> None:
        while not self._window.put(request := RateItem("request", _milliseconds())):
            seconds = int(self._window.waiting(request)) / 1000  # type: ignore[arg-type] # a bucket in memory answers at once
            if seconds >= 1:
                log.warning("waiting %.0f s for Exotel's rate limit (%d requests a minute)", seconds, self._limit)
            self._patience.sleep(seconds)
        self._window.leak(request.timestamp)


def _milliseconds() -> int:
    return int(time.monotonic() * 1000)
