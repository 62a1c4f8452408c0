"""HTTP answers in one dialect: the live API's envelope around an object, or the reference page's bare object."""

import json
from uuid import uuid4

from werkzeug import Response

from .call import Batch, Collection, One, Page, Reply
from .errors import ApiError
from .handlers import COLLECTIONS
from .options import Options
from .state import Row

# The fields that a row lacks, by the switch for dates.
LEFT_OUT = {"both": (), "unmoved": (), "created": ("date_updated",), "none": ("date_created", "date_updated")}


class Answers:
    """Turns a handler's reply or error into the HTTP answer of the chosen dialect."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._live = options.dialect == "live"

    def reply(self, reply: Reply, collection: Collection, method: str) -> Response:
        """Returns the answer for what a handler returned."""
        if isinstance(reply, One):
            data = self._object(reply.row, collection) if reply.row else None
            return self._enveloped(method, 200, _entry(200, data)) if self._live else _json(200, data or {})
        if isinstance(reply, Batch):
            return self.batch(reply, collection, method)
        return self._page(reply, collection, method)

    def error(self, error: ApiError, method: str) -> Response:
        """Returns the answer for a call that was refused as a whole."""
        if not self._live:
            return _json(error.status, error.data)
        # The HTTP status of the live API can be wrong: a 200 can report a duplicate inside.
        status = 200 if error.code == 1008 and self._options.duplicate == "200" else error.status
        return self._enveloped(method, status, _failure(error))

    def batch(self, reply: Batch, collection: Collection, method: str) -> Response:
        """Returns the answer for a batch: 207 as soon as one item failed."""
        failed = sum(isinstance(item, ApiError) for item in reply.items)
        status = 207 if failed else 200
        if not self._live:
            rows = [item.data if isinstance(item, ApiError) else self._object(item, collection) for item in reply.items]
            return _json(status, self._bare_list(rows, collection))
        entries = [
            _failure(item) if isinstance(item, ApiError) else _entry(200, self._object(item, collection))
            for item in reply.items
        ]
        total = len(entries)
        return self._enveloped(method, status, entries, {"total": total, "success": total - failed, "failed": failed})

    def _page(self, page: Page, collection: Collection, method: str) -> Response:
        rows = [self._object(row, collection) for row in page.rows]
        if not self._live:
            return _json(200, self._bare_list(rows, collection))
        return self._enveloped(method, 200, [_entry(200, row) for row in rows], page.metadata)

    def _bare_list(self, rows: list[Row], collection: Collection) -> object:
        return rows if self._options.list_shape == "array" else {collection.name: rows}

    def _object(self, row: Row, collection: Collection) -> Row:
        left_out = LEFT_OUT[self._options.dates]
        shown = {name: row.get(name) for name in collection.shown if name not in left_out}
        if self._options.dates == "unmoved":
            shown["date_updated"] = row["date_created"]
        if not self._live:
            if "id" in shown:
                shown["id"] = int(row["id"])
            for name in ("nso_code", "auth_type"):
                if name in shown:
                    shown[name] = str(shown[name]).replace("-", " ").lower()
        if collection.name == "trunks":
            base = f"/v2/accounts/{row['account_sid']}/trunks/{row['trunk_sid']}/"
            shown |= {each.name: base + self.path(each) for each in COLLECTIONS.values() if each.linked}
        return shown

    @property
    def bare(self) -> bool:
        """Tells whether the dialect answers without an envelope."""
        return not self._live

    def path(self, collection: Collection) -> str:
        """Returns the collection's part of a path, as the dialect spells it."""
        return collection.live_path if self._live else collection.reference_path

    def _enveloped(self, method: str, status: int, response: object, metadata: Row | None = None) -> Response:
        envelope = {"request_id": uuid4().hex, "method": method, "http_code": status}
        if metadata is not None:
            envelope["metadata"] = metadata
        return _json(status, {**envelope, "response": response})


def _entry(code: int, data: object) -> Row:
    return {"code": code, "status": "success", "error_data": None, "data": data}


def _failure(error: ApiError) -> Row:
    return {"code": error.status, "status": "failure", "error_data": error.data, "data": None}


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")
