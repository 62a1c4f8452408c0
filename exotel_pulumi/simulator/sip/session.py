"""One call that is up: its dialog, its audio, and the answers to what the other side asks meanwhile."""

import time
from collections.abc import Callable
from typing import Literal, Protocol

from .calls import Outcome
from .dialog import RETRY, Dialog
from .media import Media
from .message import ALLOW, SDP, Message, plain, warning
from .offer import Own, Talk, UnfitError
from .reader import Request
from .transaction import ServerTransaction, Timer

ABOUT = (("Allow", ALLOW), ("Accept", SDP))
IN_CALL = ("BYE", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY")  # these have no meaning outside of a call
KNOWN = ("REGISTER", "SUBSCRIBE", "PUBLISH", "MESSAGE")


class Peer(Protocol):
    """A connection, as far as an agent knows it."""

    local: tuple[str, int]
    peer: tuple[str, int]
    tls: str | None

    @property
    def transport(self) -> Literal["tls", "tcp"]:
        """Returns `tls` or `tcp`."""

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""

    def send(self, data: bytes) -> None:
        """Sends a message."""


def contact(stream: Peer, transport: str = "") -> str:
    """Returns where this side is reached."""
    host, port = stream.local
    return f"<sip:exotel@{host}:{port};transport={transport or stream.transport}>"


def route(stream: Peer) -> str:
    """Returns the Record-Route of a proxy at this side's own address."""
    host, port = stream.local
    return f"<sip:{host}:{port};transport={stream.transport};lr>"


def via(stream: Peer) -> Callable[[str], str]:
    """Returns what writes a new transaction's own line, from its branch."""
    host, port = stream.local
    return lambda branch: f"SIP/2.0/{stream.transport.upper()} {host}:{port};branch={branch};rport"


class Session:
    """A call that is up, from its 2xx on."""

    def __init__(self, dialog: Dialog, stream: Peer, own: Own, media: Media, outcome: Outcome) -> None:
        self.dialog = dialog
        self.stream = stream
        self.outcome = outcome
        self.media = media
        self.missing_ack: Timer | None = None
        """What ends the call where no ACK comes."""
        self.is_answered, self.is_ended = True, False
        self.is_offered = False  # an offer of this side waits for its answer, in the ACK
        self._own = own
        self._began = time.monotonic()

    def request(self, method: str) -> Message:
        """Builds a request of this side."""
        return self.dialog.request(method, via(self.stream))

    def asked(self, transaction: ServerTransaction, request: Request) -> bool:
        """Answers a request of the other side; tells whether it ended the call."""
        refusal = self.dialog.refusal(request)
        if refusal is not None:
            words = f"CSeq {request.number} is not higher than the one before"
            transaction.respond(refusal, headers=[RETRY, warning(words)])
            return False
        if request.method in ("INVITE", "UPDATE") and not self.is_answered:
            transaction.respond(500, headers=[RETRY, warning("the call is not answered yet")])  # 14.2, RFC 3311 5.2
        elif request.method in ("INVITE", "UPDATE"):
            self._offered(transaction, request)
        elif request.method == "BYE":
            self._note(request, "reason")
            self.end("the other side")  # before the answer: who reads it may look into the log at once
            transaction.respond(200)
        elif request.method == "REFER":
            # 202 would promise a NOTIFY: a caller that waits for it hangs.
            where = plain(request.message.get("refer-to"))
            self.outcome.notes.append(
                f"asked for a transfer to {where or '(nobody)'}: refused, for nobody else is here"
            )
            transaction.respond(603, headers=[warning("a rehearsal transfers no call")])
        elif request.method in ("OPTIONS", "INFO"):
            transaction.respond(200, headers=ABOUT)
        else:
            transaction.respond(405 if request.method in (*IN_CALL, *KNOWN) else 501, headers=ABOUT[:1])
        return request.method == "BYE"

    def _offered(self, transaction: ServerTransaction, request: Request) -> None:
        """Answers a re-INVITE or UPDATE (14.2, RFC 3311). The call goes on as before where it is refused."""
        text = request.message.text
        headers = [("Contact", self.dialog.contact), *ABOUT]
        if not text.strip():
            self.is_offered = request.method == "INVITE"
            self.dialog.refresh(request.message)
            transaction.respond(200, headers=headers, body=self._own.offer() if self.is_offered else "")
            return
        try:
            body, talk = self._own.answer(text)
        except UnfitError as fault:
            transaction.respond(488, headers=[warning(str(fault))])
            return
        self.dialog.refresh(request.message)
        self.restart(talk)
        transaction.respond(200, headers=headers, body=body)

    def restart(self, talk: Talk) -> None:
        """Lets the audio go on as it was agreed."""
        self.media.start(talk)

    def acknowledged(self, ack: Request) -> str:
        """Takes the ACK, which answers an offer of this side; returns why no call can live on, or nothing."""
        self._stop_waiting()
        if not self.is_offered:
            return ""
        self.is_offered = False
        try:
            self.restart(self._own.judge(ack.message.text))
        except UnfitError as fault:
            return f"{fault}."
        return ""

    def end(self, by: str) -> None:
        """Closes the audio, and writes into the log what was heard."""
        if self.is_ended:
            return
        self.is_ended = True
        outcome, media, hearing = self.outcome, self.media, self.media.hearing
        outcome.heard, outcome.sent, outcome.digits = hearing.heard, media.sent, hearing.digits
        outcome.lost, outcome.jitter = hearing.lost, hearing.jitter
        if hearing.first is not None and media.begun is not None:
            outcome.first_sound = round(hearing.first - media.begun, 2)
        outcome.lasted, outcome.ended_by = round(time.monotonic() - self._began, 2), by
        media.close()
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self.missing_ack is not None:
            self.missing_ack.cancel()
            self.missing_ack = None

    def _note(self, request: Request, name: str) -> None:
        value = plain(request.message.get(name))
        if value:
            self.outcome.notes.append(f"{request.method} with {name.title()}: {value}")
