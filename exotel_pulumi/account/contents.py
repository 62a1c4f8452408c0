"""A whole account as data: its trunks with everything on them, read once, in the one spelling of each value."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import ADDED, Kind
from exotel_pulumi.objects.trunk import TRUNK

Child = dict[str, Any]


class Trunk(TypedDict):
    """One trunk. Each list has the fields of its resource and `id`; a password is in none, for Exotel returns none."""

    trunk_sid: str
    trunk_name: str | None
    status: str | None
    domain_name: str | None
    nso_code: str | None
    phone_numbers: list[Child]
    whitelisted_ips: list[Child]
    destination_uris: list[Child]
    credentials: list[Child]
    caller_ids: list[Child]


class Contents(TypedDict):
    """What an account has; the oldest trunk first."""

    account_sid: str
    api: str
    trunks: list[Trunk]


def read(
    client: Client, trunk_sids: Sequence[str] = (), progress: Callable[[str], None] = lambda _trunk: None
) -> Contents:
    """Reads the account, or the trunks that are named; `progress` is given the name of each trunk before it is read.

    One request for each page of trunks, and one for each page of each list. GoneError for a trunk that is not there.
    """
    rows = chosen(client, trunk_sids)
    trunks = []
    for row in rows:
        progress(str(row.get("trunk_name") or row["trunk_sid"]))
        trunks.append(_trunk(client, row))
    return {"account_sid": client.settings.account_sid, "api": client.settings.url, "trunks": trunks}


def chosen(client: Client, trunk_sids: Sequence[str]) -> list[Row]:
    """Returns the rows of these trunks, or of all, the oldest first. GoneError for a trunk that is not there."""
    rows = {str(row["trunk_sid"]): row for row in reversed(client.rows(TRUNK.endpoint(None)))}
    absent = [sid for sid in trunk_sids if sid not in rows]
    if absent:
        raise errors.GoneError(f"there is no trunk {', '.join(absent)} in this account", "verify the SIDs.")
    return [rows[sid] for sid in dict.fromkeys(trunk_sids or rows)]


def list_of(kind: Kind[Any, Any]) -> str:
    """Returns the name of the list that has the objects of a kind, such as `phone_numbers`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.name).strip("_") + "s"


LISTS = tuple(map(list_of, CHILDREN))


def _trunk(client: Client, row: Row) -> Trunk:
    sid = str(row["trunk_sid"])
    known = dict.fromkeys(("trunk_name", "status", "domain_name", "nso_code")) | TRUNK.state.normalized(row)
    children = {list_of(kind): _children(client, kind, sid) for kind in CHILDREN}
    fields = Trunk.__annotations__
    made: Any = {"trunk_sid": sid} | {name: value for name, value in known.items() if name in fields} | children
    return made  # type: ignore[no-any-return]


def _children(client: Client, kind: Kind[Any, Any], sid: str) -> list[Child]:
    shown = kind.inputs.model_fields.keys() - {"trunk_sid"} - ADDED - kind.write_only - kind.not_sent
    found = []
    for row in reversed(client.rows(kind.endpoint(sid))):
        values = kind.from_row(row)
        if values:
            known = {**kind.inputs.static_defaults(), **_said(kind, values)}
            found.append(
                {"id": str(row[kind.collection.id_field]), **{name: known.get(name) for name in sorted(shown)}}
            )
    return found


def _said(kind: Kind[Any, Any], values: Row) -> dict[str, Any]:
    """Returns what a row says, in the one spelling; null says nothing."""
    said: dict[str, Any] = kind.inputs.normalized({name: value for name, value in values.items() if value is not None})
    return said
