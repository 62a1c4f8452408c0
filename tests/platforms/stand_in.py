"""A stand-in for a platform's API on loopback, which keeps every request and answers as the test wants."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


@dataclass(frozen=True)
class Arrived:
    """A request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """Returns the body of the request."""
        return json.loads(self.content)


Answer = Callable[[Arrived], bytes]


class StandIn:
    """The server; `answer` makes the content of an answer with the given status."""

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
                """Writes nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Returns the address that the server listens on."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def answering(**fields: Any) -> Answer:
    """Returns an answer of the same JSON to every request."""
    return lambda _request: json.dumps(fields).encode()
