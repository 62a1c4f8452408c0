"""Werkzeug's threaded server on loopback, with connections that stay open between requests and end when it does."""

import socket
from threading import Condition
from typing import TYPE_CHECKING, Any

from werkzeug import Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


class Connection(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: without this the second waits for the first one's acknowledgement.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        # Werkzeug's own version ends every connection, lest a rest of the body be unread; `Traffic` leaves no rest.
        self.environ = self.make_environ()
        response = Response.from_app(self.server.app, self.environ, buffered=True)
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        if "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Silence: `RequestLog` has it."""


class Listener(ThreadedWSGIServer):
    def __init__(self, port: int, app: "WSGIApplication") -> None:
        self._open: set[socket.socket] = set()
        self._closed = Condition()
        # Bound here, because Werkzeug answers a taken port by printing and leaving the process.
        with socket.create_server((HOST, port), backlog=self.request_queue_size) as bound:
            super().__init__(HOST, port, app, Connection, fd=bound.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._closed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._closed:
            self._open.discard(request)
            self._closed.notify_all()

    def server_close(self) -> None:
        """Ends every connection and waits for its thread, so that no socket outlives the server."""
        super().server_close()
        with self._closed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._closed.wait_for(lambda: not self._open, timeout=5)
