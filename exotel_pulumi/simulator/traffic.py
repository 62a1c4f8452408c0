"""The gate before the API: who may ask; each request is logged and counted there, and hit by faults.

This machine's own programs and the simulator's own page may ask, but no other page in a browser. A page of another site
could send a form to a port of loopback, or let its name lead to 127.0.0.1 (DNS rebinding) and read the answers. A
browser names the site in `Host` and `Origin`, which a page cannot change.
"""

import json
import re
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
from .request_log import RequestLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OWN_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d+)?", re.IGNORECASE)


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
        # The whole body is read: the connection would take an unread rest for the next request.
        body = request.get_data()
        environ["wsgi.input"] = BytesIO(body)
        refused = refusal(request)
        if refused is not None:
            return refused(environ, start_response)
        if request.path.startswith(control.PREFIX) or request.path in page.FILES:
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


def refusal(request: Request) -> Response | None:
    """Returns the answer to a request that another site's page has sent; None for all others."""
    host = request.headers.get("Host", "")
    if not OWN_HOST.fullmatch(host):
        return _forbidden("the simulator answers at 127.0.0.1 and localhost only")
    origin = request.headers.get("Origin")
    if origin is not None and origin.casefold() != f"http://{host}".casefold():
        return _forbidden("another site's page may not use the simulator")
    return None


def _forbidden(reason: str) -> Response:
    return Response(f"{reason}\n", status=403, content_type="text/plain")


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
