"""A whole account as data: its trunks with everything on them, read once, in the one spelling of each value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.trunk import TRUNK

Child: TypeAlias = dict[str, Any]  # what is shown of an object on a trunk, and its `id`; no password is in any
# One trunk: `trunk_sid`, what is shown of it, and a list of children for each kind, such as `phone_numbers`. Of a state
# that was compared with the account also `not_in_state`: the same lists of what Exotel has besides; None if not asked.
TrunkContents: TypeAlias = dict[str, Any]


class Contents(TypedDict):
    """What an account has; the oldest trunk first."""

    account_sid: str
    api: str
    trunks: list[TrunkContents]


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


def shown(kind: Kind[Any, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values that are shown of an object of a kind; None is what nobody says."""
    return {name: values.get(name) for name in kind.shown}


def _trunk(client: Client, row: Row) -> TrunkContents:
    sid = str(row["trunk_sid"])
    own = {"trunk_sid": sid, **shown(TRUNK, TRUNK.said(row))}
    return own | {kind.list_name: _children(client, kind, sid) for kind in CHILDREN}


def _children(client: Client, kind: Kind[Any, Any], sid: str) -> list[Child]:
    defaults = kind.inputs.static_defaults()
    return [
        {"id": str(row[kind.collection.id_field]), **shown(kind, {**defaults, **kind.said(row)})}
        for row in reversed(client.rows(kind.endpoint(sid)))
        if kind.from_row(row)
    ]
