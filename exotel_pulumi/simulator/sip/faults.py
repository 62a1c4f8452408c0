"""Planned faults of calls: which calls a fault hits (`CallFault`), and which faults hit a call (`CallFaults`)."""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Literal, get_args

Direction = Literal["out", "in", "*"]
CallEffect = Literal["refuse", "late", "early_media", "proxy", "hang_up", "no_rtp"]
ONLY_OUT = ("refuse", "late", "early_media")  # what the side that answers does
NUMBERS = {"times": int, "status": int, "seconds": float}


@dataclass(frozen=True)
class CallFault:
    """One rule: the calls that are hit, how often, and with what effect."""

    direction: Direction
    """`out` is to the phone network, `in` is from there to a destination, `*` is both."""
    effect: CallEffect
    number: str = ""
    """The number that is called or shown; nothing is any."""
    times: int = 1
    """The number of calls that are hit; 0 is for ever."""
    status: int = 503
    seconds: float = 3.0

    def __post_init__(self) -> None:
        if self.direction not in get_args(Direction):
            raise ValueError(f"direction is one of {', '.join(get_args(Direction))}")
        if self.effect not in get_args(CallEffect):
            raise ValueError(f"effect is one of {', '.join(get_args(CallEffect))}")
        if self.effect in ONLY_OUT and self.direction != "out":
            raise ValueError(f"{self.effect} is what the side that answers does: its direction is out")
        for name in NUMBERS:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} is a number, 0 or more")
        if not 300 <= self.status < 700:
            raise ValueError("status is that of a refusal: 300 to 699")

    @classmethod
    def parse(cls, text: str) -> "CallFault":
        """Reads `out refuse status=486 times=0`."""
        words = shlex.split(text)
        if len(words) < 2:
            raise ValueError("a fault of calls needs DIRECTION and EFFECT")
        given: dict[str, Any] = {}
        for setting in words[2:]:
            name, _, value = setting.partition("=")
            if name not in (*NUMBERS, "number"):
                raise ValueError(f"a fault of calls has no setting {name!r}")
            try:
                given[name] = NUMBERS.get(name, str)(value)
            except ValueError:
                raise ValueError(f"{name} is a number, 0 or more") from None
        return cls(words[0], words[1], **given)  # type: ignore[arg-type]

    def matches(self, direction: str, numbers: tuple[str, ...]) -> bool:
        """Tells whether the rule covers a call."""
        return self.direction in ("*", direction) and (not self.number or self.number in numbers)


Plagues = dict[str, CallFault]
"""The faults that hit one call, by their effect."""


class CallFaults:
    """The faults that are still to come. Of each effect the oldest that matches hits. Threads may share it."""

    def __init__(self, faults: Iterable[CallFault] = (), changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = Lock()
        self._faults = list(faults)

    def pending(self) -> list[CallFault]:
        """Returns the faults that are still to come."""
        with self._lock:
            return list(self._faults)

    def add(self, fault: CallFault) -> None:
        """Adds a fault after all others."""
        with self._lock:
            self._faults.append(fault)
        self._changed()

    def remove(self, like: CallFault) -> None:
        """Removes the faults of one direction and effect, and of one status if they refuse, however often they hit."""

        def name(fault: CallFault) -> tuple[object, ...]:
            return fault.direction, fault.effect, fault.status if fault.effect == "refuse" else None

        with self._lock:
            self._faults = [fault for fault in self._faults if name(fault) != name(like)]
        self._changed()

    def clear(self) -> None:
        """Removes every fault."""
        with self._lock:
            self._faults.clear()
        self._changed()

    def take(self, direction: str, *numbers: str) -> Plagues:
        """Returns the faults that hit a call, and counts the hits."""
        found: Plagues = {}
        left = []
        with self._lock:
            for fault in self._faults:
                if fault.effect in found or not fault.matches(direction, numbers):
                    left.append(fault)
                    continue
                found[fault.effect] = fault
                if fault.times != 1:
                    left.append(replace(fault, times=max(fault.times - 1, 0)))
            self._faults = left
        if found:
            self._changed()
        return found
