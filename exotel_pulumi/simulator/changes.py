"""What has changed since when: the page waits here, in place of asking again and again."""

import time
from threading import Condition

PARTS = ("state", "requests", "faults", "calls")
TOGETHER = 0.05  # seconds in which changes are collected: a run of the provider makes hundreds


class Changes:
    """A count of the changes of each part of a simulator. Threads may share it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._counts = dict.fromkeys(PARTS, 0)

    def note(self, part: str) -> None:
        """Counts one change of a part, and wakes those who wait."""
        with self._changed:
            self._counts[part] += 1
            self._changed.notify_all()

    def after(self, known: dict[str, int], seconds: float) -> dict[str, int]:
        """Waits at most so long for counts other than the known ones. Returns the counts."""
        with self._changed:
            if self._changed.wait_for(lambda: self._counts != known, seconds) and known:
                until = time.monotonic() + TOGETHER
                while (left := until - time.monotonic()) > 0:
                    self._changed.wait(left)
            return dict(self._counts)
