"""What went over the wire of the last calls, so that a ladder can be shown: bounded, and without secrets."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

from .message import plain

if TYPE_CHECKING:
    from .stream import Stream

CALLS = 200
MESSAGES = 100  # of one call
LONGEST = 8192  # bytes of one message
CALL_ID = re.compile(rb"^(?:call-id|i)[ \t]*:\s*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
SECRETS = (
    re.compile(r"(\bresponse\s*=\s*\"?)[^\",\s]+", re.IGNORECASE),
    re.compile(r"(authorization\s*:\s*(?!digest)\S+\s+)\S[^\r\n]*", re.IGNORECASE),
    re.compile(r"(a=crypto:[^\r\n]*?inline:)[^|\s]+", re.IGNORECASE),
    re.compile(r"(sips?:[^:@>\s;\"]+:)[^@>\s\"]+(?=@)", re.IGNORECASE),
)
MASK = "***"


@dataclass(frozen=True)
class Seen:
    """One message, with masked secrets."""

    direction: Literal["sent", "came"]
    time: float
    """Seconds since 1970."""
    transport: str
    local: tuple[str, int]
    peer: tuple[str, int]
    title: str
    """What the message is, in short."""
    text: str


class Wire:
    """The messages of the last calls, by their Call-ID. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: OrderedDict[str, list[Seen]] = OrderedDict()

    def __call__(self, stream: "Stream", direction: Literal["sent", "came"], data: bytes, at: float) -> None:
        """Keeps a message."""
        found = CALL_ID.search(data)
        if found is None:
            return
        text = masked(data[:LONGEST])
        seen = Seen(direction, at, stream.transport, stream.local, stream.peer, title(text), text)
        with self._lock:
            kept = self._calls.setdefault(found[1].strip().decode("utf-8", "replace"), [])
            if len(kept) < MESSAGES:
                kept.append(seen)
            while len(self._calls) > CALLS:
                self._calls.popitem(last=False)

    def of(self, call_id: str, first: Literal["sent", "came"]) -> list[Seen]:
        """Returns the messages of a call in their order; nothing for one that is long ago.

        `first` says which end is meant, that which sent the first message or the other: both may be in this process.
        """
        with self._lock:
            kept = list(self._calls.get(call_id, ()))
        own = next((seen.local for seen in kept if seen.direction == first), None)
        return [seen for seen in kept if seen.local == own]

    def clear(self) -> None:
        """Forgets all messages."""
        with self._lock:
            self._calls.clear()


def masked(data: bytes) -> str:
    """Returns a message as text that may be shown: without passwords, responses of logins, and keys of SRTP."""
    text = data.decode("utf-8", "replace")
    for secret in SECRETS:
        text = secret.sub(rf"\g<1>{MASK}", text)
    return "\n".join(plain(line) for line in text.split("\r\n"))


def title(text: str) -> str:
    """Returns what a message is, in short."""
    first, second, *rest = [*text.partition("\n")[0].split(" ", 2), "", ""]
    has_sdp = " (SDP)" if "\nm=audio " in text else ""
    if first != "SIP/2.0":
        return f"{first}{has_sdp}"
    asked = next((line.split()[-1] for line in text.split("\n") if line.lower().startswith("cseq")), "")
    return f"{second} {rest[0]}{has_sdp} to {asked}".replace("  ", " ")
