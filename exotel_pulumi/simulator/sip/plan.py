"""A call to place, and what the other side said to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .answering import contact_of
from .calls import Outcome
from .faults import Plagues
from .message import ALLOW, branch, token
from .session import Peer, route, via


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
    digits: str = ""
    """Keys that are pressed."""
    play: bytes = field(default=b"", repr=False)
    """Samples of 16 bits, in the place of the tone."""
    record: bool = False
    plagues: Plagues = field(default_factory=dict)
    """The planned faults of this call."""

    def uri(self, stream: Peer) -> str:
        """Returns what is called, over a connection."""
        return f"sip:{self.called}@{self.host}:{stream.peer[1]};transport={stream.transport}"

    def headers_of(self, stream: Peer, call_id: str, tag: str) -> dict[str, str]:
        """Returns the headers of a new INVITE, but for its number and a login."""
        return {
            "Via": via(stream)(branch()),
            "From": f"<sip:{self.caller}@{self.domain}>;tag={tag}",
            "To": f"<sip:{self.called}@{self.host}>",
            "Call-ID": call_id,
            "Contact": contact_of(stream, self.plagues),
            **({"Record-Route": route(stream)} if "proxy" in self.plagues else {}),
            "P-Asserted-Identity": f"<sip:{self.caller}@{self.domain}>",
            "Allow": ALLOW,
            **self.headers,
        }


@dataclass
class Said(Outcome):
    """What the other side said to a call."""

    status: int | None = None
    reason: str = ""
    fault: str = ""
    """Why there was no answer, or why no call could live on it, in words."""
    warning: str = ""
    """What the other side says about its refusal, in Warning or Reason."""

    recorded: str = field(default="", repr=False)
    """What was heard, if it was to be recorded: samples of 16 bits in base64."""

    @property
    def is_well(self) -> bool:
        """Whether the call was answered, and both could hear each other."""
        return self.status is not None and 200 <= self.status < 300 and not self.fault


def new_call_id() -> str:
    """Makes a Call-ID."""
    return f"{token()}{token()}{token()}"
