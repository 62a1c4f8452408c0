"""The edge: SIP over TCP and TLS on loopback, as Exotel's; no UDP, one stream of audio, one dialog for each call.

What is answered to a call is the policy's to say. Everything here runs in the one thread of the edge's event loop.
"""

import asyncio
import logging
import secrets
import ssl
from contextlib import suppress
from dataclasses import dataclass

from sipmessage import Request

from .calls import Call
from .exchange import Exchange, clock
from .media import Media
from .messages import Connection, challenge, digest_of, identity, reply
from .policy import Invite, Verdict
from .sdp import Audio

HOST = "127.0.0.1"
log = logging.getLogger("exotel_pulumi.simulator")


@dataclass
class Dialog:
    """A call that was answered."""

    call: Call
    media: Media
    answer: Audio


class Edge:
    """Takes calls out of customers."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._dialogs: dict[str, Dialog] = {}
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def listen(self, port: int, tls: ssl.SSLContext | None) -> int:
        """Takes connections on a port; returns the port."""
        server = await asyncio.start_server(self._serve, HOST, port, ssl=tls)
        self._servers.append(server)
        found: int = server.sockets[0].getsockname()[1]
        return found

    async def close(self) -> None:
        """Ends every call and connection."""
        for server in self._servers:
            server.close()
        # Closed and not cancelled: asyncio reports a handler that was cancelled as an error.
        for writer in self._connections.values():
            writer.transport.abort()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server's handler is a task
        self._connections[task] = writer
        connection, mine = Connection(reader, writer), set[str]()
        try:
            while True:
                message = await connection.read()
                if isinstance(message, Request):
                    await self._take(connection, message, mine)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass  # the other side has left, or sends no lines
        except (ValueError, KeyError) as fault:
            log.warning("%s:%d does not speak SIP: %s", *connection.peer, fault)
        finally:
            self._connections.pop(task, None)
            for call_id in mine:
                self._end(call_id)
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _take(self, connection: Connection, request: Request, mine: set[str]) -> None:
        known = self._dialogs.get(request.headers["Call-ID"])
        if request.method == "ACK":
            return
        if request.method == "INVITE" and known is None:
            await self._invite(connection, request, mine)
        elif request.method == "INVITE" and known is not None:
            connection.send(reply(request, 200, body=str(known.answer), contact=connection.contact()))
        elif request.method == "BYE":
            connection.send(reply(request, 200 if self._end(request.headers["Call-ID"]) else 481))
        elif request.method in ("OPTIONS", "UPDATE", "INFO"):
            connection.send(reply(request, 200, tag=secrets.token_hex(4)))
        elif request.method == "CANCEL":
            connection.send(reply(request, 481))  # every call is answered at once: there is nothing left to cancel
        else:
            connection.send(reply(request, 501))

    async def _invite(self, connection: Connection, request: Request, mine: set[str]) -> None:
        offer = Audio.parse(request.body.decode(errors="replace"))
        invite, headers, verdict = self._judge(connection, request, offer)
        call = Call("out", invite.shown, invite.called, connection.peer[0], connection.transport, clock())
        if verdict.status == 200 and offer is not None:
            media = await Media.open()
            answer = offer.answer(media.port)
            if answer is None:
                media.close()
                verdict = Verdict(488, "the offer has SRTP without a key of the suite that Exotel speaks.")
            else:
                mine.add(request.headers["Call-ID"])
                self._accept(connection, request, Dialog(call, media, answer), offer)
        call.status, call.reason, call.sentence = verdict.status, verdict.reason, verdict.sentence
        call.trunk_sid, call.by, call.caller_id = verdict.trunk_sid, verdict.by, verdict.caller_id
        self._exchange.calls.add(call)
        if verdict.status != 200:
            connection.send(reply(request, verdict.status, verdict.reason, tag=secrets.token_hex(4), headers=headers))

    def _judge(
        self, connection: Connection, request: Request, offer: Audio | None
    ) -> tuple[Invite, dict[str, str], Verdict]:
        """Asks the policy; an answer of 401 gets a challenge, whose realm is the host that the caller says it is of."""
        user, host = identity(request.headers["From"])
        digest = digest_of(request)
        is_stale = digest is not None and not self._exchange.challenges.is_open(digest.nonce)
        invite = Invite(
            source=self._exchange.seen_as(connection.peer[0]),
            called=request.uri.user or "",
            shown=identity(request.headers.get("P-Asserted-Identity"))[0] or user,
            from_host=host,
            digest=None if is_stale else digest,
            codecs=tuple(offer.codecs.values()) if offer else (),
            is_tls=connection.is_tls,
            is_srtp=bool(offer and offer.key),
        )
        verdict = self._exchange.verdict(invite)
        if verdict.status != 401:
            return invite, {}, verdict
        parts = self._exchange.challenges.challenge(host or "pstn.exotel.com", stale=is_stale)
        return invite, {"WWW-Authenticate": challenge(parts)}, verdict

    def _accept(self, connection: Connection, request: Request, dialog: Dialog, offer: Audio) -> None:
        self._dialogs[request.headers["Call-ID"]] = dialog
        tag, contact = secrets.token_hex(4), connection.contact()
        dialog.media.start(dialog.answer, offer, tone=False)
        for code in (100, 180):
            connection.send(reply(request, code, tag=tag, contact=contact))
        connection.send(reply(request, 200, tag=tag, body=str(dialog.answer), contact=contact))

    def _end(self, call_id: str) -> bool:
        dialog = self._dialogs.pop(call_id, None)
        if dialog is None:
            return False
        dialog.call.heard, dialog.call.sent = dialog.media.heard, dialog.media.sent
        dialog.media.close()
        return True
