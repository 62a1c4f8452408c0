"""A user agent by RFC 3261: whole messages in, answers out. What is said to a call is for `Edge` and `Caller` to say.

No socket: a connection is whatever has `send`. Everything here runs in one thread.
"""

from dataclasses import replace

from .dialog import Key, key_of
from .message import UnreadableError, reply, stamped, token, warning
from .reader import Request, Response, read
from .session import ABOUT, IN_CALL, KNOWN, Peer, Session
from .transaction import LIFETIME, ServerTransaction, Timers, Transactions


class Agent:
    """Takes messages, and keeps calls."""

    def __init__(self, timers: Timers, lifetime: float = LIFETIME) -> None:
        self.timers = timers
        self.lifetime = lifetime
        self.transactions = Transactions(timers, lifetime)
        self.sessions: dict[Key, Session] = {}

    def take(self, stream: Peer, raw: bytes) -> bool:
        """Takes one whole message; tells whether it was one of SIP at all."""
        try:
            found = read(raw)
        except UnreadableError as fault:
            self.refuse(stream, fault)
            return fault.is_sip
        if isinstance(found, Response):
            self.transactions.answered(found)
        else:
            self._requested(stream, found)
        return True

    def _requested(self, stream: Peer, found: Request) -> None:
        request = replace(found, message=stamped(found.message, stream.peer))
        if request.method == "ACK":
            self._acknowledged(request)
        elif request.method == "CANCEL":
            self._cancelled(stream, request)
        elif (transaction := self.transactions.take(request, stream.send)) is not None:
            self._asked(stream, transaction, request)

    def refuse(self, stream: Peer, fault: UnreadableError) -> None:
        """Answers a message that is not taken, where it has somewhere to answer to."""
        if fault.can_be_answered:
            request = stamped(fault.message, stream.peer)
            headers = [warning(fault.words), *fault.headers]
            stream.send(bytes(reply(request, fault.status, tag=token(), headers=headers)))

    def invited(self, stream: Peer, transaction: ServerTransaction, request: Request) -> None:
        """Answers an INVITE outside of a call; who places calls takes none."""
        transaction.respond(480, headers=[warning("nobody answers here")])

    def rings(self, request: Request) -> bool:
        """Tells whether a request belongs to a call of this side's that nobody has answered yet."""
        return False

    def gave_up(self, invite: ServerTransaction) -> None:
        """Takes note that who called does not wait any more."""

    def unfit(self, session: Session, fault: str) -> None:
        """Ends a call whose ACK has no answer on which it could live."""

    def ended(self, session: Session, by: str) -> None:
        """Forgets a call."""
        if self.sessions.pop(session.dialog.key, None) is not None:
            session.end(by)

    def bye(self, session: Session) -> None:
        """Hangs up."""
        self.transactions.start(session.request("BYE"), session.stream.send, lambda response: None)

    def _asked(self, stream: Peer, transaction: ServerTransaction, request: Request) -> None:
        session = self.sessions.get(key_of(request))
        if session is not None:
            session.stream = stream  # a call is bound to no connection
            if session.asked(transaction, request):
                self.ended(session, "the other side")
        elif request.callee.tag and not self.rings(request):
            transaction.respond(481)
        elif request.method == "INVITE":
            self.invited(stream, transaction, request)
        elif request.method == "OPTIONS":
            transaction.respond(200, headers=ABOUT)
        elif request.method in IN_CALL:
            transaction.respond(481)
        else:
            transaction.respond(405 if request.method in KNOWN else 501, headers=ABOUT[:1])

    def _acknowledged(self, request: Request) -> None:
        session = self.sessions.get(key_of(request))
        if not self.transactions.acknowledge(request) and session is not None:
            fault = session.acknowledged(request)
            if fault:
                self.unfit(session, fault)

    def _cancelled(self, stream: Peer, request: Request) -> None:
        """Answers a CANCEL (9.2): 200, and then 487 to the INVITE if nobody has answered it."""
        invite = self.transactions.cancelled(request)
        transaction = self.transactions.take(request, stream.send)
        if transaction is None:
            return
        if invite is None:
            transaction.respond(481)
            return
        transaction.tag = invite.tag
        transaction.respond(200)
        invite.respond(487)
        self.gave_up(invite)
