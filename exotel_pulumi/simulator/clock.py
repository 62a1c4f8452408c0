"""The simulator's clock, which stands in every date that it gives: this machine's, until a test lets time pass."""

import time
from datetime import UTC, datetime


class Clock:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def time(self) -> float:
        """Returns the seconds since the epoch."""
        return time.time() + self._ahead

    def now(self) -> str:
        """Returns the time as the API writes it: ISO 8601, in UTC."""
        return datetime.fromtimestamp(self.time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def forward(self, seconds: float) -> None:
        """Lets time pass at once."""
        self._ahead += seconds

    def reset(self) -> None:
        """Goes back to this machine's time."""
        self._ahead = 0.0
