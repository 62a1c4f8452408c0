"""The routes of one dialect: a handler for each call, behind the checks of key, rate, query and body.

A path without a route answers 404 or 405 without an envelope: the web server's answer, never the API's.
"""

import json
from collections.abc import Callable, Iterable

from flask import Flask, Request, abort, request
from werkzeug import Response

from .answers import Answers
from .call import Call, Collection, Route
from .errors import ApiError, invalid
from .handlers import COLLECTIONS
from .options import Options
from .rate_limit import RateLimit, too_many_requests
from .state import State

ACCOUNT = "/v2/accounts/<account>"
METHODS = ("GET", "POST", "PUT", "DELETE")


class Api:
    """The API as Flask serves it."""

    def __init__(self, state: State, options: Options, answers: Answers, rate_limit: RateLimit) -> None:
        self._state = state
        self._options = options
        self._answers = answers
        self._rate_limit = rate_limit

    def add_to(self, app: Flask) -> None:
        """Adds every route of every collection to the application."""
        for collection in COLLECTIONS.values():
            for route in collection.routes:
                app.add_url_rule(
                    self._rule(collection, route),
                    endpoint=f"{route.method} {collection.name}{' item' if route.item else ''}",
                    view_func=self._view(collection, route),
                    methods=[route.method],
                    provide_automatic_options=False,
                )

    def _rule(self, collection: Collection, route: Route) -> str:
        parent = ACCOUNT if collection.outside_a_trunk else f"{ACCOUNT}/trunks/<trunk_sid>"
        return f"{parent}/{self._answers.path(collection)}" + ("/<item_id>" if route.item else "")

    def _view(self, collection: Collection, route: Route) -> Callable[..., Response]:
        def view(account: str, trunk_sid: str = "", item_id: str = "") -> Response:
            if f"{route.method} {collection.name}" in self._options.closed:
                abort(404)
            try:
                self._authorize(account)
                wait = self._rate_limit.admit(account)
                if wait is not None:
                    return too_many_requests(self._options, wait)
                query = read_query(request, route)
                body = read_body(request)
                with self._state.transaction() as state:
                    call = Call(
                        state=state,
                        options=self._options,
                        collections=COLLECTIONS,
                        collection=collection,
                        account=account,
                        path=request.path,
                        trunk_sid=trunk_sid,
                        item_id=item_id,
                        query=query,
                        body=body,
                    )
                    return self._answers.reply(route.handler(call), collection, route.method)
            except ApiError as error:
                return self._answers.error(error, route.method)

        return view

    def _authorize(self, account: str) -> None:
        given = request.authorization
        for known in self._options.accounts:
            if given and (account, given.username, given.password) == (known.sid, known.api_key, known.api_token):
                return
        raise ApiError(1010, "Authorization failed")


def refuse_unknown_calls(closed: Iterable[str]) -> None:
    """Refuses to close a call that there is not."""
    for call in closed:
        method, _, collection = call.partition(" ")
        if method not in METHODS or collection not in COLLECTIONS:
            raise ValueError(f'"{call}" is not a call: write a method and a collection, as "DELETE phone_numbers"')


def read_query(request: Request, route: Route) -> dict[str, str]:
    """Returns the query parameters, and refuses a parameter that the route does not know."""
    for name in request.args:
        if name not in route.query:
            raise invalid(f"Unknown parameter {name}")
    return request.args.to_dict()


def read_body(request: Request) -> object:
    """Returns the JSON body of a POST or PUT, and refuses other content."""
    if request.method not in ("POST", "PUT"):
        return None
    if request.mimetype != "application/json":
        raise ApiError(1011, "Content-Type should be application/json")
    try:
        return json.loads(request.get_data())
    except ValueError:
        raise ApiError(1007, "The request body is not JSON") from None
