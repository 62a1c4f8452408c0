"""How long the core may wait: until somebody stops it, or until the deadline of what is under way.

Every wait of api/ and lifecycle/ goes through a `Patience`, so that all of them can be ended.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Protocol

from exotel_pulumi.errors import StoppedError


class _Lock(Protocol):
    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool: ...

    def release(self) -> None: ...


class Patience:
    """One run's patience. Safe to share between threads; a deadline is that of the thread that set it."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._wakers: list[Callable[[], None]] = []
        self._of_thread = threading.local()

    def stop(self) -> None:
        """Ends every wait, now and later. What was sent already is not cut off."""
        self._stopped.set()
        for wake in self._wakers:
            wake()

    def wait_with(self, condition: threading.Condition) -> Callable[[Callable[[], bool], float], bool]:
        """Returns how to wait in a condition: `wait(holds, longest)`, False after `longest` seconds. A stop ends it."""

        def wake() -> None:
            with condition:
                condition.notify_all()

        def wait(holds: Callable[[], bool], longest: float) -> bool:
            condition.wait_for(lambda: self._stopped.is_set() or holds(), self.left(longest))
            self.left()
            return holds()

        self._wakers.append(wake)
        return wait

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """Bounds what this thread does in the block; None sets no bound. The earlier of two deadlines holds."""
        before = getattr(self._of_thread, "end", inf)
        self._of_thread.end = before if seconds is None else min(before, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._of_thread.end = before

    def left(self, longest: float = inf) -> float:
        """Returns the seconds that may still pass, at most `longest`. StoppedError if none may."""
        if self._stopped.is_set():
            raise StoppedError("stopped before it was done", "run the command again.")
        seconds = float(getattr(self._of_thread, "end", inf)) - time.monotonic()
        if seconds <= 0:
            raise StoppedError("its time was over before it was done", "allow more time, then run the command again.")
        return min(longest, seconds)

    def sleep(self, seconds: float) -> None:
        """Lets time pass. StoppedError if that is cut short."""
        if seconds > 0:
            self._stopped.wait(self.left(seconds))
            self.left()

    def take(self, lock: _Lock) -> None:
        """Takes a lock. StoppedError if the lock is not free in time.

        Whoever holds the lock hears a stop, too: only a deadline needs a limit.
        """
        while not lock.acquire(timeout=min(self.left(), threading.TIMEOUT_MAX)):
            pass

    @contextmanager
    def holding(self, lock: _Lock) -> Iterator[None]:
        """Holds a lock in the block. StoppedError if the lock is not free in time."""
        self.take(lock)
        try:
            yield
        finally:
            lock.release()
