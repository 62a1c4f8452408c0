"""Reading, changing and deleting an object. Owns the rules of "gone"."""

import logging
from collections import abc
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Generic

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle import remembering, taking
from exotel_pulumi.lifecycle.attached import Attached
from exotel_pulumi.lifecycle.checking import compare
from exotel_pulumi.lifecycle.posting import Poster
from exotel_pulumi.objects.fields import UNCONFIRMED
from exotel_pulumi.objects.kind import InputsT, StateT

log = logging.getLogger("exotel_pulumi")

# What a DELETE may come to where the object is gone already, or goes with it.
PERHAPS_GONE = (
    errors.NotFoundError,
    errors.ForbiddenError,
    errors.RouteNotFoundError,
    errors.UnexpectedAnswerError,
)


class Changer(Generic[InputsT, StateT]):
    """Changes objects of one kind in one account."""

    def __init__(self, poster: Poster[InputsT, StateT], attached: Attached) -> None:
        self._poster = poster
        self._attached = attached
        self._finder = poster.finder
        self._ledger = poster.ledger
        self._kind = poster.finder.kind
        self._client = poster.finder.client

    def fetch(self, identity: str, olds: Mapping[str, Any]) -> StateT | None:
        """Does what `Lifecycle.read` says."""
        row = self._finder.by_id(identity)
        if row is None and self._ledger.is_of_this_run(self._kind.object_id(identity)):
            row = self._finder.patiently(lambda: self._finder.by_id(identity, fresh=True))
        if row is None:
            self._finder.refuse_if_young(identity, olds.get("date_created"))
            if self._client.is_gone(self._kind.split_id(identity)[0] or ""):
                self._warn_of_orphan(identity)  # from here on no state names it
            return None
        trunk_sid, _ = self._kind.split_id(identity)
        state = self._kind.state_of(row, {**olds, "trunk_sid": trunk_sid})
        return remembering.after_read(self._kind, olds, state)

    def put(self, identity: str, olds: Mapping[str, Any], inputs: InputsT) -> StateT:
        """Does what `Lifecycle.update` says."""
        changed = compare(self._kind, olds, inputs.known()).changed
        self._ledger.take(self._kind.object_id(identity))
        inputs = self._kind.complete(inputs, changed)
        if olds.get(UNCONFIRMED):
            inputs = remembering.with_secrets(self._kind, olds, inputs)
        try:
            row = self._send_changes(identity, inputs, changed)
            known = olds if row is None else {**olds, **remembering.VOID}
            return self._kind.state_of(row or {}, {**known, **inputs.known()})
        except errors.ExotelError as error:
            if error.leaves_open:
                raise remembering.unconfirmed(self._kind, identity, olds, changed, error) from None
            self._raise_if_gone(identity, error)
            raise

    def _raise_if_gone(self, identity: str, refused: errors.ExotelError) -> None:
        missing = isinstance(refused, errors.NotFoundError | errors.ForbiddenError)
        if missing and self._finder.by_id(identity, fresh=True) is None:
            raise errors.GoneError(
                f"it is not there any more. {refused.answered}",
                "run `pulumi refresh`; the next `pulumi up` makes it again.",
            ) from None

    def remove(self, identity: str, olds: Mapping[str, Any], urn: str) -> None:
        """Does what `Lifecycle.delete` says."""
        object_id, key = self._kind.object_id(identity), self._kind.key_of(olds)
        if not self._ledger.begin_delete(object_id, key, urn):
            self._warn_of_kept(identity)
            return
        try:
            self._attached.before_deletion(self._kind, identity, olds, urn)
            is_exchanged = object_id in self._ledger.replacements.exchanged
            with self._client.exchange(urn, self._kind.requests_to_make) if is_exchanged else nullcontext():
                self.remove_now(identity)
        except errors.ExotelError:
            self._ledger.deletion_failed(object_id, key)
            raise
        self._ledger.deletion_done(object_id, key)

    def remove_now(self, identity: str) -> None:
        """Deletes an object of which no other resource can know."""
        trunk_sid, item = self._kind.split_id(identity)
        try:
            self._client.send("DELETE", self._kind.endpoint(trunk_sid), item)
        except PERHAPS_GONE as error:
            if self._finder.by_id(identity, fresh=True) is not None:
                advice = self._kind.cannot_delete if isinstance(error, errors.RouteNotFoundError) else None
                raise error.advising(advice) from None
            self._warn_of_orphan(identity)

    def _warn_of_orphan(self, identity: str) -> None:
        """Says what may live on without its trunk: Exotel's page on deleting a trunk does not name it."""
        trunk_sid, _ = self._kind.split_id(identity)
        if not trunk_sid or self._kind.cascades:
            return
        if self._client.is_gone(trunk_sid) or not self._finder.knows_trunk(trunk_sid):
            log.warning(
                "%s %s may still be at Exotel: its trunk is gone, and no call lists it without its trunk. Ask "
                "Exotel's support.",
                self._kind.noun,
                identity,
            )

    def bring_in_line(self, identity: str, row: Row, inputs: InputsT, changed: abc.Set[str]) -> StateT:
        """Puts right what `differing` has found, and returns the state."""
        state, known = self._kind.state_of(row, inputs.known()), inputs.known()
        if not changed:
            return state
        answered = self._send_changes(identity, inputs, changed)
        before = state.known() if answered is None else {**state.known(), **remembering.VOID}
        return self._kind.state_of(answered or {}, {**before, **known})

    def differing(self, identity: str, row: Row, inputs: InputsT, *, as_asked: bool) -> frozenset[str]:
        """Returns what has to be changed in an object. ConflictError if Exotel cannot change it.

        What Exotel never returns differs, unless the object was made as asked.
        """
        return taking.differing(self._kind, identity, row, inputs.known(), as_asked=as_asked)

    def touch(self, identity: str, inputs: InputsT) -> bool:
        """Sends an object the values that it has. Returns whether it is proven to be there: Exotel knows its id.

        Where the account does not offer the change, a second reading of the list must do.
        """
        try:
            self._send_changes(identity, inputs, self._kind.writable)
        except errors.NotFoundError:
            return False
        except (errors.RouteNotFoundError, errors.ForbiddenError):
            return self._finder.lasts(identity)
        return True

    def _send_changes(self, identity: str, inputs: InputsT, changed: abc.Collection[str]) -> Row | None:
        """Sends what has changed and returns the row that Exotel answers; None where there is nothing to send."""
        body = self._kind.update_body(inputs, changed) if changed else {}
        if not body:
            return None
        if self._kind.collection.upsert:
            return self._poster.post(inputs).row
        trunk_sid, item = self._kind.split_id(identity)
        try:
            return self._client.send("PUT", self._kind.endpoint(trunk_sid), item, body)
        except errors.DuplicateError as error:
            # A repeated PUT may meet its own first attempt; anything else is another object of the same key.
            row = self._finder.by_id(identity, fresh=True)
            if row and self._says(row, inputs) and self._kind.write_only.isdisjoint(changed):
                return row
            raise error.advising(
                f"there is another {self._kind.noun} like this; choose another {self._kind.key}, or free this one in "
                "a run before."
            ) from None
        except errors.RouteNotFoundError as error:
            raise error.advising(
                f"this account does not offer changing a {self._kind.noun}: ask Exotel's support to open the call, or "
                "replace the object with `pulumi up --replace <urn>` (`pulumi stack --show-urns` lists them)."
            ) from None

    def _says(self, row: Row, inputs: InputsT) -> bool:
        """Returns whether a row has the values of the inputs already."""
        known = inputs.known()
        return not compare(self._kind, self._kind.state_of(row, known).known(), known).changed

    def _warn_of_kept(self, identity: str) -> None:
        """Says what a resource under another name may not know of the object that it keeps."""
        kind = self._kind
        if kind.collection.top_level:
            # The engine has not asked for the deletion of children that go with their trunk, and will not.
            note = "What was removed from the program along with the trunk's old name stays on it."
        elif kind.write_only:
            note = (
                "Its password is the one set last. If the resource that set it was just removed from the program, "
                "give `rotation` a new value."
            )
        else:
            return
        log.warning("%s %s is kept: another resource of the program has it. %s", kind.noun, identity, note)
