"""The log of calls, beside the log of requests: one entry for each call, the last ones alone."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from .wire import Seen, Wire

KEPT = 1000


@dataclass(kw_only=True)
class Outcome:
    """What came of a call, whoever placed it."""

    call_id: str = ""
    tls: str | None = None
    """The version of TLS."""
    software: str = ""
    """What the other side calls itself."""
    seen: list[str] = field(default_factory=list)
    """Each answer, in order."""
    notes: list[str] = field(default_factory=list)
    """What else is worth a look."""
    heard: int = 0
    """Packets of audio from the other side."""
    sent: int = 0
    lost: int = 0
    jitter: float = 0.0
    """In milliseconds."""
    first_sound: float | None = None
    """Seconds from the answer to the first packet."""
    digits: str = ""
    """The keys that the other side pressed."""
    lasted: float | None = None
    """Seconds for which the call was up."""
    ended_by: str = ""


@dataclass
class Call(Outcome):
    """One call that the edge took or placed. No password is in it."""

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
    id: int = 0
    """Counts the calls, from 1."""


class CallLog:
    """The last calls since the log was cleared, and what went over their wire. Threads may share it."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.changed = changed
        """To be called where an entry was changed."""
        self.wire = Wire()
        self._lock = Lock()
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, call: Call) -> None:
        """Adds a call after all others."""
        with self._lock:
            self._count += 1
            call.id = self._count
            self._calls.append(call)
        self.changed()

    def entries(self) -> list[Call]:
        """Returns the calls in the order in which they began."""
        with self._lock:
            return list(self._calls)

    def of(self, call_id: str) -> Call | None:
        """Returns the last call of a Call-ID."""
        return next((call for call in reversed(self.entries()) if call.call_id == call_id), None)

    def messages(self, number: int) -> list[Seen]:
        """Returns what went over the wire of the call of a number, with masked secrets."""
        for call in self.entries():
            if call.id == number:
                return self.wire.of(call.call_id, "sent" if call.direction == "in" else "came")
        return []

    def clear(self) -> None:
        """Forgets the calls."""
        with self._lock:
            self._calls.clear()
        self.wire.clear()
        self.changed()
