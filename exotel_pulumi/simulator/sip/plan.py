"""A call to place, and what the other side said to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .calls import Outcome


@dataclass(frozen=True)
class Plan:
    """A call to place: to a number at a host, from a number of a domain, and with which login."""

    host: str
    called: str
    caller: str
    domain: str
    login: tuple[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = 30.0
    talk: float = 1.0
    pretend: str | None = None
    """The address as which this call counts at an edge of the same process."""


@dataclass
class Said(Outcome):
    """What the other side said to a call."""

    status: int | None = None
    reason: str = ""
    fault: str = ""
    """Why there was no answer, or why no call could live on it, in words."""
    warning: str = ""
    """What the other side says about its refusal, in Warning or Reason."""

    @property
    def is_well(self) -> bool:
        """Whether the call was answered, and both could hear each other."""
        return self.status is not None and 200 <= self.status < 300 and not self.fault
