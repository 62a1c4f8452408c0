"""The edge's event loop in a thread of its own, beside the simulator's HTTP server."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from . import certificate
from .edge import Edge
from .exchange import Exchange

T = TypeVar("T")


class EdgeThread:
    """Runs an edge from `start()` to `stop()`; the ports are those on which it then listens."""

    def __init__(self, exchange: Exchange, tcp: int | None, tls: int | None, authority_file: Any = None) -> None:
        self.tcp_port, self.tls_port = tcp, tls
        self._authority_file = authority_file
        self._edge = Edge(exchange)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="exotel-sip-edge", daemon=True)

    def start(self) -> None:
        """Begins to listen. OSError for a port that is taken."""
        self._thread.start()
        try:
            if self.tcp_port is not None:
                self.tcp_port = self.run(self._edge.listen(self.tcp_port, None))
            if self.tls_port is not None:
                self.tls_port = self.run(self._edge.listen(self.tls_port, certificate.context(self._authority_file)))
        except BaseException:
            self.stop()
            raise

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does work in the thread of the edge, and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        """Ends every call and the thread."""
        self.run(self._edge.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
