"""An HTTP server on loopback that says what it is reported and remembers what it was sent, headers included."""

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from exotel_pulumi.config import Settings

EMPTY_PAGE = {"metadata": {"next_page_uri": None}, "response": []}
API_KEY, API_TOKEN = "key_of_ours", "tok/en+of=ours"


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int = 200
    body: Any = field(default_factory=lambda: EMPTY_PAGE)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str
    port: int  # of the client: one connection has one


class Scripted(ThreadingHTTPServer):
    """Gives its answers one after the other, the last one for ever."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: Sequence[Said]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.heard: list[Heard] = []
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.server_port}"

    def settings(self, **changes: object) -> Settings:
        values = {"account_sid": "acme", "api_key": API_KEY, "api_token": API_TOKEN, "api_url": self.url}
        return Settings.model_validate({**values, "retry_delay": 0, "request_timeout": 30, **changes})

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores a client that hangs up: some tests are about that."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        heard = Heard(self.command, self.path, dict(self.headers), sent, self.client_address[1])
        self.server.heard.append(heard)
        said = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        body = said.body if isinstance(said.body, str | bytes) else json.dumps(said.body)
        content = body.encode() if isinstance(body, str) else body
        self.send_response(said.status)
        for name, value in {**said.headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = _answer  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Prints nothing: `heard` has the request."""


@contextmanager
def scripted(*answers: Said, tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Runs a server."""
    with Scripted(answers or [Said()]) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
