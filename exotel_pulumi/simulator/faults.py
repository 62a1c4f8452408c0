"""Planned faults: which requests a fault hits (`Fault`), and which fault hits a request (`FaultBook`).

The module `effects` has what happens then.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from threading import Lock
from typing import Any, Literal, cast, get_args

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
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "*")
LONGEST_DELAY = 3600  # seconds
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # the name of a header, by RFC 9110
LINE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # its value


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_status(value: object) -> bool:
    return _is_count(value) and 200 <= cast(int, value) <= 599


def _is_delay(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_DELAY


def _is_pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except (re.error, RecursionError, OverflowError):
        return False


def _is_line(value: object) -> bool:
    return isinstance(value, str) and LINE.fullmatch(value) is not None


def _are_headers(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and TOKEN.fullmatch(name) and _is_line(text) for name, text in value.items()
    )


def _is_json(value: object) -> bool:
    try:
        return bool(json.dumps(value, ensure_ascii=False).encode())
    except (TypeError, ValueError, RecursionError):
        return False


# field of a fault: what it must be, and that in words
RIGHT: dict[str, tuple[Callable[[object], bool], str]] = {
    "method": (lambda value: value in METHODS, f"one of {', '.join(METHODS)}"),
    "path": (_is_pattern, "a regular expression"),
    "effect": (lambda value: value in get_args(Effect), f"one of {', '.join(get_args(Effect))}"),
    "times": (_is_count, "a whole number, 0 or more"),
    "skip": (_is_count, "a whole number, 0 or more"),
    "status": (_is_status, "a whole number, 200 to 599"),
    "body": (_is_json, "a text, or any other JSON"),
    "content_type": (lambda value: value is None or _is_line(value), "a text of one line"),
    "headers": (_are_headers, "an object of names and texts of one line"),
    "seconds": (_is_delay, f"a number, 0 to {LONGEST_DELAY}"),
}


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
        # Here, because a fault that cannot be carried out would tear the connection of another request, later.
        for name, (is_right, right) in RIGHT.items():
            if not is_right(getattr(self, name)):
                raise ValueError(f"{name} is {right}")

    @classmethod
    def of(cls, given: object) -> "Fault":
        """Reads a fault out of JSON."""
        known = [each.name for each in fields(cls)]
        if not isinstance(given, dict) or not {"method", "path", "effect"} <= given.keys() <= {*known}:
            raise ValueError(f"a fault is an object with method, path and effect, and perhaps {', '.join(known[3:])}")
        return cls(**given)

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Reads `POST phone-numbers drop_after times=1 Retry-After=3`. A capitalised name is a header."""
        words = shlex.split(text)
        if len(words) < 3:
            raise ValueError("a fault needs METHOD, PATH and EFFECT")
        method, path, effect, *settings = words
        given: dict[str, Any] = {}
        headers: dict[str, str] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name in NUMBERS:
                given[name] = _number(name, value)
            elif name in ("body", "content_type"):
                given[name] = value
            elif name[:1].isupper():
                headers[name] = value
            else:
                raise ValueError(f"a fault has no setting {name!r}")
        return cls(method, path, effect, headers=headers, **given)  # type: ignore[arg-type]

    def matches(self, method: str, target: str) -> bool:
        """Tells whether the rule covers a request; `target` is the path and the query."""
        return self.method in ("*", method) and re.search(self.path, target) is not None


def _number(name: str, text: str) -> float:
    try:
        return float(text) if name == "seconds" else int(text)
    except ValueError:
        raise ValueError(f"{name} is {RIGHT[name][1]}") from None


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
