"""Dialogs by section 12 of RFC 3261: what makes two messages parts of one call, on whatever connection. No socket."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from .message import Message, ask, branch
from .reader import Request, Response

Key = tuple[str, str, str]
RETRY = ("Retry-After", "1")


@dataclass
class Dialog:
    """One dialog, from this side."""

    call_id: str
    local: str
    """From of this side's requests, with its tag."""
    remote: str
    """To of this side's requests, with its tag."""
    local_tag: str
    remote_tag: str
    target: str
    routes: tuple[str, ...]
    number: int
    """The CSeq of this side's last request."""
    contact: str
    seen: int | None = None
    """The CSeq of the other side's last request."""
    is_early: bool = field(default=False, compare=False)

    @classmethod
    def taken(cls, request: Request, tag: str, contact: str) -> Self:
        """Returns the dialog of who answers a request (12.1.1)."""
        message = request.message
        return cls(
            call_id=request.call_id,
            local=f"{message.get('to')};tag={tag}",
            remote=message.get("from"),
            local_tag=tag,
            remote_tag=request.caller.tag,
            target=address_in(message.get("contact")) or request.caller.uri,
            routes=tuple(message.lists("record-route")),
            number=0,
            contact=contact,
            seen=request.number,
        )

    @classmethod
    def placed(cls, invite: Message, response: Response, local_tag: str) -> Self:
        """Returns the dialog of who asked (12.1.2)."""
        message = response.message
        return cls(
            call_id=invite.get("Call-ID"),
            local=invite.get("From"),
            remote=message.get("to"),
            local_tag=local_tag,
            remote_tag=response.callee.tag,
            target=address_in(message.get("contact")) or invite.start.split()[1],
            routes=tuple(reversed(message.lists("record-route"))),
            number=response.number,
            contact=invite.get("Contact"),
            is_early=response.status < 200,
        )

    @property
    def key(self) -> Key:
        """What a message of the other side is found by."""
        return self.call_id, self.local_tag, self.remote_tag

    def request(self, method: str, via: Callable[[str], str], body: str = "") -> Message:
        """Builds a request of this side (12.2.1.1). An ACK has the number of its INVITE."""
        if method != "ACK":
            self.number += 1
        headers = {
            "Via": via(branch()),
            "From": self.local,
            "To": self.remote,
            "Call-ID": self.call_id,
            "CSeq": str(self.number),
            "Contact": self.contact,
        }
        if self.routes and ";lr" not in self.routes[0].lower():
            # A strict router reads its own address in the first line, and the target in the last Route.
            first, routes = address_in(self.routes[0]), (*self.routes[1:], f"<{self.target}>")
            return ask(method, first, headers, routes=routes, body=body)
        return ask(method, self.target, headers, routes=self.routes, body=body)

    def refusal(self, request: Request) -> int | None:
        """Returns the status with which a request is refused for its place in the order (12.2.2)."""
        if self.seen is not None and request.number <= self.seen:
            return 500
        self.seen = request.number
        return None

    def refresh(self, message: Message) -> None:
        """Takes the other side's new address, after INVITE and UPDATE (12.2.2)."""
        self.target = address_in(message.get("contact")) or self.target


def key_of(request: Request) -> Key:
    """Returns the key of the dialog that a request of the other side belongs to."""
    return request.call_id, request.callee.tag, request.caller.tag


def address_in(value: str) -> str:
    """Returns the URI of a Contact or Route, without what stands around it."""
    found = re.search(r"<([^>\s]+)>", value)
    return found[1] if found else value.partition(";")[0].strip()
