"""What a check of a real account did, learnt and left; and what answers looked like on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exotel_pulumi.objects.kind import Kind


@dataclass(frozen=True)
class Point:
    """A question that no document settles; an empty answer means that it stays open."""

    question: str
    answer: str = ""


@dataclass
class Report:
    """What a check did, learnt, and could not remove; `stopped` says why it ended early."""

    done: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    stopped: str = ""
    left: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether the check came to its end and left nothing."""
        return not self.stopped and not self.left


@dataclass(frozen=True)
class Made:
    """An object of the check's own."""

    kind: Kind[Any, Any]
    identity: str
    state: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The object in words, with its id."""
        return f"{self.kind.describe(self.state)} (id {self.identity})"


@dataclass
class LastAnswer:
    """The HTTP status of the last answer, and the `Retry-After` of the last one that asked for patience."""

    status: int = 0
    retry_after: str = ""

    def observe(self, status: int, headers: Mapping[str, str]) -> None:
        """Takes note of one answer."""
        self.status = status
        if status == 429:
            self.retry_after = headers.get("Retry-After", "none")
