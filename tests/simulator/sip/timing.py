"""A clock that a test moves, in the place of asyncio's loop."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Waiting:
    """One action that waits."""

    at: float
    action: Callable[..., Any]
    given: tuple[Any, ...]
    is_cancelled: bool = False

    def cancel(self) -> None:
        """Lets the action not happen."""
        self.is_cancelled = True


@dataclass
class Clock:
    """What waits, and the time."""

    now: float = 0.0
    waiting: list[Waiting] = field(default_factory=list)

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Waiting:
        """Lets an action wait."""
        self.waiting.append(Waiting(self.now + delay, callback, args))
        return self.waiting[-1]

    def forward(self, seconds: float) -> None:
        """Lets time pass, and everything happen that is due."""
        self.now += seconds
        due = [one for one in self.waiting if one.at <= self.now]
        self.waiting = [one for one in self.waiting if one.at > self.now]
        for one in due:
            if not one.is_cancelled:
                one.action(*one.given)

    @property
    def pending(self) -> int:
        """How many actions still wait."""
        return sum(not one.is_cancelled for one in self.waiting)
