"""The HTTP server on loopback: Werkzeug's, with connections that stay open between requests and end with the server."""

import socket
from contextlib import suppress
from threading import Condition
from typing import TYPE_CHECKING, Any

from werkzeug import Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from .clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"
PATIENCE = 1.0  # seconds without a byte from a client that is not heard any more
PIECE, REST = 65536, 16  # of what such a client sends: bytes that are read at once, and how often

STREAMS = ("text/event-stream", "application/x-ndjson")


class Connection(WSGIRequestHandler):
    """One client's connection, for as many requests as the client sends."""

    protocol_version = "HTTP/1.1"
    server: "Listener"
    # Headers and body are two writes: with Nagle's algorithm the body waits until the headers are acknowledged.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answers one request and keeps the connection open."""
        # Werkzeug's own method closes the connection, because part of the body may be unread. `Traffic` leaves no part.
        self.environ = self.make_environ()
        response = Response.from_app(self.server.app, self.environ, buffered=False)
        if response.mimetype in STREAMS:
            self._stream(response)
            return
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        if "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # An answer without a body, by its status: the client would take one for the next answer.
        if self.command != "HEAD" and response.status_code not in (204, 304):
            self.wfile.write(body)
        if self.close_connection and "Connection" in response.headers:
            self._let_go()

    def _let_go(self) -> None:
        """Waits a little for the end of a request that is not read: a reset would take the answer along."""
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(PATIENCE)
            for _ in range(REST):
                if not self.connection.recv(PIECE):
                    break

    def _stream(self, response: Response) -> None:
        """Sends an answer piece by piece, as it comes, until one side closes the connection."""
        self.close_connection = True
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in response.response:
                self.wfile.write(piece if isinstance(piece, bytes) else piece.encode())
        except OSError:
            pass  # who asked has left
        finally:
            response.close()  # ends what makes the pieces

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Returns the date of an answer, by the simulator's clock."""
        return super().date_time_string(self.server.clock.time() if timestamp is None else timestamp)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Prints nothing: `RequestLog` has every request."""


class Listener(ThreadedWSGIServer):
    """The server's socket and its open connections."""

    def __init__(self, port: int, app: "WSGIApplication", clock: Clock) -> None:
        self.clock = clock
        self._open: set[socket.socket] = set()
        self._closed = Condition()
        # Bound here, because Werkzeug prints a message and ends the process if the port is taken.
        with socket.create_server((HOST, port), backlog=self.request_queue_size) as bound:
            super().__init__(HOST, port, app, Connection, fd=bound.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        """Starts a thread for a new connection and remembers the connection."""
        with self._closed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection and forgets it."""
        super().shutdown_request(request)
        with self._closed:
            self._open.discard(request)
            self._closed.notify_all()

    def server_close(self) -> None:
        """Ends every connection and waits for the threads, so that no socket stays open after the server."""
        super().server_close()
        with self._closed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._closed.wait_for(lambda: not self._open, timeout=5)
