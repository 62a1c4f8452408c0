"""Keeps ahead of Exotel's limits: requests in any 60 seconds, and requests at once.

One throttle serves every thread of a run. It never drops a request; it makes it wait, and says so.

What is deleted to be made again is away until its POST. So its DELETE waits for room for both, and keeps a place in the
window for the POST. A kept place leaves the window like a request: nothing waits long for a POST that never comes.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Lock, local

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
        self._counting = Lock()  # around the window: requests are counted in the order of their moments
        self._kept: dict[str, list[RateItem]] = {}  # places in the window, by the names of exchanges
        self._of_thread = local()

    @property
    def used(self) -> int:
        """Returns the number of requests in the last minute."""
        self._window.leak(_milliseconds())
        return self._window.count()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until a request may be sent, and counts it as in flight until the block ends."""
        name, keep = getattr(self._of_thread, "exchange", ("", 0))
        if not name or keep or not self._takes_kept(name):
            with self._patience.holding(self._queue):
                self._wait(name, keep)
        try:
            yield
        finally:
            self._in_flight.release()

    @contextmanager
    def exchange(self, name: str, keep: int = 0) -> Iterator[None]:
        """Makes this thread's requests in the block the first or the last part of an exchange.

        The first part keeps so many places for the last one, unless it fails. The last part takes them, and gives back
        what it does not need.
        """
        self._of_thread.exchange, is_over = (name, keep), True
        try:
            yield
            is_over = not keep
        finally:
            del self._of_thread.exchange
            if is_over:
                self._give_back(name)

    def _wait(self, name: str, keep: int) -> None:
        """Counts a request, and takes it into flight, once there is room for it and for what it keeps.

        Whoever waits for the window is not in flight: who has a place in the window must not wait for who has none.
        """
        if keep:
            self._give_back(name)  # of an attempt before
        places = min(1 + keep, self._limit)
        while True:
            self._patience.take(self._in_flight)
            with self._counting:
                request = RateItem("request", _milliseconds(), places)
                if self._window.put(request):
                    self._window.leak(request.timestamp)
                    if places > 1:
                        self._kept[name] = [request] * (places - 1)
                    return
                seconds = int(self._window.waiting(request)) / 1000  # type: ignore[arg-type] # a bucket in memory answers at once
            self._in_flight.release()
            if seconds >= 1:
                log.warning("waiting %.0f s for Exotel's rate limit (%d requests a minute)", seconds, self._limit)
            self._patience.sleep(seconds)

    def _takes_kept(self, name: str) -> bool:
        """Counts a request in a place that is kept for it, and takes it into flight; False if no place is left."""
        if name not in self._kept:
            return False
        self._patience.take(self._in_flight)
        with self._counting:
            kept = self._kept[name]
            place = kept.pop()
            if not kept:
                del self._kept[name]
            with suppress(ValueError):  # it has left the window
                self._window.items.remove(place)
            if self._window.put(RateItem("request", _milliseconds())):
                return True
        self._in_flight.release()
        return False

    def _give_back(self, name: str) -> None:
        with self._counting:
            for place in self._kept.pop(name, ()):
                with suppress(ValueError):
                    self._window.items.remove(place)


def _milliseconds() -> int:
    return int(time.monotonic() * 1000)
