"""Transactions by figures 5 to 8 of RFC 3261, as RFC 6026 changes them, over reliable transports. No socket.

Of the timers remain B and F (no answer), H (no ACK), L and M (late INVITE or 2xx): each is `lifetime`. A, E and G
repeat what cannot be lost here; D, I, J and K are 0, and so a transaction that they would end ends at once.
"""

import re
from collections.abc import Callable
from typing import Any, Literal, Protocol

from .message import COOKIE, Headers, Message, acknowledged, reply, token
from .reader import Request, Response

LIFETIME = 32.0  # 64 * T1

State = Literal["calling", "trying", "proceeding", "completed", "accepted", "terminated"]
Send = Callable[[bytes], None]
Key = tuple[str, ...]


class Timer(Protocol):
    """What ends a wait."""

    def cancel(self) -> None:
        """Lets the wait end without its action."""


class Timers(Protocol):
    """What waits: asyncio's loop, or a test's own clock."""

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer:
        """Calls something after some seconds."""
        ...


class ServerTransaction:
    """One request that came, and what was answered to it (figures 7 and 8)."""

    def __init__(self, request: Request, send: Send, layer: "Transactions") -> None:
        self.request = request
        self.tag = token()  # of every answer to this request
        self.state: State = "proceeding" if request.method == "INVITE" else "trying"
        self.unacknowledged: Callable[[], None] = lambda: None
        self.said: list[str] = []
        """Status and phrase of each answer."""
        self._send = send
        self._layer = layer
        self._last = b""
        self._timer: Timer | None = None

    def respond(self, status: int, phrase: str = "", *, headers: Headers = (), body: str = "") -> None:
        """Sends an answer. After the last one no other is sent, but that a 2xx to an INVITE may be repeated."""
        if self.state not in ("trying", "proceeding") and not (self.state == "accepted" and 200 <= status < 300):
            return
        answer = reply(self.request.message, status, phrase, tag=self.tag, headers=headers, body=body)
        self.said.append(answer.start.partition(" ")[2])
        self._last = bytes(answer)
        self._send(self._last)
        if status < 200:
            self.state = "proceeding"
        elif self.request.method != "INVITE":
            self._end()
        elif self.state == "proceeding":
            self.state = "accepted" if status < 300 else "completed"
            self._timer = self._layer.later(self._late)

    def again(self, send: Send) -> None:
        """Answers the same request once more, over the connection on which it came again."""
        if self._last and self.state in ("proceeding", "completed"):
            send(self._last)

    def acknowledge(self) -> bool:
        """Takes the ACK; tells whether it was for this transaction alone, and not for who answered."""
        if self.state == "completed":
            self._end()
            return True
        return self.state != "accepted"

    def _late(self) -> None:
        was = self.state
        self._end()
        if was == "completed":
            self.unacknowledged()  # H; at L it is the dialog that misses its ACK

    def _end(self) -> None:
        self.state = "terminated"
        if self._timer is not None:
            self._timer.cancel()
        self._layer.forget(self)


class ClientTransaction:
    """One request that was sent, and what was heard of it (figures 5 and 6)."""

    def __init__(
        self, request: Message, send: Send, heard: Callable[[Response | None], None], layer: "Transactions"
    ) -> None:
        self.request = request
        self.is_invite = request.start.startswith("INVITE ")
        self.state: State = "calling" if self.is_invite else "trying"
        self._heard = heard
        self._send = send
        self._layer = layer
        self._timer: Timer | None = layer.later(self._late)  # B or F
        send(bytes(request))

    def take(self, response: Response) -> None:
        """Hears an answer."""
        if self.state == "terminated" or (self.state == "accepted" and not 200 <= response.status < 300):
            return
        if response.status < 200:
            self.state = "proceeding"
            if self.is_invite:
                self._cancel_timer()  # B waits for any answer, F for the last one
        elif not self.is_invite:
            self._end()
        elif response.status < 300:
            if self.state != "accepted":
                self._cancel_timer()
                self.state, self._timer = "accepted", self._layer.later(self._late)  # M
        else:
            self._send(bytes(acknowledged(self.request, response.message)))
            self._end()
        self._heard(response)

    def fail(self) -> None:
        """Ends without an answer, where the connection has ended."""
        if self.state != "terminated":
            was = self.state
            self._end()
            if was != "accepted":
                self._heard(None)

    _late = fail

    def _end(self) -> None:
        self.state = "terminated"
        self._cancel_timer()
        self._layer.forget(self)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Transactions:
    """Every transaction that is under way, found by 17.1.3 and 17.2.3."""

    def __init__(self, timers: Timers, lifetime: float = LIFETIME) -> None:
        self._timers = timers
        self._lifetime = lifetime
        self._servers: dict[Key, ServerTransaction] = {}
        self._clients: dict[Key, ClientTransaction] = {}
        self._initial: dict[Key, ServerTransaction] = {}

    def __len__(self) -> int:
        return len(self._servers) + len(self._clients)

    def later(self, action: Callable[[], None]) -> Timer:
        """Lets a transaction end some time from now."""
        return self._timers.call_later(self._lifetime, action)

    def take(self, request: Request, send: Send) -> ServerTransaction | None:
        """Returns the transaction of a new request; None where it came before, or is the second of a fork (482)."""
        known = self._servers.get(_key(request))
        if known is not None:
            known.again(send)
            return None
        transaction = self._servers[_key(request)] = ServerTransaction(request, send, self)
        if not request.callee.tag and self._initial.setdefault(_fork(request), transaction) is not transaction:
            transaction.respond(482)
            return None
        return transaction

    def acknowledge(self, ack: Request) -> bool:
        """Takes an ACK; tells whether it was that of a refusal, which concerns nobody else."""
        known = self._servers.get(_key(ack, "INVITE"))
        return known is not None and known.acknowledge()

    def cancelled(self, cancel: Request) -> ServerTransaction | None:
        """Returns the INVITE that a CANCEL means (9.2)."""
        return self._servers.get(_key(cancel, "INVITE"))

    def start(self, request: Message, send: Send, heard: Callable[[Response | None], None]) -> ClientTransaction:
        """Sends a request. `heard` gets each answer, and None where none comes."""
        transaction = ClientTransaction(request, send, heard, self)
        self._clients[_sent(request)] = transaction
        return transaction

    def answered(self, response: Response) -> bool:
        """Hears an answer; tells whether it was one to a request of ours."""
        known = self._clients.get((response.branch, response.method))
        if known is not None:
            known.take(response)
        return known is not None

    def fail(self) -> None:
        """Ends every request of ours: the connection has ended."""
        for transaction in list(self._clients.values()):
            transaction.fail()

    def forget(self, ended: ServerTransaction | ClientTransaction) -> None:
        """Keeps a transaction no longer."""
        if isinstance(ended, ClientTransaction):
            self._clients.pop(_sent(ended.request), None)
            return
        self._servers.pop(_key(ended.request), None)
        if self._initial.get(_fork(ended.request)) is ended:
            del self._initial[_fork(ended.request)]


def _key(request: Request, method: str = "") -> Key:
    """Returns what is the same in every copy of a request, and in the ACK and the CANCEL of an INVITE."""
    named = method or request.method
    if request.branch.startswith(COOKIE):
        return request.branch, request.sent_by, named
    # As RFC 2543 had it.
    return request.uri, request.caller.tag, request.call_id, str(request.number), request.via, named


def _fork(request: Request) -> Key:
    """Returns what is the same in a request that came on two ways (8.2.2.2)."""
    return request.caller.tag, request.call_id, str(request.number), request.method


def _sent(request: Message) -> Key:
    found = re.search(r";branch=([^;,\s]+)", request.get("Via"))
    return found[1] if found else "", request.start.partition(" ")[0]
