"""Rehearsed outages: which request meets one (`Fault`), and whose turn it is (`FaultBook`). `effects` does the harm."""

import re
import shlex
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True)
class Fault:
    """One rule. `path` is a regular expression searched in the request's path and query."""

    method: str
    """`GET`, `POST`, … or `*`."""
    path: str
    effect: Effect
    times: int = 1
    """How many requests it hits; 0 is for ever."""
    skip: int = 0
    """How many matching requests pass unharmed first."""
    status: int = 503
    body: Any = ""
    """A string is sent as it is, anything else as JSON."""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.effect not in get_args(Effect):
            raise ValueError(f"effect is one of {', '.join(get_args(Effect))}")
        for name in ("times", "skip", "status", "seconds"):
            value = getattr(self, name)
            if not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} is a number, 0 or more")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path is not a regular expression: {error}") from None

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Reads `POST phone-numbers drop_after times=1 Retry-After=3`; a capitalised name is a header."""
        method, path, effect, *settings = shlex.split(text)
        fields: dict[str, Any] = {}
        headers: dict[str, str] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name in ("times", "skip", "status"):
                fields[name] = int(value)
            elif name == "seconds":
                fields[name] = float(value)
            elif name in ("body", "content_type"):
                fields[name] = value
            elif name[:1].isupper():
                headers[name] = value
            else:
                raise ValueError(f"a fault has no setting {name!r}")
        return cls(method, path, effect, headers=headers, **fields)  # type: ignore[arg-type]

    def matches(self, method: str, target: str) -> bool:
        return self.method in ("*", method) and re.search(self.path, target) is not None


class FaultBook:
    """The faults still to come, first match first."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = Lock()
        self._faults = list(faults)

    def pending(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, method: str, target: str) -> Fault | None:
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
