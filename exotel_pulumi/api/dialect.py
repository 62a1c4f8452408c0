"""The collections of the API and the two spellings in which Exotel describes them.

The live API writes `phone-numbers` and `ANY-ANY`, the reference page `phone_numbers` and `any any`; nothing tells
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

    @property
    def top_level(self) -> bool:
        """Directly under the account instead of under a trunk."""
        return self.name == TRUNKS.name


TRUNKS = Collection("trunks", id_field="trunk_sid")
PHONE_NUMBERS = Collection("phone_numbers")
WHITELISTED_IPS = Collection("whitelisted_ips")
DESTINATION_URIS = Collection("destination_uris", batch="destinations")
CREDENTIALS = Collection("credentials")
SETTINGS = Collection("settings", id_field="name", batch="settings", upsert=True)


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

    def path(self, endpoint: Endpoint) -> str:
        """The path below `/v2/accounts/{account_sid}`."""
        if endpoint.trunk_sid is None:
            return f"/{endpoint.collection.name}"
        return f"/trunks/{endpoint.trunk_sid}/{endpoint.collection.name.replace('_', self.separator)}"

    def body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A body with the values that the two dialects spell differently."""
        if body.get("nso_code") != LIVE.any_any:
            return dict(body)
        return {**body, "nso_code": self.any_any}


LIVE = Dialect("live", "-", "ANY-ANY")
REFERENCE = Dialect("reference", "_", "any any")


class Dialects:
    """Which dialect each collection speaks, as far as it is known; lives as long as the process."""

    def __init__(self, pinned: str | None = None) -> None:
        self._order = [LIVE, REFERENCE] if pinned is None else [d for d in (LIVE, REFERENCE) if d.name == pinned]
        self._known: dict[Collection, Dialect] = {}

    def candidates(self, collection: Collection) -> list[Dialect]:
        """The one that is known to work, or all that are left to try, the likeliest first."""
        known = self._known.get(collection)
        return [known] if known else list(self._order)

    def is_known(self, collection: Collection) -> bool:
        """Whether a route of this collection has worked."""
        return collection in self._known

    def learn(self, collection: Collection, dialect: Dialect) -> None:
        """Records that a dialect worked; other collections then try it first."""
        if self._known.get(collection) is not dialect:
            self._known[collection] = dialect
            self._order = sorted(self._order, key=lambda candidate: candidate is not dialect)
