"""One authorised call on its way to a handler, the replies a handler can give, and what a collection is made of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from . import values
from .errors import ApiError, invalid, mandatory, not_found
from .options import Options
from .state import Row, State


@dataclass(frozen=True)
class One:
    row: Row | None


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    metadata: dict[str, object]


@dataclass(frozen=True)
class Batch:
    items: list[Row | ApiError]


Reply = One | Page | Batch


@dataclass(frozen=True)
class Call:
    state: State
    options: Options
    collections: Mapping[str, "Collection"]
    """All collections by name, for the call that reaches into others."""
    collection: "Collection"
    account: str
    path: str
    trunk_sid: str
    item_id: str
    query: Mapping[str, str]
    body: object

    def trunk(self, sid: str | None = None) -> Row:
        """The trunk the path names. One answer for malformed, foreign and missing, against enumeration."""
        for row in self.state.rows("trunks", account_sid=self.account, trunk_sid=sid or self.trunk_sid):
            return row
        if self.options.missing_trunk == "403":
            raise ApiError(1003, "Authorization failed")
        raise not_found("Trunk")

    def read(self, required: Mapping[str, values.Rule], optional: Mapping[str, values.Rule] | None = None) -> Row:
        return values.read(self.body, required, optional)

    def read_some(self, optional: Mapping[str, values.Rule]) -> Row:
        fields = self.read({}, optional)
        if not fields:
            raise mandatory(" or ".join(values.label(name) for name in optional))
        return fields

    def argument(self, name: str) -> str:
        """A query parameter that must be there."""
        if not self.query.get(name):
            raise mandatory(values.label(name))
        return self.query[name]

    def siblings(self, **match: object) -> list[Row]:
        """Rows of this collection on this trunk."""
        return self.state.rows(self.collection.name, account_sid=self.account, trunk_sid=self.trunk_sid, **match)

    def child(self, item_id: str) -> Row:
        for row in self.siblings(id=item_id):
            return row
        raise not_found(self.collection.noun)

    def insert(self, fields: Row) -> Row:
        owner = {"account_sid": self.account, "trunk_sid": self.trunk_sid}
        row = {**self.collection.blank, **owner, **fields}
        return self.state.insert(self.collection.name, row, withhold=self.options.list_delay)

    def page(self, rows: list[Row]) -> Page:
        """One page of the rows, newest first."""
        size, offset = self._number("page_size", 50, lowest=1), self._number("offset", 0, lowest=0)
        newest_first = self.state.listed(reversed(rows))
        total = len(newest_first)

        def uri(start: int) -> str:
            return f"{self.path}?{urlencode({**self.query, 'offset': start, 'page_size': size})}"

        metadata = {
            "page_size": size,
            "first_page_uri": uri(0),
            "prev_page_uri": uri(max(0, offset - size)) if offset else None,
            "next_page_uri": uri(offset + size) if offset + size < total else None,
            "total": total,
        }
        return Page(newest_first[offset : offset + size], metadata)

    def _number(self, name: str, default: int, lowest: int) -> int:
        text = self.query.get(name, str(default))
        if not re.fullmatch("[0-9]{1,9}", text) or int(text) < lowest:
            raise invalid(f"Invalid {name}")
        return int(text)


@dataclass(frozen=True)
class Route:
    method: str
    handler: Callable[[Call], Reply]
    item: bool = False
    """Whether the path ends with the id of one object."""
    query: tuple[str, ...] = ()


PAGING = ("page_size", "offset")


@dataclass(frozen=True)
class Collection:
    name: str
    live_path: str
    reference_path: str
    noun: str
    """How the API's descriptions call one object."""
    shown: tuple[str, ...]
    """The fields an answer has, in order; all others stay inside."""
    routes: tuple[Route, ...]
    blank: Row = field(default_factory=dict)
    """What a new row holds where nothing was given."""
    table: bool = True
    """Whether the state has rows of this collection. One without a table shows rows of another."""
    outside_a_trunk: bool = False
    """Whether the path starts at the account. Other paths go through a trunk."""
    cascades: bool = False
    """Whether Exotel's page on deleting a trunk names this collection: its rows go with the trunk."""
    linked: bool = False
    """Whether a trunk's answer has a link to this collection."""
