"""Finding objects at Exotel, and proving that one is not there.

Only a complete list without the object proves its absence. A trunk that Exotel will not show (403, 404) is absent when
the account's own list of trunks lacks it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import TRUNKS, Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import InputsT, Kind, StateT
from exotel_pulumi.values import TRUNK_SID

LOOKS = 3

Reader: TypeAlias = Callable[[Endpoint], list[Row]]


def split_id(kind: Kind[InputsT, StateT], identity: str) -> tuple[str | None, str]:
    """The trunk SID (None for a trunk itself) and Exotel's own id out of the id of a resource."""
    trunk_sid, slash, item = identity.rpartition("/")
    if bool(slash) == kind.collection.top_level or not item or (slash and not TRUNK_SID.fullmatch(trunk_sid)):
        shape = "a trunk SID" if kind.collection.top_level else f"<trunk_sid>/<{kind.collection.id_field}>"
        raise errors.IdentityError(f"{identity!r} is not the id of a {kind.noun}", f"give {shape}.")
    return trunk_sid or None, item


def join_id(kind: Kind[InputsT, StateT], trunk_sid: str | None, row: Row) -> str:
    """The id of the resource that a row stands for."""
    item = str(row[kind.collection.id_field])
    return item if trunk_sid is None else f"{trunk_sid}/{item}"


def by_id(kind: Kind[InputsT, StateT], client: Client, identity: str, *, fresh: bool = False) -> Row | None:
    """The row of an object; None only where it is proven to be gone.

    What a shared list lacks is looked for once more, after a pause: it may be new. `fresh` asks anew, and once: for a
    caller to whom Exotel has said already that the object is gone. A trunk that is gone is asked for once, whatever the
    number of its children.
    """
    trunk_sid, item = split_id(kind, identity)
    if trunk_sid in client.gone_trunks and not fresh:
        return None
    readers = [_anew(client)] if fresh else [client.rows, client.settled_rows]
    for reader in readers:
        rows = _rows(kind, trunk_sid, reader, readers)
        if rows is None:
            if trunk_sid and not fresh:
                client.gone_trunks.add(trunk_sid)
            return None
        for row in rows:
            if str(row.get(kind.collection.id_field)) == item and kind.from_row(row):
                return row
    return None


def by_key(kind: Kind[InputsT, StateT], client: Client, values: Mapping[str, Any]) -> Row | None:
    """The row that is the same thing as `values`, asked of Exotel anew. ConflictError if there are several."""
    found = all_by_key(kind, client, values)
    if len(found) > 1:
        ids = ", ".join(join_id(kind, values.get("trunk_sid"), row) for row in found)
        raise errors.ConflictError(
            f"Exotel has this {kind.noun} {len(found)} times: {ids}", "delete all but one of them, then run again."
        )
    return found[0] if found else None


def all_by_key(kind: Kind[InputsT, StateT], client: Client, values: Mapping[str, Any]) -> list[Row]:
    """Every row that is the same thing as `values`, asked of Exotel anew."""
    key = kind.key
    wanted = kind.state.one_spelling({key: values[key]})
    rows = _rows(kind, values.get("trunk_sid"), _anew(client), [_anew(client)]) or []
    return [row for row in rows if kind.state.one_spelling({key: kind.from_row(row).get(key)}) == wanted]


def has_trunk(client: Client, trunk_sid: str) -> bool:
    """Whether the account's list of trunks has the trunk, asked of Exotel anew."""
    return _lists_trunk(_anew(client), trunk_sid)


def patiently(client: Client, look: Callable[[], Row | None]) -> Row | None:
    """What `look` finds, asked a few times: Exotel's lists may show a new object late."""
    for pause in range(LOOKS):
        time.sleep(client.settings.retry_delay * pause)
        row = look()
        if row is not None:
            return row
    return None


def _anew(client: Client) -> Reader:
    return lambda endpoint: client.rows(endpoint, fresh=True)


def _lists_trunk(reader: Reader, trunk_sid: str) -> bool:
    return any(row.get("trunk_sid") == trunk_sid for row in reader(Endpoint(TRUNKS)))


def _rows(
    kind: Kind[InputsT, StateT], trunk_sid: str | None, reader: Reader, readers: Sequence[Reader]
) -> list[Row] | None:
    """What `reader` finds; None where the trunk itself is gone, as Exotel says or as all `readers` of trunks find."""
    try:
        return reader(kind.endpoint(trunk_sid))
    except (errors.NotFoundError, errors.ForbiddenError) as error:
        if trunk_sid is None:
            raise
        if getattr(error, "route_known", False) or not any(_lists_trunk(each, trunk_sid) for each in readers):
            return None
        raise error from None
