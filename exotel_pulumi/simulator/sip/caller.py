"""One call that this side places, to its end (the UAC of RFC 3261): INVITE, a login if one is asked for, audio, BYE.

Each 2xx gets its ACK and, in the end, its BYE, also one that crosses a CANCEL or comes from a second phone.
"""

import asyncio
import base64
import ssl
from contextlib import suppress

from . import digest
from .agent import Agent
from .connecting import connected, in_words, spoken
from .dialog import Dialog
from .exchange import Exchange
from .media import Media
from .message import Message, UnreadableError, ask, cancelled, plain, token
from .offer import Own, UnfitError
from .plan import Plan, Said, new_call_id
from .reader import Request, Response
from .session import Peer, Session
from .sound import Recorder, lasts, played
from .stream import Stream, UnframedError

CROSSING = 3.0  # seconds for which a last answer is waited for when nobody waits for the call any more
SILENCE = 5.0  # seconds of silence after an answer that are a finding
GOODBYE = 2.0
OTHER = "what listens there does not speak SIP"
FULL = "this machine can open no more files (ulimit -n)"


async def call(address: str, port: int, tls: ssl.SSLContext | None, plan: Plan, exchange: Exchange) -> Said:
    """Places one call over TCP, or over TLS where there is a context; the certificate must be one for the host."""
    try:
        stream = await connected(address, port, tls, plan.host, exchange.calls.wire)
    except (OSError, TimeoutError) as fault:
        return Said(call_id=new_call_id(), fault=in_words(fault, is_tls=tls is not None))
    try:
        media = Media()
    except OSError:
        await stream.close()
        return Said(call_id=new_call_id(), fault=FULL)
    placed = Caller(stream, media, plan)
    try:
        with exchange.pretended(stream.local, plan.pretend):
            await placed.place()
    finally:
        media.close()
        stream.leave()
    return placed.said


class Caller(Agent):
    """Places one call over a connection that is open."""

    def __init__(self, stream: Stream, media: Media, plan: Plan) -> None:
        super().__init__(asyncio.get_running_loop())
        self.said = Said(call_id=new_call_id(), tls=stream.tls)
        self._stream = stream
        self._media = media
        self._plan = plan
        self._frames = played(plan.play, plan.digits)
        media.recorder = Recorder() if plan.record else None
        media.is_mute = "no_rtp" in plan.plagues
        self.said.notes += [f"a fault of the simulator: {effect}" for effect in plan.plagues]
        self._own = Own(media.port, is_secure=stream.tls is not None)
        self._offer = self._own.offer()
        self._number = 0  # of the last INVITE, for CSeq
        self._tag = token()
        self._invite = Message("", ())
        self._session: Session | None = None
        self._answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        self._is_rung = self._is_given_up = False
        self._early_sdp = False
        self._partings: list[asyncio.Future[None]] = []
        self._gone = self._unread = ""
        self._ended = asyncio.Event()

    async def place(self) -> None:
        """Calls, answers one challenge, and if somebody answers, talks for a while."""
        reading = asyncio.create_task(self._read())
        try:
            answer = await self._ask()
            if answer is not None and answer.status in (401, 407) and self._plan.login:
                answer = await self._logged_in(answer)
            if answer is not None:
                await self._answered(answer)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            for session in list(self.sessions.values()):
                self.ended(session, "the edge")

    async def _read(self) -> None:
        """Takes what comes until the connection ends, and says why it ended."""
        is_first = True
        try:
            while True:
                raw = await self._stream.read()
                if not self.take(self._stream, raw.data):
                    self._gone = f"{OTHER}, but {spoken(raw.data)}"
                    break
                is_first = False
        except UnframedError as fault:
            self._gone = f"{OTHER}: {fault}"
        except (EOFError, OSError):
            other = "TCP" if self._stream.tls else "TLS (transport=tls)"
            closed = "the connection was closed"
            self._gone = f"{closed} without a word: is it the port for {other}?" if is_first else closed
            half = self._stream.half if is_first else b""
            if half:
                self._gone = f"{OTHER}, but {spoken(half)}"
        finally:
            self.transactions.fail()
            self._ended.set()

    async def _ask(self, authorization: tuple[str, str] | None = None) -> Response | None:
        """Sends an INVITE and waits for the last answer; None where there is none, which is then said in words."""
        self._number += 1
        headers = self._plan.headers_of(self._stream, self.said.call_id, self._tag)
        headers |= {"CSeq": str(self._number), **dict([authorization] if authorization else ())}
        self._invite = ask("INVITE", self._plan.uri(self._stream), headers, body=self._offer)
        self._answer = asyncio.get_running_loop().create_future()
        self.transactions.start(self._invite, self._stream.send, self._heard)
        patience = self._plan.patience
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                answer = await asyncio.shield(self._answer)
            if answer is None:
                self.said.fault = self._gone or "nobody answered, not even with 100 Trying"
            return answer
        but = f"; it {self._unread}" if self._unread else ""
        self.said.fault = f"nobody answered within {patience:.0f} s{but}"
        await self._give_up()
        return None

    async def _logged_in(self, refusal: Response) -> Response | None:
        """Sends the INVITE again with a login (22.2, 22.3)."""
        asked, answer = ("WWW-Authenticate", "Authorization")
        if refusal.status == 407:
            asked, answer = ("Proxy-Authenticate", "Proxy-Authorization")
        user_name, password = self._plan.login or ("", "")
        uri = self._invite.start.split()[1]
        given = digest.answer_to(refusal.message.all(asked), user_name, password, uri)
        if given is None:
            self.said.fault = "its challenge has no algorithm that is known here (MD5 or SHA-256, with qop auth)"
            return refusal
        return await self._ask((answer, given))

    def _heard(self, response: Response | None) -> None:
        """Hears an answer to the INVITE."""
        if response is None:
            self._settle(None)
            return
        self.said.seen.append(response.line)
        self.said.software = plain(response.message.get("server") or response.message.get("user-agent"))
        if response.status < 200:
            self._early_sdp = self._early_sdp or bool(response.message.body)
            self._is_rung = True
            if self._is_given_up:
                self._cancel()
        elif response.status < 300:
            self._picked_up(response)
        else:
            self._settle(response)

    def _picked_up(self, response: Response) -> None:
        """Acknowledges a 2xx, and hangs up on a phone that nobody waits for (13.2.2.4)."""
        dialog = Dialog.placed(self._invite, response, self._tag)
        known = self.sessions.get(dialog.key)
        session = known or Session(dialog, self._stream, self._own, self._media, self.said)
        self._stream.send(bytes(session.request("ACK")))
        if known is not None:
            return
        if self._is_given_up or self._answer.done():
            self.bye(session)
            self.said.notes.append(f"answered by {plain(dialog.target)} too late, and hung up on")
        else:
            self.sessions[dialog.key] = self._session = session
            self._begin(response)
        self._settle(response)

    def _begin(self, response: Response) -> None:
        """Lets the audio begin, or says why none can."""
        try:
            talk = self._own.judge(response.message.text)
            self._media.start(talk, self._frames)
            if self._plan.digits and talk.events is None:
                self.said.notes.append("the answer has no telephone-event: the keys cannot be pressed")
        except UnfitError as fault:
            before = " (there was one in an answer before, which is no answer for all)" if self._early_sdp else ""
            self.said.fault = f"{fault}{before if not response.message.body else ''}"

    def _settle(self, response: Response | None) -> None:
        if not self._answer.done():
            self._answer.set_result(response)

    async def _give_up(self) -> None:
        """Cancels, which RFC 3261 allows after a first answer alone (9.1), and reads on for a last one."""
        self._is_given_up = True
        if self._is_rung:
            self._cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(CROSSING):
                answer = await asyncio.shield(self._answer)
                if answer is not None and answer.status < 300:
                    self.said.fault += ", and then, while the call was cancelled, somebody did: hung up on"
                    await self._goodbye()
                return
        if self._is_rung:
            self.said.fault += ", and CANCEL was not followed by a last answer"

    def _cancel(self) -> None:
        self.transactions.start(cancelled(self._invite), self._stream.send, lambda response: None)

    async def _answered(self, answer: Response) -> None:
        said, message = self.said, answer.message
        said.status, said.reason = answer.status, plain(answer.phrase)
        said.warning = plain(message.get("warning") or message.get("reason"))
        if 300 <= answer.status < 400:
            said.fault = f"it wants to be called at {plain(message.get('contact'))}: a rehearsal follows nobody"
        if self._session is not None and said.fault:
            await self._hang_up(self._session)
        elif self._session is not None:
            await self._talk(self._session)

    async def _talk(self, session: Session) -> None:
        """Talks for a while, and on until something is heard; hangs up."""
        ended = asyncio.create_task(self._ended.wait())
        ends, plan = self._plan.plagues.get("hang_up"), self._plan
        talk = max(plan.talk, lasts(plan.play, plan.digits))
        await asyncio.wait([ended], timeout=ends.seconds if ends else talk)
        sounding = asyncio.create_task(self._media.sounding.wait())
        await asyncio.wait([ended, sounding], timeout=SILENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in (ended, sounding):
            task.cancel()
        await asyncio.gather(ended, sounding, return_exceptions=True)
        if self._media.recorder is not None:
            self.said.recorded = base64.b64encode(self._media.recorder.pcm()).decode()
        if not self._media.hearing.heard:
            self.said.fault = self._silence()
        if self._gone and session.dialog.key in self.sessions:
            self.said.fault = f"{self._gone} during the call"
            self.ended(session, "the end of the connection")
        else:
            await self._hang_up(session)

    def _silence(self) -> str:
        hearing = self._media.hearing
        if hearing.others:
            return f"answered, and what came was no A-law (payload type {min(hearing.others)})"
        if self._media.undeciphered:
            return "answered, and what came could not be deciphered with the key of the answer"
        ended = "; the other side hung up" if not self.sessions else ""
        return f"answered, and silent: no packet of audio came{ended}"

    async def _hang_up(self, session: Session) -> None:
        if session.dialog.key not in self.sessions:
            return  # the other side was quicker
        self.bye(session)
        self.ended(session, "the edge")
        await self._goodbye()

    async def _goodbye(self) -> None:
        """Waits for the answers to what was asked last."""
        await asyncio.wait(self._partings, timeout=GOODBYE)

    def bye(self, session: Session) -> None:
        """Hangs up."""
        parted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._partings.append(parted)

        def heard(response: Response | None) -> None:
            if not parted.done() and (response is None or response.status >= 200):
                parted.set_result(None)

        self.transactions.start(session.request("BYE"), self._stream.send, heard)

    def ended(self, session: Session, by: str) -> None:
        """Forgets a call."""
        super().ended(session, by)
        self._ended.set()

    def rings(self, request: Request) -> bool:
        """Tells whether a request belongs to the call that nobody has answered yet."""
        mine = (self.said.call_id, self._tag)
        return self._session is None and (request.call_id, request.callee.tag) == mine

    def refuse(self, stream: Peer, fault: UnreadableError) -> None:
        """Answers what cannot be taken, and notes it."""
        super().refuse(stream, fault)
        if fault.is_sip:
            self._unread = f"sent what cannot be read: {fault.words}"
            self.said.notes.append(self._unread)
