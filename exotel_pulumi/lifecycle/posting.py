"""Making an object exactly once, whatever becomes of the answer.

=========================  ==========================================================================================
what came back             then
=========================  ==========================================================================================
a row                      it is ours; after a lost answer and where Exotel appends, a second copy is deleted
duplicate (1008)           look it up. Ours, or adoptable: take it. Being deleted in this run: post again. On another
                           trunk, or not adoptable: refuse, and say where it is
"not whitelisted" (1002)   wait for the entry of the ACL if this run makes it, then post again; else refuse with advice
no answer, 5xx, odd        look it up. There, and made by this run: take it. There, and perhaps older or deleted since:
                           post again, for Exotel's own word. Proven not to be there: post again, but not after an odd
                           answer. The look-up fails: OutcomeUnknownError
anything else              refuse
=========================  ==========================================================================================

A POST whose outcome is unknown is never repeated before the object has been looked up by its key.
"""

import time
from dataclasses import dataclass
from typing import Generic

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle import remembering
from exotel_pulumi.lifecycle.finding import CLOCK_SKEW, Finder
from exotel_pulumi.lifecycle.ledger import Ledger
from exotel_pulumi.objects.kind import InputsT, Key, StateT
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.words import Words

ATTEMPTS = 3
LOST = (errors.NoAnswerError, errors.ServerError, errors.UnexpectedAnswerError)


@dataclass(frozen=True)
class Posted:
    """An object of Exotel's, made now or found."""

    row: Row
    as_asked: bool = False  # its values are proven to be those of the request
    is_own: bool = False  # this run has made it


class Poster(Generic[InputsT, StateT]):
    """Makes objects of one kind in one account by the table above."""

    def __init__(self, finder: Finder[InputsT, StateT], ledger: Ledger, words: Words) -> None:
        self.finder = finder
        self.ledger = ledger
        self._kind = finder.kind
        self._client = finder.client
        self._words = words

    def post(self, inputs: InputsT) -> Posted:
        """Makes the object, or takes it over. OutcomeUnknownError if nobody can say whether Exotel has made it."""
        begun, lost, attempt = time.monotonic(), False, 0
        while True:
            attempt += 1
            try:
                row = self._post_once(inputs)
            except errors.DuplicateError as error:
                found = self._adopt_duplicate(inputs, error, begun if lost else None)
                if found is None and (attempt == ATTEMPTS or not self._is_being_deleted(inputs)):
                    raise error.advising(NOWHERE) from None
            except errors.InvalidParameterError as error:
                found = None
                self._wait_for_need(inputs, error, last=attempt == ATTEMPTS)
            except LOST as error:
                found = self._look_for_lost(inputs, error, begun)
                if found is None and attempt == ATTEMPTS:
                    raise
                lost = True
            else:
                earlier = self._delete_second_copy(inputs, row) if lost and self._kind.allows_duplicates else None
                return Posted(earlier or row, as_asked=earlier is None, is_own=True)
            if found is not None:
                return found

    def _post_once(self, inputs: InputsT) -> Row:
        row = self._client.send("POST", self._kind.endpoint(inputs.owner), body=self._kind.create_body(inputs))
        if row.get(self._kind.collection.id_field) in (None, ""):
            raise errors.UnexpectedAnswerError(f"Exotel accepted the {self._kind.noun} without naming its id")
        return row

    def _delete_second_copy(self, inputs: InputsT, row: Row) -> Row | None:
        """Looks for the object of an attempt whose answer was lost; if Exotel's list shows it, deletes the new copy.

        Returns the earlier object.
        """
        id_field = self._kind.collection.id_field

        def look() -> Row | None:
            rows = self.finder.all_by_key(inputs.known())
            return next((other for other in rows if str(other[id_field]) != str(row[id_field])), None)

        try:
            earlier = self.finder.patiently(look)
            if earlier is not None:
                self._client.send("DELETE", self._kind.endpoint(inputs.owner), str(row[id_field]))
        except errors.ExotelError as error:
            raise self.half_made(inputs, row, error, as_asked=True) from None
        return earlier

    def half_made(
        self, inputs: InputsT, row: Row, cause: errors.ExotelError, *, as_asked: bool
    ) -> errors.HalfMadeError:
        """Builds the error of an object that this run has made, and that is not as the inputs say."""
        known, is_sure = inputs.known(), as_asked
        try:
            known = self._kind.state_of(row, known).known()
        except errors.UnexpectedAnswerError:
            is_sure = False  # the row cannot be read, which may be the cause
        identity = self._kind.join_id(inputs.owner, row)
        return remembering.half_made(self._kind, identity, known, cause, is_sure=is_sure)

    def _adopt_duplicate(
        self, inputs: InputsT, duplicate: errors.DuplicateError, lost_since: float | None
    ) -> Posted | None:
        """Takes what Exotel calls a duplicate; if an answer was lost before, it may be this run's own work.

        None if no list shows it, or if another resource of this run deletes it. ConflictError if it may not be taken.
        """

        def look() -> Row | None:
            row = self.finder.by_key(inputs.known())
            others = self._look_elsewhere(inputs) if row is None else []
            if not others:
                return row
            answered = f"{duplicate.answered}. It is mapped to trunk {', '.join(others)}"
            move = MOVE.format(how=self._words.move) if self.ledger.knows_trunk(others[0]) else "remove it there first."
            raise errors.ConflictError(answered, move)

        row = self.finder.patiently(look)
        return None if row is None else self.adopt(inputs, row, duplicate.answered, lost_since)

    def _look_elsewhere(self, inputs: InputsT) -> list[str]:
        """Returns the other trunks that have an object which Exotel calls a duplicate."""
        try:
            sids = self._client.trunks_with(self._kind.collection, self._key(inputs).key)
        except errors.ExotelError:
            return []  # a look-up that not every account offers must not hide the duplicate
        return [sid for sid in sids if sid != inputs.owner]

    def adopt(self, inputs: InputsT, row: Row, answered: str, lost_since: float | None = None) -> Posted | None:
        """Takes an object if this run has made it or the program may adopt it; None if this run deletes it."""
        kind = self._kind
        identity = kind.join_id(inputs.owner, row)
        if kind.key not in kind.replaces and self.ledger.is_leaving(self._key(inputs)):
            raise errors.ConflictError(
                f"{answered}. It is {identity}, which another resource of the program has and is about to rename",
                "run the command again.",
            )
        is_own = lost_since is not None and self._is_own(inputs, row, lost_since)
        if is_own or kind.may_adopt(inputs):
            return Posted(row, is_own=is_own) if self.ledger.take(kind.object_id(identity)) else None
        advice = kind.to_adopt.format(adopt=self._words.adopt, identity=identity)
        raise errors.ConflictError(f"{answered}. It is {identity}", advice)

    def _is_being_deleted(self, inputs: InputsT) -> bool:
        return self.ledger.deleter_of(self._key(inputs)) is not None

    def _wait_for_need(self, inputs: InputsT, error: errors.InvalidParameterError, *, last: bool) -> None:
        """Waits for what Exotel misses, if this run makes it; raises the refusal, with advice, if it does not come.

        The program orders a destination after the address that it needs. Waiting is for what the program cannot order
        (scenario 39): the trunk is given as an object in one place and as a SID in another.
        """
        need = self._kind.needs(inputs.known())
        if need is None or not need.is_missing(error):
            raise error
        if last or not self.ledger.wait_for(Key(need.kind, str(inputs.owner), str(need.key))):
            declared = self._words.declaration(need.kind, **{need.field: str(need.key)})
            raise error.advising(f"{need.advice}: {declared}.") from None
        self._client.patience.sleep(self._client.settings.retry_delay)

    def _look_for_lost(self, inputs: InputsT, lost: errors.ExotelError, begun: float) -> Posted | None:
        """Looks for an object whose answer was lost; None if another POST can do no harm.

        Then it is proven that Exotel has not made the object, or Exotel answers that there is one already.
        """
        if isinstance(lost, errors.NoAnswerError) and not lost.sent:
            raise lost
        try:
            row = self.finder.patiently(lambda: self.finder.by_key(inputs.known()))
        except errors.ConflictError:
            raise
        except errors.ExotelError as error:
            raise self._unknown(inputs, f"{lost.answered}; looking it up failed too: {error.answered}") from None
        is_odd = isinstance(lost, errors.UnexpectedAnswerError)
        if row is not None and (is_odd or self._kind.allows_duplicates or self._is_own(inputs, row, begun)):
            answered = f"outcome unknown: {lost.answered}, and the {self._kind.noun} exists"
            return self.adopt(inputs, row, answered, begun)
        if is_odd:
            raise self._unknown(inputs, f"{lost.answered}, and does not list it") from None
        return None

    def _unknown(self, inputs: InputsT, answered: str) -> errors.OutcomeUnknownError:
        then = "is recognised" if self._kind.may_adopt(inputs) else "is named with its id"
        return errors.OutcomeUnknownError(
            f"outcome unknown: {answered}", f"run the command again: what was made {then} and not made twice."
        )

    def _is_own(self, inputs: InputsT, row: Row, begun: float) -> bool:
        """Returns whether this run has made an object: its trunk is new, or it is younger than the moment `begun`."""
        age = self.finder.age(row.get("date_created"))
        is_younger = age is not None and age <= time.monotonic() - begun + CLOCK_SKEW
        return is_younger or self.ledger.is_new(TRUNK.object_id(str(inputs.owner)))

    def _key(self, inputs: InputsT) -> Key:
        return self._kind.key_of(inputs.known())


MOVE = (
    "that trunk is one of this program's. If the number moves from there, say so with an alias, and it moves in one "
    "run: {how} Or run `pulumi up` once without the number, then with it."
)
NOWHERE = (
    "Exotel says that it exists and lists it nowhere in this account: run the command again in a minute; if it "
    "stays so, another account may hold it, which Exotel's support can tell."
)
