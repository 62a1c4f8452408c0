"""The edge's event loop in a thread of its own, beside the simulator's HTTP server."""

import asyncio
import ssl
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from threading import Thread
from typing import Any, TypeVar

from ..state import State
from . import certificate
from .edge import Edge
from .exchange import Exchange
from .listener import Listener
from .rehearse import Door, rehearse
from .ring import Wish, ring
from .stand_in import standing_in

T = TypeVar("T")


class EdgeThread:
    """Runs an edge from `start()` to `stop()`; the ports are those on which it then listens."""

    def __init__(
        self, state: State, exchange: Exchange, tcp: int | None, tls: int | None, authority_file: Any = None
    ) -> None:
        self.tcp_port, self.tls_port = tcp, tls
        self._authority = certificate.Authority(authority_file)
        self._state = state
        self._exchange = exchange
        self._loop = asyncio.new_event_loop()
        self._listener = Listener(Edge(exchange, self._loop), exchange.calls.wire)
        self._thread = Thread(target=self._loop.run_forever, name="exotel-sip-edge", daemon=True)

    def start(self) -> None:
        """Begins to listen. OSError for a port that is taken."""
        self._thread.start()
        try:
            if self.tcp_port is not None:
                self.tcp_port = self._run(self._listener.listen(self.tcp_port, None))
            if self.tls_port is not None:
                self.tls_port = self._run(self._listener.listen(self.tls_port, self._authority.server_side()))
        except BaseException:
            self.stop()
            raise

    def ring(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Rings a number and reports. TypeError for a wish with other fields than those of `Wish`."""
        return self._run(ring(self._exchange, Wish(**wish)))

    def rehearse(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Places every call of the account and reports. TypeError as for `ring`.

        `stand_in`, if true, lets a stand-in answer for destinations that `resolve` leads nowhere.
        """
        stand_in = wish.pop("stand_in", False)
        context: ssl.SSLContext | None = self._authority.client_side() if self.tls_port is not None else None
        port = self.tcp_port if self.tls_port is None else self.tls_port
        return self._run(self._rehearse(Door(port or 0, context), Wish(**{**wish, "number": ""}), stand_in))

    async def _rehearse(self, door: Door, wish: Wish, stand_in: bool) -> dict[str, Any]:
        if not stand_in:
            return await rehearse(self._state, self._exchange, door, wish)
        async with standing_in(self._state, self._authority, wish) as led:
            return await rehearse(self._state, self._exchange, door, led)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except CancelledError:
            raise OSError("the simulator has stopped") from None

    def stop(self) -> None:
        """Ends every call and the thread."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        await self._listener.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:  # calls that are being placed
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
