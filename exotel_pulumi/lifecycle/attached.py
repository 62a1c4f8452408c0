"""What is attached to a trunk that is about to go, by name: Exotel deletes it together with the trunk.

=========================================  ============================================================================
the trunk                                  then
=========================================  ============================================================================
is replaced                                refused if anything on it does not go by the stack's own hand: before the
                                           first object on it is deleted, and again before the trunk itself
goes, and is declared to take nothing      refused if anything is left on it
goes                                       what goes along and what stays behind is said by name; nothing hangs on it
=========================================  ============================================================================

Whatever cannot be read refuses, where anything is refused.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle.finding import Finder
from exotel_pulumi.lifecycle.ledger import Ledger
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.words import Words

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client

log = logging.getLogger("exotel_pulumi")

LONGEST_LIST = 20  # names of one kind

AnyKind: TypeAlias = Kind[Any, Any]


class Attached:
    """Looks at what is on a trunk before something is deleted there."""

    def __init__(self, client: "Client", ledger: Ledger, words: Words) -> None:
        self._client = client
        self._ledger = ledger
        self._words = words

    def before_deletion(self, kind: AnyKind, identity: str, olds: Mapping[str, Any], urn: str) -> None:
        """Does what the table above says, before the object of the resource `urn` is deleted.

        ConflictError, or the error of a list that cannot be read, if the object must not be deleted.
        """
        replacements = self._ledger.replacements
        trunk_sid, _ = kind.split_id(identity)
        if trunk_sid is not None:
            if replacements.is_to_be_examined(trunk_sid):
                self._refuse_to_replace(trunk_sid, UNTOUCHED)
                replacements.record_examined(trunk_sid)
        elif replacements.is_replaced(identity, urn):
            is_begun = self._ledger.has_deleted_on(identity)
            self._refuse_to_replace(identity, DELETED_ALREADY if is_begun else UNTOUCHED)
        elif olds.get("cascade") is False:
            self._refuse_to_delete(identity)
        else:
            self._say_what_goes(identity, TRUNK.describe(olds))

    def _refuse_to_replace(self, trunk_sid: str, state: str) -> None:
        left = self._left_on(trunk_sid, f"the trunk {trunk_sid} is to be replaced; {state}", ALL_MAY_GO)
        if left:
            argument = self._words.argument("trunk_sid")
            raise errors.ConflictError(
                f"the trunk {trunk_sid} is to be replaced, and would take along what this run does not know as the "
                f"stack's own: {left}; {state}",
                WAYS_ON.format(argument=argument) + ALL_MAY_GO,
            )

    def _refuse_to_delete(self, trunk_sid: str) -> None:
        left = self._left_on(trunk_sid, f"the trunk {trunk_sid} takes nothing along, and was not deleted")
        if left:
            raise errors.ConflictError(
                f"the trunk {trunk_sid} is declared to take nothing along, and on it is still: {left}. The trunk was "
                "not deleted",
                "remove what is named by hand, or move it to another trunk; then run the command again.",
            )

    def _left_on(self, trunk_sid: str, note: str, way_on: str = "") -> str:
        """Names, by lists read now, what is on a trunk and does not go by the stack's own hand."""
        named = []
        for kind in CHILDREN:
            try:
                rows = Finder(kind, self._client).all_on(trunk_sid)
            except errors.ExotelError as error:
                error = error.adding(f"What is on the trunk must be known: {note}")
                is_closed = isinstance(error, errors.RouteNotFoundError)
                raise (error.advising(error.advice + way_on) if is_closed else error) from None
            others = [row for row in rows if not self._goes(kind, trunk_sid, row)]
            if others:
                named.append(_listed(kind, others, len(others)))
        return ", ".join(named)

    def _goes(self, kind: AnyKind, trunk_sid: str, row: Row) -> bool:
        object_id = kind.object_id(kind.join_id(trunk_sid, row))
        # A list may still show what this run has deleted.
        return self._ledger.is_deleted(object_id) or object_id in self._ledger.replacements.going

    def _say_what_goes(self, trunk_sid: str, named: str) -> None:
        goes, stays = list[str](), list[str]()
        try:
            for kind in CHILDREN:
                if not kind.one_per_trunk:  # a part of the trunk
                    (goes if kind.cascades else stays).append(self._on_first_page(kind, trunk_sid))
        except errors.ExotelError as error:
            what = error.answered.partition("\n")[0]
            log.warning("What goes with the %s is not known, and it is deleted all the same: %s", named, what)
            return
        if any(goes):
            said = ", ".join(filter(None, goes))
            log.warning("With the %s go: %s. What this stack has on it is among them.", named, said)
        if any(stays):
            log.warning(LEFT_BEHIND, named, ", ".join(filter(None, stays)))

    def _on_first_page(self, kind: AnyKind, trunk_sid: str) -> str:
        rows, total = self._client.first_page(kind.endpoint(trunk_sid))
        left = [row for row in rows if not self._ledger.is_deleted(kind.object_id(kind.join_id(trunk_sid, row)))]
        return _listed(kind, left, None if total is None else total - len(rows) + len(left))


def _listed(kind: AnyKind, rows: Sequence[Row], total: int | None) -> str:
    return listed(kind, [str(kind.said(row).get(kind.key, row[kind.collection.id_field])) for row in rows], total)


def listed(kind: AnyKind, keys: Sequence[str], total: int | None) -> str:
    """Names objects by their keys; `total` is their number, None if there are more than `keys`."""
    if not keys:
        return ""
    names, shown = ", ".join(keys[:LONGEST_LIST]), min(len(keys), LONGEST_LIST)
    if total is None:
        return f"more than {len(keys)} {kind.noun}s ({names}, …)"
    rest = f", … and {total - shown} more" if total > shown else ""
    return f"{total} {kind.noun}{'' if total == 1 else 's'} ({names}{rest})"


UNTOUCHED = "nothing on it was deleted"
DELETED_ALREADY = (
    "what this stack had on it is deleted already, and a `pulumi up` with the change taken back makes it again"
)
# The second sentence is for engines from 3.260 on, the third one for what is on the trunk by its SID.
WAYS_ON = (
    "remove what is named by hand, move it to another trunk, or write it into the program with the trunk's resource, "
    "and not its SID, as `{argument}`; then run `pulumi up` again. If it is this stack's own, take the change back and "
    "run `pulumi up`, then make the change with `pulumi up --refresh`, which shows what the stack has. What was just "
    "removed from the program goes by a `pulumi up` with the trunk unchanged."
)
ALL_MAY_GO = (
    " If all of it may go: take the trunk out of the program, run `pulumi up`, put the trunk back and run it again."
)
LEFT_BEHIND = (
    "The %s leaves behind: %s. Exotel's page on deleting a trunk does not name them, and no call lists them without "
    "their trunk: ask Exotel's support."
)
