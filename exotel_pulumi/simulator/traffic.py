"""The gate before the API: each request that may be read is logged and counted there, and hit by faults."""

import json
from collections.abc import Iterable
from io import BytesIO
from threading import Event
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from . import control, page
from .answers import Answers
from .effects import EFFECTS, Exchange
from .faults import FaultBook
from .options import Options
from .rate_limit import too_many_requests
from .refusing import LONGEST_BODY, refusal, refused, too_deep, too_large
from .request_log import RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Traffic:
    """The WSGI application around Flask. The page and the control path pass without log and faults."""

    def __init__(
        self,
        app: "WSGIApplication",
        options: Options,
        answers: Answers,
        log: RequestLog,
        faults: FaultBook,
        stopping: Event,
    ) -> None:
        self._app = app
        self._options = options
        self._answers = answers
        self._log = log
        self._faults = faults
        self._stopping = stopping

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ, populate_request=False)
        opens = request.method == "GET" and request.path in page.FILES
        body = refusal(request, opens) or _read(environ)
        if isinstance(body, Response):
            return body(environ, start_response)
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        if request.path.startswith(control.PREFIX) or request.path in page.FILES:
            if body and not isinstance(_parsed(body), dict):
                return refused(400, "a body on the control path is a JSON object")(environ, start_response)
            return self._app(environ, start_response)
        with self._log.serving(request.method, request.path, request.args.to_dict(), body) as entry:
            response = self._answer(request, body)
            entry.status = response.status_code
        return response(environ, start_response)

    def _answer(self, request: Request, body: bytes) -> Response:
        if 0 < self._options.concurrency < self._log.in_flight:
            return too_many_requests(self._options, 1)

        def dispatch() -> Response:
            return Response.from_app(self._app, request.environ, buffered=True)

        fault = self._faults.take(request.method, request.full_path.rstrip("?"))
        if fault is None:
            return dispatch()
        exchange = Exchange(fault, request, _parsed(body), self._answers, dispatch, self._stopping)
        return EFFECTS[fault.effect](exchange)


def _read(environ: "WSGIEnvironment") -> bytes | Response:
    """Reads the whole body: the connection would take an unread rest for the next request."""
    stream, length = environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0)
    try:
        body: bytes = stream.read(LONGEST_BODY + 1 if "wsgi.input_terminated" in environ else length)
    except ConnectionError:
        raise
    except OSError:
        return refused(400, "the chunks of the body cannot be read")
    if len(body) < length:
        raise ConnectionAbortedError("the client has left")
    return too_large() if len(body) > LONGEST_BODY else too_deep(body) or body


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
