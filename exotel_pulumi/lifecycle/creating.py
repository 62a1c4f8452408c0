"""Creating an object: made once or taken over, brought in line with the inputs, or else reported as half-made."""

import logging
from collections.abc import Set
from contextlib import suppress
from typing import Generic

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle import taking
from exotel_pulumi.lifecycle.changing import Changer
from exotel_pulumi.lifecycle.posting import Posted, Poster
from exotel_pulumi.objects.kind import InputsT, Key, StateT
from exotel_pulumi.objects.trunk import TRUNK

log = logging.getLogger("exotel_pulumi")

ENGINE_HEARS = 0.2  # seconds from the end of a deletion in which the engine has heard of it, before it hears of more
TWO_RUNS = (
    "take the change of that trunk back and run `pulumi up`, which moves what moves; then change the trunk in a run of "
    "its own."
)


class Creator(Generic[InputsT, StateT]):
    """Creates objects of one kind in one account."""

    def __init__(self, poster: Poster[InputsT, StateT], changer: Changer[InputsT, StateT]) -> None:
        self._poster = poster
        self._changer = changer
        self._finder = poster.finder
        self._ledger = poster.ledger
        self._kind = poster.finder.kind
        self._client = poster.finder.client

    def make(self, inputs: InputsT) -> tuple[str, StateT]:
        """Does what `Lifecycle.create` says."""
        kind = self._kind
        key = kind.key_of(inputs.known())
        with self._ledger.creating(key, kind.noun):
            self._let_predecessors_go(key)
            inputs = kind.complete(inputs, None)
            return self._take_listed(inputs) or self._make(inputs)

    def _let_predecessors_go(self, key: Key) -> None:
        """Waits until the engine has deleted what the object takes the place of on a trunk that is replaced.

        ConflictError if that fails: an object that is made before would make the stack's state invalid.
        """
        for trunk_sid, leaving in self._ledger.replacements.predecessors(key):
            if self._ledger.is_gone(leaving, TRUNK.object_id(trunk_sid)):
                continue
            if not self._ledger.wait_for_deletion(leaving, TRUNK.object_id(trunk_sid)):
                raise errors.ConflictError(f"it leaves trunk {trunk_sid}, which this run replaces too", TWO_RUNS)
            self._client.patience.sleep(ENGINE_HEARS)

    def _take_listed(self, inputs: InputsT) -> tuple[str, StateT] | None:
        """Takes over what a list shows, before anything is posted. None for what is not listed, or does not live.

        A list may go on for a while to show what is deleted: it is believed where Exotel has accepted a change of the
        object, or has been asked for a proof.
        """
        # Where the object may not be taken over, Exotel's answer to the POST says whether there is one.
        row = self._find_listed(inputs) if self._kind.may_adopt(inputs) else None
        found = None if row is None else self._poster.adopt(inputs, row, f"Exotel has this {self._kind.noun} already")
        if found is None:
            return None
        identity = self._kind.join_id(inputs.owner, found.row)
        changes = self._changer.differing(identity, found.row, inputs, as_asked=False)
        if (self._kind.collection.top_level or not changes) and not self._lives(identity, inputs):
            return None
        try:
            state = self._changer.bring_in_line(identity, found.row, inputs, changes)
        except errors.NotFoundError:
            return None
        if self._kind.collection.top_level:
            self._ledger.record_adopted(self._kind.object_id(identity))
        self._say_what_is_taken(identity, found.row, inputs, changes)
        return identity, state

    def _find_listed(self, inputs: InputsT) -> Row | None:
        """Looks for the object where it may well exist.

        That is a trunk that may be adopted, and what is on a trunk that this run has adopted: the resources of a run
        share readings. Where Exotel would add a second equal object, a reading of its own comes first, unless this run
        has made the trunk.
        """
        values = inputs.known()
        if self._kind.collection.top_level:
            return self._finder.by_key(values, self._client.rows)
        if self._is_on_adopted_trunk(inputs):
            # What this run has changed since the first reading, the ledger knows.
            row = self._finder.by_key(values, self._client.first_rows)
            again = row is None and self._kind.allows_duplicates
            return self._finder.by_key(values, self._client.rows) if again else row
        if self._kind.allows_duplicates and not self._is_on_new_trunk(inputs):
            return self._finder.by_key(values)
        return None

    def _lives(self, identity: str, inputs: InputsT) -> bool:
        """Returns whether an object that a list shows is proven to be there."""
        if self._kind.collection.top_level:
            return self._finder.answers(identity)
        since = self._ledger.declared_at(self._kind.key_of(inputs.known()))
        if self._is_on_adopted_trunk(inputs) and self._finder.lasts(identity, since):
            return True
        return self._kind.allows_duplicates and self._changer.touch(identity, inputs)

    def _make(self, inputs: InputsT) -> tuple[str, StateT]:
        kind = self._kind
        before = self._about_to_be_overwritten(inputs)
        made = self._post(inputs)
        identity = kind.join_id(inputs.owner, made.row)
        if kind.collection.upsert:
            # An upsert does not say whether it created or overwrote: the object may be one that another resource of
            # this run is about to delete.
            self._ledger.take(kind.object_id(identity), made_again=True)
        if made.as_asked:
            self._ledger.record_new(kind.object_id(identity))
        state = self._complete(identity, made, inputs)
        before = before if made.is_own else made.row
        if before is not None:
            with suppress(errors.UnexpectedAnswerError):  # what an upsert has overwritten may be odd
                changes = self._changer.differing(identity, before, inputs, as_asked=False)
                self._say_what_is_taken(identity, before, inputs, changes)
        return identity, state

    def _about_to_be_overwritten(self, inputs: InputsT) -> Row | None:
        """Returns what an upsert is about to overwrite. It only informs: a look that fails hinders nothing."""
        if not self._kind.collection.upsert or self._is_on_new_trunk(inputs):
            return None
        identity = self._kind.join_id(inputs.owner, self._kind.create_body(inputs))
        with suppress(errors.ApiError, errors.NoAnswerError, errors.UnexpectedAnswerError):
            return self._finder.listed(identity, self._client.rows)
        return None

    def _say_what_is_taken(self, identity: str, before: Row, inputs: InputsT, changes: Set[str]) -> None:
        """Says that an object was there before, and by name what of it is not as it was.

        Of what is on a trunk that this run has adopted, only what was changed is said: the trunk speaks for the rest.
        """
        kind = self._kind
        said = ", ".join(taking.overwritten(kind, before, inputs.known(), changes))
        if said:
            log.warning("%s %s was there already: taken over, not made: %s", kind.noun, identity, said)
        elif kind.collection.top_level:
            log.warning(TRUNK_UNCHANGED, identity)
        elif not self._is_on_adopted_trunk(inputs):
            log.warning("%s %s was there already: taken over, not made; nothing was changed", kind.noun, identity)

    def _post(self, inputs: InputsT) -> Posted:
        trunk_sid = inputs.owner
        try:
            return self._poster.post(inputs)
        except (errors.NotFoundError, errors.ForbiddenError) as error:
            if trunk_sid is None or self._is_on_new_trunk(inputs) or self._finder.has_trunk(trunk_sid):
                raise
            answered = f"there is no trunk {trunk_sid} in this account. {error.answered}"
        raise errors.GoneError(answered, "run `pulumi refresh` if the trunk is one of this stack; else verify its SID.")

    def _is_on_new_trunk(self, inputs: InputsT) -> bool:
        return self._ledger.is_new(TRUNK.object_id(str(inputs.owner)))

    def _is_on_adopted_trunk(self, inputs: InputsT) -> bool:
        return self._ledger.is_adopted(TRUNK.object_id(str(inputs.owner)))

    def _complete(self, identity: str, made: Posted, inputs: InputsT) -> StateT:
        """Brings the object in line with the inputs. HalfMadeError if this run has made it and cannot."""
        try:
            changes = self._changer.differing(identity, made.row, inputs, as_asked=made.as_asked)
            return self._changer.bring_in_line(identity, made.row, inputs, changes)
        except errors.ExotelError as error:
            if not made.is_own:
                raise
            raise self._poster.half_made(inputs, made.row, error, as_asked=made.as_asked) from None


TRUNK_UNCHANGED = (
    "trunk %s was there already: taken over, not made; nothing of the trunk was changed. What the program has on it "
    "and Exotel has, too, is taken over likewise; each change of it is named."
)
