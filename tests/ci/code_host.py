"""`CodeHost`: a loopback stand-in for the API of GitHub or GitLab, with its limits: comments, checks, artifacts."""

import json
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN_OF_THE_SYSTEM = "ghs_9f/e1+7c"  # URL encoding changes some of its characters
REVIEW = "7"
COMMIT = "0b5e" * 10
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Api:
    """The differences between the two APIs."""

    review: str
    comments: str
    one_comment: str
    statuses: str
    failed: str
    change: str
    header: str
    credentials: str
    longest: int


GITLAB_NOTES = f"/projects/42/merge_requests/{REVIEW}/notes"
APIS = {
    "github": Api(
        review=f"/repos/acme/telephony/issues/{REVIEW}",
        comments=f"/repos/acme/telephony/issues/{REVIEW}/comments",
        one_comment="/repos/acme/telephony/issues/comments",
        statuses="/repos/acme/telephony/statuses",
        failed="failure",
        change="PATCH",
        header="Authorization",
        credentials=f"Bearer {TOKEN_OF_THE_SYSTEM}",
        longest=65_536,
    ),
    "gitlab": Api(
        review=f"/projects/42/merge_requests/{REVIEW}",
        comments=GITLAB_NOTES,
        one_comment=GITLAB_NOTES,
        statuses="/projects/42/statuses",
        failed="failed",
        change="PUT",
        header="PRIVATE-TOKEN",
        credentials=TOKEN_OF_THE_SYSTEM,
        longest=1_000_000,
    ),
}


class CodeHost:
    """Holds one request for review. With `refused`, every answer is 403."""

    def __init__(self, system: str) -> None:
        self.comments: list[dict[str, Any]] = []
        self.checks: list[tuple[str, str]] = []  # of which commit, and its state
        self.others: dict[str, Any] = {}  # what else the API answers, by path
        self.labels: list[str] = []
        self.refused = False
        self._system = system
        self._api = APIS[system]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        """Returns the environment of every job. GitLab puts the settings of the project into it, GitHub does not."""
        url = f"http://127.0.0.1:{self._server.server_address[1]}"
        if self._system == "github":
            own = {"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/telephony", "GITHUB_ACTIONS": "true"}
            return {**own, "CI": "true"}
        own = {"CI_API_V4_URL": url, "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": REVIEW, "GITLAB_CI": "true"}
        return {**own, "CI": "true", "GITLAB_TOKEN": TOKEN_OF_THE_SYSTEM, **settings}

    def add(self, body: str) -> None:
        self.comments.append({"id": 1000 + len(self.comments), "body": body})

    @property
    def failed(self) -> str:
        """Returns the word of this system for a check that has failed."""
        return self._api.failed

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]

    def answer(self, method: str, target: str, headers: Any, content: bytes) -> tuple[int, Any]:
        """Returns the status and the JSON for one call."""
        if headers[self._api.header] != self._api.credentials or self.refused:
            return HTTPStatus.FORBIDDEN, {"message": "Forbidden"}
        parts = urlsplit(target)
        if method == "GET" and parts.path == self._api.comments:
            return HTTPStatus.OK, self._page(parse_qs(parts.query))
        if method == "GET" and parts.path == self._api.review:
            labels = [{"name": label} if self._system == "github" else label for label in self.labels]
            return HTTPStatus.OK, {"labels": labels}
        if method == "GET":
            return (HTTPStatus.OK, self.others[target]) if target in self.others else (HTTPStatus.NOT_FOUND, {})
        assert headers["Content-Type"] == "application/json"
        if method == "POST" and parts.path.startswith(f"{self._api.statuses}/"):
            self.checks.append((parts.path.rpartition("/")[2], json.loads(content)["state"]))
            return HTTPStatus.CREATED, {}
        body = json.loads(content)["body"]
        if len(body) > self._api.longest:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"message": "body is too long"}
        if method == "POST" and parts.path == self._api.comments:
            self.add(body)
            return HTTPStatus.CREATED, self.comments[-1]
        return self._change(method, parts.path, body)

    def _page(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        size = min(int(query["per_page"][0]), LARGEST_PAGE)
        start = (int(query["page"][0]) - 1) * size
        return self.comments[start : start + size]

    def _change(self, method: str, path: str, body: str) -> tuple[int, Any]:
        for comment in self.comments:
            if (method, path) == (self._api.change, f"{self._api.one_comment}/{comment['id']}"):
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
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    return Handler
