"""The effects of faults, a function for each. `EFFECTS` has the whole list."""

import json
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from werkzeug import Request, Response

from .answers import Answers
from .call import Batch
from .errors import invalid
from .faults import Effect, Fault
from .handlers import COLLECTIONS


@dataclass(frozen=True)
class Exchange:
    """A request that a fault hits, and everything that an effect needs; `dispatch` lets the API answer."""

    fault: Fault
    request: Request
    body: Any
    answers: Answers
    dispatch: Callable[[], Response]
    stopping: Event

    @property
    def socket(self) -> socket.socket:
        """Returns the socket of the request's connection."""
        connection: socket.socket = self.request.environ["werkzeug.socket"]
        return connection


def drop_before(exchange: Exchange) -> Response:
    """Drops the connection; the API never gets the request."""
    exchange.socket.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("dropped by a fault")


def drop_after(exchange: Exchange) -> Response:
    """Lets the API handle the request, then drops the connection: the answer is lost."""
    exchange.dispatch()
    return drop_before(exchange)


def hang(exchange: Exchange) -> Response:
    """Sends nothing until the client gives up or the simulator stops."""
    while not exchange.stopping.wait(0.02):
        readable, _, _ = select.select([exchange.socket], [], [], 0)
        # A client that waits sends nothing: a readable socket means that the client ended the connection.
        if readable:
            break
    return drop_before(exchange)


def delay(exchange: Exchange) -> Response:
    """Waits before the API gets the request."""
    exchange.stopping.wait(exchange.fault.seconds)
    return exchange.dispatch()


def respond(exchange: Exchange) -> Response:
    """Answers as the fault says; the API never gets the request."""
    fault = exchange.fault
    plain = isinstance(fault.body, str)
    return Response(
        fault.body if plain else json.dumps(fault.body),
        status=fault.status,
        content_type=fault.content_type or ("text/html" if plain else "application/json"),
        headers=dict(fault.headers),
    )


def respond_after(exchange: Exchange) -> Response:
    """Lets the API handle the request, then answers as the fault says."""
    exchange.dispatch()
    return respond(exchange)


def no_id(exchange: Exchange) -> Response:
    """Removes the objects' ids from the API's answer."""
    return _rewritten(exchange.dispatch(), _without_id)


def item_failed(exchange: Exchange) -> Response:
    """Fails every item of a batch and stores nothing."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    items = next((value for value in body.values() if isinstance(value, list)), [None])
    ending = exchange.request.path.rsplit("/", 1)[-1]
    asked = (each for each in COLLECTIONS.values() if exchange.answers.path(each) == ending)
    failed = Batch([invalid("Invalid parameter") for _ in items])
    return exchange.answers.batch(failed, next(asked, COLLECTIONS["destination_uris"]), exchange.request.method)


def looping_next_page(exchange: Exchange) -> Response:
    """Makes each page name itself as the next page, so that a list never ends."""
    environ = exchange.request.environ
    query = exchange.request.args.to_dict()

    def loop(body: Any) -> Any:
        if isinstance(body, dict) and isinstance(body.get("metadata"), dict):
            body["metadata"]["next_page_uri"] = exchange.request.full_path.rstrip("?")
        return body

    # A bare list names no next page: without its offset, every request gets the first page.
    if exchange.answers.bare and "offset" in query:
        environ["QUERY_STRING"] = "&".join(f"{name}={value}" for name, value in query.items() if name != "offset")
    return _rewritten(exchange.dispatch(), loop)


def _without_id(body: Any) -> Any:
    if isinstance(body, list):
        return [_without_id(item) for item in body]
    if not isinstance(body, dict):
        return body
    own = "id" if "id" in body else "trunk_sid"
    return {key: _without_id(value) for key, value in body.items() if key != own}


def _rewritten(response: Response, change: Callable[[Any], Any]) -> Response:
    if response.is_json:
        response.set_data(json.dumps(change(json.loads(response.get_data()))))
    return response


EFFECTS: dict[Effect, Callable[[Exchange], Response]] = {
    "drop_before": drop_before,
    "drop_after": drop_after,
    "hang": hang,
    "delay": delay,
    "respond": respond,
    "respond_after": respond_after,
    "no_id": no_id,
    "item_failed": item_failed,
    "looping_next_page": looping_next_page,
}
