"""How one call that may be answered is answered: 100, 180, perhaps 183, 200; and what planned faults change of it."""

from typing import Protocol

from .faults import Plagues
from .message import Headers
from .offer import Talk
from .session import ABOUT, Peer, Session, contact, route
from .transaction import ServerTransaction, Timer, Timers


class Keeper(Protocol):
    """Who keeps the call."""

    timers: Timers

    def is_kept(self, session: Session) -> bool:
        """Tells whether the call has not ended."""

    def expect_ack(self, session: Session) -> Timer:
        """Lets the call end where no ACK comes."""

    def hang_up(self, session: Session, why: str) -> None:
        """Sends BYE."""


class Answering:
    """One call on its way from 100 to 200."""

    def __init__(
        self, keeper: Keeper, transaction: ServerTransaction, session: Session, body: str, talk: Talk | None
    ) -> None:
        self._keeper = keeper
        self._transaction = transaction
        self._session = session
        self._body = body
        self._talk = talk
        self._headers: Headers = [("Contact", session.dialog.contact)]
        self._plagues: Plagues = {}

    def begin(self, plagues: Plagues) -> None:
        """Answers at once, or as the faults say."""
        self._plagues = plagues
        if "proxy" in plagues:
            self._headers = [*self._headers, ("Record-Route", route(self._session.stream))]
        self._session.media.is_mute = "no_rtp" in plagues
        self._session.is_answered = False
        self._transaction.respond(100)
        if "late" in plagues:
            self._keeper.timers.call_later(plagues["late"].seconds, self._ring)
        else:
            self._ring()

    def _ring(self) -> None:
        self._transaction.respond(180, headers=self._headers)
        early = self._plagues.get("early_media")
        if early is None:
            self._pick_up()
            return
        self._start()
        self._transaction.respond(183, headers=self._headers, body=self._body)
        self._keeper.timers.call_later(early.seconds, self._pick_up)

    def _start(self) -> None:
        if self._talk is not None:
            self._session.media.start(self._talk)

    def _pick_up(self) -> None:
        if not self._keeper.is_kept(self._session):
            self._transaction.respond(487)  # the caller hung up before, or its connection has ended
            return
        self._session.is_answered = True
        if "early_media" not in self._plagues:
            self._start()
        self._transaction.respond(200, headers=[*self._headers, *ABOUT], body=self._body)
        self._session.missing_ack = self._keeper.expect_ack(self._session)
        ends = self._plagues.get("hang_up")
        if ends is not None:
            words = f"hung up after {ends.seconds:g} s, as a fault of the simulator says"
            self._keeper.timers.call_later(ends.seconds, self._hang_up, words)

    def _hang_up(self, words: str) -> None:
        if self._keeper.is_kept(self._session):
            self._keeper.hang_up(self._session, words)


def contact_of(stream: Peer, plagues: Plagues) -> str:
    """Returns where this side is reached; behind a proxy as Exotel's, over another transport than the proxy."""
    return contact(stream, "udp" if stream.tls is None else "tcp") if "proxy" in plagues else contact(stream)
