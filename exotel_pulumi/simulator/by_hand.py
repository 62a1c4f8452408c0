"""What a colleague does in the console: changes and deletes objects, past the API's rules. No stack knows of it.

The page, the control path and tests have the same hands.
"""

from collections.abc import Mapping
from functools import partial

from flask import Flask, request
from werkzeug import Response

from .call import Collection
from .handlers import COLLECTIONS, trunks
from .state import Row, State

FIXED = ("id", "trunk_sid", "date_created", "date_updated", "name")  # what nobody can change in the console
SECRET = {"credentials": ("password",)}  # what can be changed, and is shown nowhere
LONGEST = 200  # characters of a value
PATH = "/_simulator/state/<collection>/<item_id>"


def add_to(app: Flask, state: State) -> None:
    """Adds the routes of the hands to the control path."""
    app.add_url_rule(PATH, "delete by hand", partial(_delete, state), methods=["DELETE"])
    app.add_url_rule(PATH, "change by hand", partial(_change, state), methods=["PATCH"])


def remove(state: State, collection: str, row: Row) -> None:
    """Deletes an object; a trunk with everything that Exotel deletes with it."""
    if collection == "trunks":
        trunks.remove(state, COLLECTIONS, row)
    else:
        state.delete(collection, [row])


def checked(collection: Collection, row: Row, given: object) -> Row:
    """Returns the fields that a hand may set. ValueError for another field, and for a value of another sort."""
    known = [name for name in (*collection.shown, *SECRET.get(collection.name, ())) if name not in FIXED]
    if not isinstance(given, Mapping) or not given or not given.keys() <= {*known}:
        raise ValueError(f"a change of {collection.name} is an object of new values: {', '.join(known)}")
    for name, value in given.items():
        if isinstance(row.get(name), int):
            if not isinstance(value, int) or isinstance(value, bool):
                raise ValueError(f"{name} is a whole number")
        elif value is not None and not (isinstance(value, str) and 0 < len(value) <= LONGEST):
            raise ValueError(f"{name} is a text of 1 to {LONGEST} characters")
        elif value is None and row.get(name) is not None and collection.blank.get(name, "") is not None:
            raise ValueError(f"{name} cannot be empty")
    return dict(given)


def _delete(state: State, collection: str, item_id: str) -> Response:
    with state.transaction():
        for row in _rows(state, collection, item_id):
            remove(state, collection, row)
            return Response(status=204)
    return _missing(collection, item_id)


def _change(state: State, collection: str, item_id: str) -> Response:
    with state.transaction():
        for row in _rows(state, collection, item_id):
            try:
                state.update(row, checked(COLLECTIONS[collection], row, request.get_json(silent=True)))
            except ValueError as error:
                return Response(f"{error}\n", status=400, content_type="text/plain")
            return Response(status=204)
    return _missing(collection, item_id)


def _rows(state: State, collection: str, item_id: str) -> list[Row]:
    """Returns the object, if there is one; a trunk may be named by its SID."""
    if collection not in COLLECTIONS or not COLLECTIONS[collection].table:
        return []
    own = state.rows(collection, id=item_id)
    return own or (state.rows(collection, trunk_sid=item_id) if collection == "trunks" else [])


def _missing(collection: str, item_id: str) -> Response:
    return Response(f"there is no {item_id!r} in {collection!r}\n", status=404, content_type="text/plain")
