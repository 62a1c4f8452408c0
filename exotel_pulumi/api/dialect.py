"""What a collection of the API is, and the two spellings in which Exotel describes them.

The live API writes `phone-numbers` and `ANY-ANY`, the reference page `phone_numbers` and `any any`; nothing says
beforehand which one an address speaks. `Dialects` tries the live spelling first and remembers what worked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Collection:
    """A collection of objects as the API knows it."""

    name: str  # in the reference page's spelling
    id_field: str = "id"  # the field of a row that identifies it, and DELETE's query parameter
    batch: str | None = None  # the body's list where a POST takes several at once
    upsert: bool = False  # a POST also changes what is there
    top_level: bool = False  # directly under the account instead of under a trunk
    across: str | None = None  # the query of /trunk-maps that finds the trunks which have an object of this key


@dataclass(frozen=True)
class Endpoint:
    """One collection: the account's trunks, or what belongs to one trunk."""

    collection: Collection
    trunk_sid: str | None = None


@dataclass(frozen=True)
class Dialect:
    """One spelling of the API."""

    name: Literal["live", "reference"]
    separator: str
    any_any: str

    def path(self, endpoint: Endpoint, item: str | None) -> str:
        """Builds the path below `/v2/accounts/{account_sid}`."""
        below = "" if item is None else f"/{item}"
        if endpoint.trunk_sid is None:
            return f"/{endpoint.collection.name}{below}"
        return f"/trunks/{endpoint.trunk_sid}/{endpoint.collection.name.replace('_', self.separator)}{below}"

    def body(self, body: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Writes the values of a body that the two dialects spell differently."""
        if body is None or body.get("nso_code") != LIVE.any_any:
            return None if body is None else dict(body)
        return {**body, "nso_code": self.any_any}


LIVE = Dialect("live", "-", "ANY-ANY")
REFERENCE = Dialect("reference", "_", "any any")


@dataclass(frozen=True)
class Spelling:
    """One call as a dialect writes it; `dialect` is None where the answer would show nothing new of the dialect."""

    path: str
    body: Mapping[str, Any] | None
    dialect: Dialect | None


class Dialects:
    """Which dialect each collection speaks, as far as it is known; lives as long as the process."""

    def __init__(self, pinned: str | None = None) -> None:
        self._order = [LIVE, REFERENCE] if pinned is None else [d for d in (LIVE, REFERENCE) if d.name == pinned]
        self._known: dict[Collection, Dialect] = {}
        self._worked: set[Collection] = set()

    def spellings(self, endpoint: Endpoint, item: str | None, body: Mapping[str, Any] | None) -> list[Spelling]:
        """Writes a call in the dialect that is known to work, or in all that are left to try, the likeliest first."""
        known = self._known.get(endpoint.collection)
        if known:
            return [Spelling(known.path(endpoint, item), known.body(body), None)]
        found = [Spelling(dialect.path(endpoint, item), dialect.body(body), dialect) for dialect in self._order]
        first = found[0]
        differ = any((other.path, other.body) != (first.path, first.body) for other in found)
        return found if differ else [Spelling(first.path, first.body, None)]

    @property
    def found(self) -> str | None:
        """The name of the dialect that an answer has shown; None while every call had one spelling only."""
        return next((dialect.name for dialect in self._known.values()), None)

    def has_worked(self, collection: Collection) -> bool:
        """Returns whether a route of this collection has answered."""
        return collection in self._worked

    def learn(self, collection: Collection, worked: Spelling) -> None:
        """Records what worked; if it shows the dialect, other collections then try that one first."""
        self._worked.add(collection)
        if worked.dialect is not None:
            self._known[collection] = worked.dialect
            self._order = sorted(self._order, key=lambda candidate: candidate is not worked.dialect)
