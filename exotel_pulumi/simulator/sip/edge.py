"""What the edge says to calls out of customers (the UAS of RFC 3261), as Exotel's. What is decided is the policy's.

No socket but that of the audio: connections are `Listener`'s.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from . import digest
from .agent import Agent
from .answering import Answering, contact_of
from .calls import Call
from .dialog import Dialog
from .digest import Fault
from .exchange import Exchange, clock
from .faults import CallFault, Plagues
from .media import Media
from .message import UnreadableError, plain, warning
from .offer import Own, UnfitError, heard_of
from .policy import Invite, Verdict
from .reader import Request, head
from .session import Peer, Session
from .transaction import LIFETIME, ServerTransaction, Timer, Timers

LINGER = 10.0  # seconds for which a call outlives its connection: a BYE may come over another one
CHALLENGED = 1000  # calls that may owe a login
FULL = "this machine can open no more files: raise the limit (ulimit -n), or place fewer calls at once."
REALM = "pstn.exotel.com"


class Edge(Agent):
    """Takes calls out of customers."""

    def __init__(
        self,
        exchange: Exchange,
        timers: Timers,
        lifetime: float = LIFETIME,
        open_media: Callable[[], Media] = Media,
    ) -> None:
        super().__init__(timers, lifetime)
        self._exchange = exchange
        self._open_media = open_media
        self._challenged: OrderedDict[tuple[str, str], Call] = OrderedDict()

    def refuse(self, stream: Peer, fault: UnreadableError) -> None:
        """Answers what cannot be taken, and notes it."""
        if fault.can_be_answered:
            call = self._noted(stream, Invite(stream.peer[0], "", ""), plain(fault.message.get("call-id")))
            self._decided(call, Verdict(fault.status, f"{fault.words}."))
            self._exchange.calls.add(call)
        super().refuse(stream, fault)

    def invited(self, stream: Peer, transaction: ServerTransaction, request: Request) -> None:
        """Answers a call."""
        invite, headers, verdict = self._judge(stream, request)
        call = self._entry(stream, request, invite)
        transaction.said = call.seen
        _note_login(call, invite, request)
        plagues: Plagues = {}
        answering: Answering | None = None
        if verdict.status == 200:
            plagues = self._exchange.faults.take("out", invite.called, invite.shown)
            call.notes += [f"a fault of the simulator: {effect}" for effect in plagues]
            verdict = _plagued(verdict, plagues.get("refuse"))
        if verdict.status == 200:
            verdict, answering = self._accept(stream, transaction, request, call, verdict, plagues)
        self._decided(call, verdict)  # before the answer: who reads it may look into the log at once
        if answering is not None:
            answering.begin(plagues)
        else:
            transaction.respond(verdict.status, verdict.reason, headers=[*headers, warning(verdict.sentence)])
        if verdict.status == 401:
            self._challenged[request.call_id, request.caller.tag] = call
            while len(self._challenged) > CHALLENGED:
                self._challenged.popitem(last=False)
        self._exchange.calls.changed()

    def full(self, stream: Peer, raw: bytes) -> None:
        """Refuses a message where no connection more can be served."""
        super().refuse(stream, _busy(raw))

    def lost(self, stream: Peer) -> None:
        """Lets the calls of a connection that has ended wait for another one, and then ends them."""
        for session in list(self.sessions.values()):
            if session.stream is stream:
                self.timers.call_later(LINGER, self._abandoned, session, stream)

    def close(self) -> None:
        """Ends every call."""
        for session in list(self.sessions.values()):
            self.ended(session, "the simulator, which stopped")

    def ended(self, session: Session, by: str) -> None:
        """Forgets a call, and lets the log be shown again."""
        super().ended(session, by)
        self._exchange.calls.changed()

    def unfit(self, session: Session, fault: str) -> None:
        """Hangs up on who answered our offer with what cannot live."""
        self.hang_up(session, fault)

    def _judge(self, stream: Peer, request: Request) -> tuple[Invite, list[tuple[str, str]], Verdict]:
        """Asks the policy; an answer of 401 gets a challenge, whose realm is the host that the caller says it is of."""
        challenges = self._exchange.challenges
        realm = request.caller.host or REALM
        given = digest.read(request.message.all("authorization"), realm, request.method)
        fault: Fault | None = challenges.fault(given) if given else None
        codecs, is_srtp = heard_of(request.message.text)
        invite = Invite(
            source=self._exchange.seen_as(*stream.peer),
            called=request.called,
            shown=request.identity.number,
            from_host=request.caller.host,
            digest=None if fault else given,
            codecs=codecs,
            is_tls=bool(stream.tls),
            is_srtp=is_srtp,
        )
        verdict = self._exchange.verdict(invite)
        if verdict.status != 401:
            return invite, [], verdict
        if fault is not None:
            verdict = Verdict(401, fault.words)
        parts = challenges.challenge(realm, stale=fault is not None and fault.is_stale)
        return invite, [("WWW-Authenticate", digest.written(parts))], verdict

    def _accept(
        self,
        stream: Peer,
        transaction: ServerTransaction,
        request: Request,
        call: Call,
        verdict: Verdict,
        plagues: Plagues,
    ) -> tuple[Verdict, Answering | None]:
        """Prepares the answer to an accepted call, with an offer of its own where the caller made none (13.2.1)."""
        try:
            media = self._open_media()
        except OSError:
            return Verdict(503, FULL), None
        own, text, talk = Own(media.port, bool(stream.tls)), request.message.text, None
        try:
            body, talk = own.answer(text) if text.strip() else (own.offer(), None)
        except UnfitError as fault:
            media.close()
            return Verdict(488, str(fault), verdict.trunk_sid, verdict.by), None
        dialog = Dialog.taken(request, transaction.tag, contact_of(stream, plagues))
        session = Session(dialog, stream, own, media, call)
        session.is_offered = talk is None
        self.sessions[session.dialog.key] = session
        return verdict, Answering(self, transaction, session, body, talk)

    def is_kept(self, session: Session) -> bool:
        """Tells whether a call has not ended."""
        return session.dialog.key in self.sessions

    def expect_ack(self, session: Session) -> Timer:
        """Lets a call end where no ACK comes."""
        return self.timers.call_later(self.lifetime, self._unacknowledged, session)

    def gave_up(self, invite: ServerTransaction) -> None:
        """Ends a call that was cancelled before it was answered."""
        for session in list(self.sessions.values()):
            if session.dialog.local_tag == invite.tag and invite.state == "completed":
                self.ended(session, "the caller, who cancelled")

    def _unacknowledged(self, session: Session) -> None:
        """Ends a call whose 200 was never acknowledged (13.3.1.4)."""
        words = f"no ACK came within {self.lifetime:.0f} s: it goes to the Contact of the 200, over its transport."
        self.hang_up(session, words)

    def hang_up(self, session: Session, why: str) -> None:
        """Sends BYE, and notes why."""
        session.outcome.notes.append(why)
        if session.stream.is_open:
            self.bye(session)
        self.ended(session, "the edge")

    def _abandoned(self, session: Session, stream: Peer) -> None:
        if session.stream is stream:
            self.ended(session, "the end of its connection")

    def _entry(self, stream: Peer, request: Request, invite: Invite) -> Call:
        """Returns the log's entry of a call: the one of its challenge, if it was challenged before."""
        known = self._challenged.pop((request.call_id, request.caller.tag), None)
        if known is not None:
            known.shown, known.called = invite.shown, invite.called
            return known
        call = self._noted(stream, invite, plain(request.call_id))
        call.software = plain(request.message.get("user-agent"))
        self._exchange.calls.add(call)
        return call

    def _noted(self, stream: Peer, invite: Invite, call_id: str) -> Call:
        where, transport, tls = stream.peer[0], stream.transport, stream.tls
        return Call("out", invite.shown, invite.called, where, transport, clock(), call_id=call_id, tls=tls)

    def _decided(self, call: Call, verdict: Verdict) -> None:
        call.status, call.reason, call.sentence = verdict.status, verdict.reason, verdict.sentence
        call.trunk_sid, call.by, call.caller_id = verdict.trunk_sid, verdict.by, verdict.caller_id


def _note_login(call: Call, invite: Invite, request: Request) -> None:
    """Notes a login for another address: a proxy may have changed the request's own, and so it is no fault (22.4)."""
    login = invite.digest
    if login is not None and login.uri not in ("", request.uri):
        call.notes.append(f"the login is for {plain(login.uri)}, and the request is to {plain(request.uri)}")


def _plagued(verdict: Verdict, refusal: CallFault | None) -> Verdict:
    """Returns what a planned fault makes of a call that is accepted."""
    if refusal is None:
        return verdict
    return replace(verdict, status=refusal.status, sentence="a fault of the simulator refuses the call.")


def _busy(raw: bytes) -> UnreadableError:
    """Returns the refusal of whatever came."""
    fault = UnreadableError(503, FULL, ("Retry-After", "5"))
    fault.message = head(raw)
    return fault
