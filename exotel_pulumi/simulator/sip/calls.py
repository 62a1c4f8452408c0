"""The log of calls, beside the log of requests."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal


@dataclass
class Call:
    """One call that the edge took or placed, and what came of it. No password is in it."""

    direction: Literal["out", "in"]
    """`out` is to the phone network, `in` is from there to a destination."""
    shown: str
    called: str
    where: str
    """The address that an outgoing call came from, or the destination of an incoming one."""
    transport: str
    clock: str
    """The time of day, in UTC: `13:05:59.123`."""
    status: int | None = None
    """The SIP response; None where there was none."""
    reason: str = ""
    sentence: str = ""
    trunk_sid: str | None = None
    by: str | None = None
    caller_id: str | None = None
    heard: int = 0
    """Packets of audio from the other side."""
    sent: int = 0


class CallLog:
    """Every call since the log was cleared. Threads may share it."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = Lock()
        self._calls: list[Call] = []

    def add(self, call: Call) -> None:
        """Adds a call after all others."""
        with self._lock:
            self._calls.append(call)
        self._changed()

    def entries(self) -> list[Call]:
        """Returns the calls in the order in which they began."""
        with self._lock:
            return list(self._calls)

    def clear(self) -> None:
        """Forgets the calls."""
        with self._lock:
            self._calls.clear()
        self._changed()
