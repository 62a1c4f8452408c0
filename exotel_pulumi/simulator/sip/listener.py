"""The sockets of the edge: TCP and TLS on loopback, no UDP. What comes is given to the edge, message by message."""

import asyncio
import logging
import ssl
from contextlib import suppress
from typing import Any

from .edge import FULL, Edge
from .offer import HOST
from .stream import Stream, UnframedError, Wire

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

BACKLOG = 1000
SPARE = 24  # files that are left for the answers of who is too many
log = logging.getLogger("exotel_pulumi.simulator")


class Listener:
    """Takes connections for an edge until it is closed."""

    def __init__(self, edge: Edge, wire: Wire | None = None) -> None:
        self._edge = edge
        self._wire = wire
        self._servers: list[asyncio.Server] = []
        self._streams: dict[asyncio.Task[None], Stream] = {}
        self._complained = 0.0

    async def listen(self, port: int, tls: ssl.SSLContext | None) -> int:
        """Takes connections on a port; returns the port."""
        asyncio.get_running_loop().set_exception_handler(self._went_wrong)
        server = await asyncio.start_server(self._serve, HOST, port, ssl=tls, backlog=BACKLOG)
        self._servers.append(server)
        found: int = server.sockets[0].getsockname()[1]
        return found

    async def close(self) -> None:
        """Ends every call and connection."""
        for server in self._servers:
            server.close()
        self._edge.close()
        # Closed and not cancelled: asyncio reports a handler that was cancelled as an error.
        for stream in self._streams.values():
            stream.abort()
        await asyncio.gather(*self._streams, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server's handler is a task
        is_full = _is_full(writer)
        stream = self._streams[task] = Stream(reader, writer, self._wire)
        try:
            while True:
                raw = await stream.read()
                if is_full:
                    self._edge.full(stream, raw.data)
                    break
                if not self._edge.take(stream, raw.data) or raw.is_last:
                    break
        except (EOFError, OSError):
            pass  # the other side has left, or leaves half a message
        except UnframedError as fault:
            log.warning("%s:%d does not speak SIP: %s", *stream.peer, fault)
        finally:
            self._edge.lost(stream)
            await stream.close()
            self._streams.pop(task, None)

    def _went_wrong(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Says in one line a second, in the place of a traceback for each, that no connection can be taken."""
        fault = context.get("exception")
        if not isinstance(fault, OSError):
            loop.default_exception_handler(context)
        elif loop.time() - self._complained > 1:
            self._complained = loop.time()
            log.warning("a connection was lost: %s (%s)", fault.strerror or fault, FULL)


def _is_full(writer: asyncio.StreamWriter) -> bool:
    """Tells whether a connection is one of the last that this process can have: numbers of files are given upwards."""
    with suppress(AttributeError, OSError, ValueError):
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        number: int = writer.get_extra_info("socket").fileno()
        return soft != resource.RLIM_INFINITY and number >= soft - SPARE
    return False
