"""`CodeHost`: a loopback stand-in for the comments of GitHub's and GitLab's API, as strict about what it is sent."""

import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.ci.systems import GITHUB, TOKEN_OF_THE_SYSTEM, System

# The limits of the real ones.
LONGEST_COMMENT = {"github": 65_536, "gitlab": 1_000_000}
LARGEST_PAGE = 100


class CodeHost:
    """Holds the comments of one request for review; `refused` makes it answer 403."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.comments: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.refused = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def add(self, body: str) -> None:
        self.comments.append({"id": 1000 + len(self.comments), "body": body})

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]

    def answer(self, method: str, target: str, headers: Any, content: bytes) -> tuple[int, Any]:
        """The status and the JSON for one call."""
        self.calls.append(method)
        if not self._is_let_in(headers) or self.refused:
            return HTTPStatus.FORBIDDEN, {"message": "Forbidden"}
        parts = urlsplit(target)
        if method == "GET" and parts.path == self.system.comments:
            return HTTPStatus.OK, self._page(parse_qs(parts.query))
        body = json.loads(content)["body"]
        assert headers["Content-Type"] == "application/json"
        if len(body) > LONGEST_COMMENT[self.system.name]:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"message": "body is too long"}
        if method == "POST" and parts.path == self.system.comments:
            self.add(body)
            return HTTPStatus.CREATED, self.comments[-1]
        return self._rewrite(method, parts.path, body)

    def _is_let_in(self, headers: Any) -> bool:
        if self.system is GITHUB:
            return bool(headers["Authorization"] == f"Bearer {TOKEN_OF_THE_SYSTEM}")
        return bool(headers["PRIVATE-TOKEN"] == TOKEN_OF_THE_SYSTEM)

    def _page(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        size = min(int(query["per_page"][0]), LARGEST_PAGE)
        start = (int(query["page"][0]) - 1) * size
        return self.comments[start : start + size]

    def _rewrite(self, method: str, path: str, body: str) -> tuple[int, Any]:
        is_github = self.system is GITHUB
        folder = "/repos/acme/telephony/issues/comments" if is_github else self.system.comments
        for comment in self.comments:
            if (method, path) == ("PATCH" if is_github else "PUT", f"{folder}/{comment['id']}"):
                comment["body"] = body
                return HTTPStatus.OK, comment
        return HTTPStatus.NOT_FOUND, {"message": "Not Found"}


def _handler(host: CodeHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, answer = host.answer(self.command, self.path, self.headers, content)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    return Handler
