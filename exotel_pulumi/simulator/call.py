"""The terms of a handler: the call it gets, the replies it can return, and the collection it belongs to."""

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
    """A reply of one object, or of none after a deletion."""

    row: Row | None


@dataclass(frozen=True)
class Page:
    """A reply of one page of a list."""

    rows: list[Row]
    metadata: dict[str, object]


@dataclass(frozen=True)
class Batch:
    """A reply of one outcome per item: the row, or the reason why the item was refused."""

    items: list[Row | ApiError]


Reply = One | Page | Batch


@dataclass(frozen=True)
class Call:
    """One authorised call: what was asked, of which account, and the state to answer from."""

    state: State
    options: Options
    collections: Mapping[str, "Collection"]
    """Every collection by name. The deletion of a trunk needs them all."""
    collection: "Collection"
    account: str
    path: str
    trunk_sid: str
    item_id: str
    query: Mapping[str, str]
    body: object

    def trunk(self, sid: str | None = None) -> Row:
        """Returns the trunk `sid`, without `sid` the trunk of the path."""
        for row in self.state.rows("trunks", account_sid=self.account, trunk_sid=sid or self.trunk_sid):
            return row
        # The API has one answer for a malformed, a foreign and a missing SID, so that nobody can search for SIDs.
        if self.options.missing_trunk == "403":
            raise ApiError(1003, "Authorization failed")
        raise not_found("Trunk")

    def read(self, required: Mapping[str, values.Rule], optional: Mapping[str, values.Rule] | None = None) -> Row:
        """Returns the fields of the body; see `values.read`."""
        return values.read(self.body, required, optional)

    def read_some(self, optional: Mapping[str, values.Rule]) -> Row:
        """Returns the fields of a body that must have at least one of the fields."""
        fields = self.read({}, optional)
        if not fields:
            raise mandatory(" or ".join(values.label(name) for name in optional))
        return fields

    def argument(self, name: str) -> str:
        """Returns a query parameter, and refuses a call without the parameter."""
        if not self.query.get(name):
            raise mandatory(values.label(name))
        return self.query[name]

    def siblings(self, **match: object) -> list[Row]:
        """Returns the rows of this collection on this trunk."""
        return self.state.rows(self.collection.name, account_sid=self.account, trunk_sid=self.trunk_sid, **match)

    def child(self, item_id: str) -> Row:
        """Returns the row of this collection on this trunk that has the id."""
        for row in self.siblings(id=item_id):
            return row
        raise not_found(self.collection.noun)

    def insert(self, fields: Row) -> Row:
        """Adds a row to this collection on this trunk."""
        owner = {"account_sid": self.account, "trunk_sid": self.trunk_sid}
        row = {**self.collection.blank, **owner, **fields}
        return self.state.insert(self.collection.name, row, withhold=self.options.list_delay)

    def page(self, rows: list[Row]) -> Page:
        """Returns the page of the rows that the query asks for, newest row first."""
        size, offset = self._number("page_size", 50, lowest=1), self._number("offset", 0, lowest=0)
        within = {} if self.collection.outside_a_trunk else {"trunk_sid": self.trunk_sid}
        ghosts = self.state.ghosts(self.collection.name, account_sid=self.account, **within)
        newest_first = self.state.listed(sorted([*rows, *ghosts], key=lambda row: -int(row["id"])))
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
    """One method of a collection, and the handler that answers."""

    method: str
    handler: Callable[[Call], Reply]
    item: bool = False
    """Whether the path ends with the id of one object."""
    query: tuple[str, ...] = ()
    """The query parameters that the handler knows. All others are refused."""


PAGING = ("page_size", "offset")


@dataclass(frozen=True)
class Collection:
    """Everything that the simulator must know about one kind of object. The handlers' modules define one each."""

    name: str
    live_path: str
    reference_path: str
    noun: str
    """The word for one object in the API's descriptions."""
    shown: tuple[str, ...]
    """The fields of an answer, in order. All others stay inside the simulator."""
    routes: tuple[Route, ...]
    blank: Row = field(default_factory=dict)
    """The values of a new row for fields that the call leaves out."""
    table: bool = True
    """Whether the state has rows of this collection. One without a table shows rows of another."""
    outside_a_trunk: bool = False
    """Whether the path starts at the account. Other paths go through a trunk."""
    cascades: bool = False
    """Whether Exotel's page on deleting a trunk names this collection: its rows go with the trunk."""
    linked: bool = False
    """Whether a trunk's answer has a link to this collection."""
