"""Creating an object: made once or taken over, brought in line with the inputs, or else reported as half-made."""

from typing import Generic

from exotel_pulumi import errors
from exotel_pulumi.lifecycle.changing import Changer
from exotel_pulumi.lifecycle.posting import Posted, Poster
from exotel_pulumi.objects.kind import InputsT, StateT
from exotel_pulumi.objects.trunk import TRUNK


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
        with self._ledger.creating(kind.key_of(inputs.known()), kind.noun):
            inputs = kind.complete(inputs, None)
            made = self._find_existing(inputs) or self._post(inputs)
            identity = kind.join_id(inputs.owner, made.row)
            if kind.collection.upsert:
                # An upsert does not say whether it created or overwrote: the object may be one that another resource
                # of this run is about to delete.
                self._ledger.take(kind.object_id(identity), made_again=True)
            if made.as_asked:
                self._ledger.record_new(kind.object_id(identity))
            return identity, self._complete(identity, made, inputs)

    def _find_existing(self, inputs: InputsT) -> Posted | None:
        """Looks for the object before anything is posted, where it may well exist.

        That is a trunk that may be adopted, and what is on a trunk that this run has adopted: the resources of a run
        share one reading of each list. Where Exotel would add a second equal object, a reading of its own comes first,
        unless this run has made the trunk.
        """
        adopts = self._kind.collection.top_level and self._kind.may_adopt(inputs)
        if adopts:
            row = self._finder.by_key(inputs.known(), self._client.rows)
        elif self._ledger.is_adopted(TRUNK.object_id(str(inputs.owner))):
            # What this run has changed on the trunk since the first reading, the ledger knows.
            row = self._finder.by_key(inputs.known(), self._client.first_rows)
        elif self._kind.allows_duplicates and not self._is_on_new_trunk(inputs):
            row = self._finder.by_key(inputs.known())
        else:
            return None
        found = None if row is None else self._poster.adopt(inputs, row, f"Exotel has this {self._kind.noun} already")
        if found is not None and adopts:
            self._ledger.record_adopted(self._kind.object_id(self._kind.join_id(None, found.row)))
        return found

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

    def _complete(self, identity: str, made: Posted, inputs: InputsT) -> StateT:
        """Brings the object in line with the inputs. HalfMadeError if this run has made it and cannot."""
        try:
            return self._changer.bring_in_line(identity, made.row, inputs, as_asked=made.as_asked)
        except errors.ExotelError as error:
            if not made.is_own:
                raise
            raise self._poster.half_made(inputs, made.row, error, as_asked=made.as_asked) from None
