"""Finding objects at Exotel, and proving that one is not there.

Only a complete list without the object proves its absence. A trunk that Exotel will not show (403, 404) is absent when
the account's own list of trunks lacks it.
"""

from collections.abc import Mapping
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import TRUNKS, Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import InputsT, Kind, StateT


def split_id(kind: Kind[InputsT, StateT], identity: str) -> tuple[str | None, str]:
    """The trunk SID (None for a trunk itself) and Exotel's own id out of the id of a resource."""
    trunk_sid, slash, item = identity.rpartition("/")
    if bool(slash) == kind.collection.top_level or not item or (slash and not trunk_sid) or "/" in trunk_sid:
        shape = "a trunk SID" if kind.collection.top_level else f"<trunk_sid>/<{kind.collection.id_field}>"
        raise errors.IdentityError(f"{identity!r} is not the id of a {kind.noun}", f"give {shape}.")
    return trunk_sid or None, item


def join_id(kind: Kind[InputsT, StateT], trunk_sid: str | None, row: Row) -> str:
    """The id of the resource that a row stands for."""
    item = str(row[kind.collection.id_field])
    return item if trunk_sid is None else f"{trunk_sid}/{item}"


def by_id(kind: Kind[InputsT, StateT], client: Client, identity: str, *, fresh: bool = False) -> Row | None:
    """The row of an object; None only where it is proven to be gone."""
    trunk_sid, item = split_id(kind, identity)
    rows = _rows(kind, client, trunk_sid, fresh=fresh)
    return next((row for row in rows if str(row.get(kind.collection.id_field)) == item), None)


def by_key(kind: Kind[InputsT, StateT], client: Client, values: Mapping[str, Any]) -> Row | None:
    """The row that is the same thing as `values`, asked of Exotel anew. ConflictError if there are several."""
    trunk_sid, key = values.get("trunk_sid"), kind.key
    wanted = kind.state.one_spelling({key: values[key]})
    found = [
        row
        for row in _rows(kind, client, trunk_sid, fresh=True)
        if kind.state.one_spelling({key: kind.from_row(row).get(key)}) == wanted
    ]
    if len(found) > 1:
        ids = ", ".join(join_id(kind, trunk_sid, row) for row in found)
        raise errors.ConflictError(
            f"Exotel has this {kind.noun} {len(found)} times: {ids}", "delete all but one of them, then run again."
        )
    return found[0] if found else None


def _rows(kind: Kind[InputsT, StateT], client: Client, trunk_sid: str | None, *, fresh: bool) -> list[Row]:
    try:
        return client.rows(kind.endpoint(trunk_sid), fresh=fresh)
    except (errors.NotFoundError, errors.ForbiddenError) as error:
        if trunk_sid is None:
            raise
        if getattr(error, "route_known", False) or not _has_trunk(client, trunk_sid, fresh=fresh):
            return []
        raise error from None


def _has_trunk(client: Client, trunk_sid: str, *, fresh: bool) -> bool:
    return any(row.get("trunk_sid") == trunk_sid for row in client.rows(Endpoint(TRUNKS), fresh=fresh))
