"""Planned faults: which requests a fault hits (`Fault`), and which fault hits a request (`FaultBook`).

The module `effects` has what happens then.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Literal, get_args

Effect = Literal[
    "drop_before",
    "drop_after",
    "hang",
    "delay",
    "respond",
    "respond_after",
    "no_id",
    "item_failed",
    "looping_next_page",
]

NUMBERS = ("times", "skip", "status", "seconds")


@dataclass(frozen=True)
class Fault:
    """One rule: the requests that are hit, how often, and with what effect."""

    method: str
    """`GET`, `POST`, … or `*`."""
    path: str
    """A regular expression, searched in the request's path and query."""
    effect: Effect
    times: int = 1
    """The number of requests that are hit; 0 is for ever."""
    skip: int = 0
    """The number of matching requests that pass before the first hit."""
    status: int = 503
    body: Any = ""
    """A string is sent unchanged, anything else as JSON."""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.effect not in get_args(Effect):
            raise ValueError(f"effect is one of {', '.join(get_args(Effect))}")
        for name in NUMBERS:
            value = getattr(self, name)
            if not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} is a number, 0 or more")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path is not a regular expression: {error}") from None

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Reads `POST phone-numbers drop_after times=1 Retry-After=3`. A capitalised name is a header."""
        words = shlex.split(text)
        if len(words) < 3:
            raise ValueError("a fault needs METHOD, PATH and EFFECT")
        method, path, effect, *settings = words
        fields: dict[str, Any] = {}
        headers: dict[str, str] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name in NUMBERS:
                fields[name] = _number(name, value)
            elif name in ("body", "content_type"):
                fields[name] = value
            elif name[:1].isupper():
                headers[name] = value
            else:
                raise ValueError(f"a fault has no setting {name!r}")
        return cls(method, path, effect, headers=headers, **fields)  # type: ignore[arg-type]

    def matches(self, method: str, target: str) -> bool:
        """Tells whether the rule covers a request; `target` is the path and the query."""
        return self.method in ("*", method) and re.search(self.path, target) is not None


def _number(name: str, text: str) -> float:
    try:
        return float(text) if name == "seconds" else int(text)
    except ValueError:
        kind = "a number" if name == "seconds" else "a whole number"
        raise ValueError(f"{name} is {kind}, 0 or more") from None


class FaultBook:
    """The faults that are still to come. If several match a request, the oldest hits."""

    def __init__(self, faults: Iterable[Fault] = (), changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = Lock()
        self._faults = list(faults)

    def pending(self) -> list[Fault]:
        """Returns the faults that are still to come."""
        with self._lock:
            return list(self._faults)

    def add(self, fault: Fault) -> None:
        """Adds a fault after all others."""
        with self._lock:
            self._faults.append(fault)
        self._changed()

    def remove(self, method: str, path: str, effect: str) -> None:
        """Removes the faults of one effect for one rule of requests, however often they have hit."""
        with self._lock:
            self._faults = [
                fault for fault in self._faults if (fault.method, fault.path, fault.effect) != (method, path, effect)
            ]
        self._changed()

    def clear(self) -> None:
        """Removes every fault."""
        with self._lock:
            self._faults.clear()
        self._changed()

    def take(self, method: str, target: str) -> Fault | None:
        """Returns the fault that hits the request, and counts the hit."""
        fault = self._take(method, target)
        if fault:
            self._changed()
        return fault

    def _take(self, method: str, target: str) -> Fault | None:
        with self._lock:
            for index, fault in enumerate(self._faults):
                if not fault.matches(method, target):
                    continue
                if fault.skip:
                    self._faults[index] = replace(fault, skip=fault.skip - 1)
                    continue
                if fault.times == 1:
                    del self._faults[index]
                elif fault.times:
                    self._faults[index] = replace(fault, times=fault.times - 1)
                return fault
        return None
