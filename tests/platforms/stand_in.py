"""A platform's API on loopback: it keeps every request, and answers each as the test says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


@dataclass(frozen=True)
class Arrived:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.content)


Answer = Callable[[Arrived], bytes]


class StandIn:
    """The server; `answer` makes the content of an HTTP 200 or 201."""

    def __init__(self, answer: Answer, content_type: str = "application/json", status: int = 200) -> None:
        self.arrived: list[Arrived] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Arrived(self.command, self.path, headers, content)
                stand_in.arrived.append(request)
                answered = answer(request)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(answered)))
                self.end_headers()
                self.wfile.write(answered)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def answering(**fields: Any) -> Answer:
    """The same JSON to every request."""
    return lambda _request: json.dumps(fields).encode()
