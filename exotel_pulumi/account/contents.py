"""A whole account as data: its trunks with everything on them, read once, in the one spelling of each value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

from exotel_pulumi import errors
from exotel_pulumi.account.naming import selected
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.objects.values.text import TRUNK_SID

Child: TypeAlias = dict[str, Any]  # what is shown of an object on a trunk, and its `id`; no password is in any
# One trunk: `trunk_sid`, what is shown of it, and a list of children for each kind, such as `phone_numbers`. Of a state
# that was compared with the account also `not_in_state`: the same lists of what Exotel has besides; None if not asked.
TrunkContents: TypeAlias = dict[str, Any]


class Contents(TypedDict):
    """What an account has; the oldest trunk first."""

    account_sid: str
    api: str
    trunks: list[TrunkContents]


def read(client: Client, asked: Sequence[str] = (), progress: Callable[[str], None] = lambda _trunk: None) -> Contents:
    """Reads the account, or the trunks that are asked for by SID or name; `progress` is given each trunk's name first.

    One request for each page of trunks, and one for each page of each list. GoneError for a trunk that is not there.
    """
    trunks = []
    for row in chosen(client, asked):
        progress(str(row.get("trunk_name") or sid_of(row)))
        trunks.append(_trunk(client, row))
    return {"account_sid": client.settings.account_sid, "api": client.settings.url, "trunks": trunks}


def chosen(client: Client, asked: Sequence[str]) -> list[Row]:
    """Returns the rows of the trunks that are asked for by SID or name, or of all, the oldest first.

    GoneError for a trunk that is not there.
    """
    rows = {str(row.get("trunk_sid")): row for row in reversed(client.rows(TRUNK.endpoint(None)))}
    names = {sid: str(row.get("trunk_name")) for sid, row in rows.items()}
    return [rows[sid] for sid in selected(asked, names, "this account")]


def sid_of(row: Row) -> str:
    """Returns the SID of a trunk's row. UnexpectedAnswerError for what is no SID: it would lead a call elsewhere."""
    sid = str(row.get("trunk_sid"))
    if not TRUNK_SID.fullmatch(sid):
        raise errors.UnexpectedAnswerError(
            f"Exotel names the trunk {row.get('trunk_name')!r} by {sid!r}, which is no SID",
            "ask Exotel's support about this trunk; nothing can be read of it.",
        )
    return sid


def shown(kind: Kind[Any, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values that are shown of an object of a kind; None is what nobody says."""
    return {name: values.get(name) for name in kind.shown}


def _trunk(client: Client, row: Row) -> TrunkContents:
    sid = sid_of(row)
    own = {"trunk_sid": sid, **shown(TRUNK, TRUNK.said(row))}
    return own | {kind.list_name: _children(client, kind, sid) for kind in CHILDREN}


def _children(client: Client, kind: Kind[Any, Any], sid: str) -> list[Child]:
    defaults = kind.inputs.static_defaults()
    return [
        {"id": str(row.get(kind.collection.id_field)), **shown(kind, {**defaults, **kind.said(row)})}
        for row in reversed(client.rows(kind.endpoint(sid)))
        if kind.from_row(row)
    ]
