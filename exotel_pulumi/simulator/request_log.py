"""What was asked, when, by whom and with what end; and how many requests were in flight at once."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

MASK = "***"


@dataclass
class LoggedRequest:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    """The parsed JSON with passwords masked, or None."""
    account: str | None
    time: float
    """`time.monotonic()` at arrival."""
    status: int | None = None
    """None while it is being served, and for ever if the connection was dropped."""


def parsed(body: bytes) -> Any:
    try:
        return masked(json.loads(body))
    except ValueError:
        return None


def masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: MASK if key == "password" else masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


class RequestLog:
    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: list[LoggedRequest] = []
        self._in_flight = 0
        self._peak = 0

    @contextmanager
    def serving(self, method: str, path: str, query: dict[str, str], body: bytes) -> Iterator[LoggedRequest]:
        account = path.split("/")[3] if path.startswith("/v2/accounts/") else None
        entry = LoggedRequest(method, path, query, parsed(body), account, time.monotonic())
        with self._lock:
            self._entries.append(entry)
            self._in_flight += 1
            self._peak = max(self._peak, self._in_flight)
        try:
            yield entry
        finally:
            with self._lock:
                self._in_flight -= 1

    @property
    def in_flight(self) -> int:
        with self._lock:
            return self._in_flight

    @property
    def peak(self) -> int:
        with self._lock:
            return self._peak

    def entries(self) -> list[LoggedRequest]:
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._peak = self._in_flight
