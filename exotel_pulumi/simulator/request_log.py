"""The log of requests, and the counts of requests in flight."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

MASK = "***"


@dataclass
class LoggedRequest:
    """One request, and the status of its answer."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    """The parsed JSON with passwords masked, or None if the body is no JSON."""
    account: str | None
    time: float
    """`time.monotonic()` at arrival."""
    clock: str
    """The time of day at arrival, in UTC: `13:05:59.123`."""
    status: int | None = None
    """None until there is an answer, and for ever if the connection was dropped."""


def parsed(body: bytes) -> Any:
    """Returns the body as JSON with passwords masked, or None."""
    try:
        return masked(json.loads(body))
    except ValueError:
        return None


def masked(value: Any) -> Any:
    """Returns a copy of a JSON value with every password masked."""
    if isinstance(value, dict):
        return {key: MASK if key == "password" else masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


class RequestLog:
    """Every request since the log was cleared, and the counts of requests in flight."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = Lock()
        self._entries: list[LoggedRequest] = []
        self._in_flight = 0
        self._peak = 0

    @contextmanager
    def serving(self, method: str, path: str, query: dict[str, str], body: bytes) -> Iterator[LoggedRequest]:
        """Logs a request, and counts it as in flight until the block ends."""
        account = path.split("/")[3] if path.startswith("/v2/accounts/") else None
        clock = datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
        entry = LoggedRequest(method, path, query, parsed(body), account, time.monotonic(), clock)
        with self._lock:
            self._entries.append(entry)
            self._in_flight += 1
            self._peak = max(self._peak, self._in_flight)
        self._changed()
        try:
            yield entry
        finally:
            with self._lock:
                self._in_flight -= 1
            self._changed()

    @property
    def in_flight(self) -> int:
        """Returns the number of requests in flight."""
        with self._lock:
            return self._in_flight

    @property
    def peak(self) -> int:
        """Returns the highest number of requests in flight since the log was cleared."""
        with self._lock:
            return self._peak

    def entries(self, last: int | None = None) -> list[LoggedRequest]:
        """Returns the requests in order of arrival, or only the last ones."""
        with self._lock:
            return list(self._entries) if last is None else self._entries[-last:] if last else []

    @property
    def count(self) -> int:
        """Returns the number of requests since the log was cleared."""
        with self._lock:
            return len(self._entries)

    def clear(self) -> None:
        """Forgets the requests, and starts the peak again at the requests in flight."""
        with self._lock:
            self._entries.clear()
            self._peak = self._in_flight
        self._changed()
