"""What checking, comparing, creating, reading, changing and deleting mean, once for every kind of object.

Knows no kind of object and no host: a kind states its traits, a host calls `Lifecycle`.
"""

from collections import abc
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Generic

from exotel_pulumi import errors
from exotel_pulumi.api.session import Session
from exotel_pulumi.errors import during
from exotel_pulumi.lifecycle import checking
from exotel_pulumi.lifecycle.attached import Attached
from exotel_pulumi.lifecycle.changing import Changer
from exotel_pulumi.lifecycle.checking import Difference, Faults
from exotel_pulumi.lifecycle.creating import Creator
from exotel_pulumi.lifecycle.finding import Finder
from exotel_pulumi.lifecycle.ledger import Ledger
from exotel_pulumi.lifecycle.posting import Poster
from exotel_pulumi.objects.kind import InputsT, Kind, ObjectId, StateT
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.words import PYTHON, Words

__all__ = ["Difference", "Faults", "Ledger", "Lifecycle"]


class Lifecycle(Generic[InputsT, StateT]):
    """The life of objects of one kind, in one account, in one run of the engine.

    `olds` are the values of the state. Every method that gets them refuses the settings of another account, before
    anything is sent. `words` are those of the host. StoppedError from every method that sends, once the patience of
    the session's client is over.
    """

    def __init__(self, kind: Kind[InputsT, StateT], session: Session, ledger: Ledger, words: Words = PYTHON) -> None:
        self._kind = kind
        self._session = session
        self._ledger = ledger
        self._words = words

    # The parts are made when the first of them is asked for: a client needs settings, and a preview of an unchanged
    # stack has none. They are asked for outside `during`: a fault in the settings is not one of this resource.

    @cached_property
    def _poster(self) -> Poster[InputsT, StateT]:
        return Poster(Finder(self._kind, self._session.client), self._ledger, self._words)

    @cached_property
    def _changer(self) -> Changer[InputsT, StateT]:
        return Changer(self._poster, Attached(self._session.client, self._ledger, self._words))

    @cached_property
    def _creator(self) -> Creator[InputsT, StateT]:
        return Creator(self._poster, self._changer)

    def check(
        self, olds: Mapping[str, Any], news: Mapping[str, Any], unknown: abc.Collection[str], urn: str
    ) -> tuple[dict[str, Any], Faults]:
        """Returns the inputs in their one spelling with defaults filled in, and every fault.

        `olds` are the checked inputs of the run before, empty for a new resource. Fields in `unknown` have no value
        yet. Records in the ledger that the resource `urn` has this object.
        """
        for name in self._kind.write_only:
            self._hide(olds.get(name), news.get(name))
        foreign = self._foreign(olds)
        if foreign is not None:
            return dict(news), [("", f"{foreign.answered}. What to do: {foreign.advice}")]
        inputs, faults = checking.check(self._kind, news, unknown, self._session.sid, olds)
        if not faults and not unknown:
            faults = self._declare(olds, inputs, urn)
        return inputs, faults

    def diff(
        self, olds: Mapping[str, Any], news: Mapping[str, Any], unknown: abc.Collection[str], identity: str = ""
    ) -> Difference:
        """Returns what changes from `olds` to `news`, and what of it replaces the object.

        `identity` is given where the engine asks: the ledger learns what goes with a trunk that is replaced.
        """
        with during(f"comparing {self._kind.describe(olds)}"):
            self._guard(olds)
        difference = checking.diff(self._kind, olds, news, unknown)
        replacements = self._ledger.replacements
        if identity and difference.replaces:
            self._record_replaced(identity, olds, difference, difference.replaces & {*unknown})
        elif identity and replacements.declared:  # a refresh compares before anything is checked
            replacements.going.discard(ObjectId(self._kind.name, identity))
        return difference

    def _record_replaced(
        self, identity: str, olds: Mapping[str, Any], difference: Difference, with_unknown: abc.Set[str]
    ) -> None:
        replacements = self._ledger.replacements
        if difference.delete_first and not with_unknown:
            replacements.exchanged.add(self._kind.object_id(identity))
        if self._kind.collection.top_level:
            if with_unknown:
                replacements.record_replaced(identity)
        elif "trunk_sid" in difference.replaces:
            replacements.record_going(self._kind.object_id(identity), self._kind.key_of(olds))
            if "trunk_sid" in with_unknown:
                replacements.record_replaced(str(self._kind.split_id(identity)[0]))

    def create(self, values: Mapping[str, Any], urn: str) -> tuple[str, StateT]:
        """Makes the object of the resource `urn`, or takes over the one that Exotel already has.

        `values` are checked inputs. ConflictError if the object may not be taken over, GoneError if the trunk is not
        there, HalfMadeError if the object was made and is not as the inputs say: the host stores it. Every error says
        what is gone where the object replaces one that this run has deleted.
        """
        inputs, creator = self._checked(values), self._creator
        with during(f"creating {self._kind.describe(values)}"), self._session.client.exchange(urn):
            try:
                return creator.make(inputs)
            except errors.ExotelError as failed:
                error = self._what_stays(failed)
                note = self._what_is_gone(urn, error)
                if error.is_of_account:
                    raise error.adding(note) from None
                raise error.advising(f"{error.advice} {note}".strip()) from None

    def unstored(self, error: errors.UnsettledError, why: str) -> errors.ExotelError:
        """Returns the error of a host that cannot store anything with a failure, and does what can still be done.

        `why` is the host's reason.
        """
        if isinstance(error, errors.HalfMadeError):
            return self._taken_back(error)
        again = " Another `rotation` sets a password again in any case." if self._kind.write_only else ""
        return error.unstored(
            f"{why}. Keep the change in the program until a `pulumi up` has ended well: taken back before, it would "
            f"leave no difference to be seen.{again}"
        )

    def _what_stays(self, error: errors.ExotelError) -> errors.ExotelError:
        """Takes back what Exotel has made otherwise than asked and cannot change: no next run could complete it."""
        if isinstance(error, errors.HalfMadeError) and isinstance(error.cause, errors.ConflictError):
            return self._taken_back(error)
        return error

    def _taken_back(self, half: errors.HalfMadeError) -> errors.ExotelError:
        """Deletes what was made and could not be completed. Returns the error, with what could not be deleted."""
        left = f"{self._kind.noun} {half.identity} was made and could neither be completed nor removed again."
        if self._kind.collection.upsert:
            return half.unstored(left)  # the object may have been there before
        try:
            self._changer.remove_now(half.identity)
        except errors.ExotelError:
            return half.unstored(left)
        taken_back = half.cause.adding("What was made is removed again")
        taken_back.tried = half.tried
        return taken_back

    def _what_is_gone(self, urn: str, error: errors.ExotelError) -> str:
        gone = self._ledger.gone_for(urn)
        if gone is None:
            return "Nothing was changed." if isinstance(error, errors.ConflictError) else ""
        whole = ", with everything on it," if self._kind.collection.top_level else ""
        return (
            f"The {self._kind.describe({self._kind.key: gone.key, 'trunk_sid': gone.trunk_sid})}{whole} is deleted "
            "already, to be replaced. Run `pulumi up` again for the new one; or take the change back and run "
            "`pulumi up`, which makes the old one again."
        )

    def read(self, identity: str, olds: Mapping[str, Any]) -> StateT | None:
        """Returns the object as Exotel has it; None only if the object is proven to be gone.

        `olds` is empty for an object that is looked up by its id. It keeps what Exotel never returns.
        """
        changer = self._changer
        with during(f"reading {self._kind.noun} {identity}"):
            self._guard(olds)
            self._ledger.replacements.record_read(self._kind.object_id(identity), is_of_stack=bool(olds))
            return changer.fetch(identity, {"account_sid": self._session.sid, **olds})

    def update(self, identity: str, olds: Mapping[str, Any], values: Mapping[str, Any]) -> StateT:
        """Changes in place what differs from `olds`, in one call, and returns the whole new state.

        `values` are checked inputs. GoneError if the object is not there any more, UnconfirmedError if nobody knows
        whether Exotel has done it: the host stores that.
        """
        inputs, changer = self._checked(values), self._changer
        with during(f"updating {self._kind.describe(values)}"):
            self._guard(olds)
            return changer.put(identity, olds, inputs)

    def delete(self, identity: str, olds: Mapping[str, Any], urn: str) -> None:
        """Deletes the object, unless another resource than `urn` has it; one that is proven to be gone is a success."""
        changer = self._changer
        with during(f"deleting {self._kind.noun} {identity}"):
            self._guard(olds, LEFT_THE_STATE)
            changer.remove(identity, olds, urn)

    def _checked(self, values: Mapping[str, Any]) -> InputsT:
        # Only what `check` has returned comes here, so no rule is needed; numbers have become floats on the way.
        given = {name: value for name, value in values.items() if value is not None}
        return self._kind.inputs.model_validate(given, context=AS_ANSWERED)

    def _declare(self, olds: Mapping[str, Any], inputs: Mapping[str, Any], urn: str) -> Faults:
        """Records that the program declares this object.

        Returns a fault if this run has already deleted the object for another resource that shared it.
        """
        key = self._kind.key_of(inputs)
        previous = self._kind.key_of(olds) if olds else None
        deleter = self._ledger.declare(key, urn, previous)
        if previous != key or deleter in (None, urn):
            return []
        fault = "was deleted together with another resource of this stack that held the same object. "
        return [(self._kind.key, fault + "Run `pulumi refresh`, then `pulumi up`.")]

    def _guard(self, olds: Mapping[str, Any], note: str = "") -> None:
        """Refuses another account's settings. Masks, before anything is sent, what Exotel might repeat in an error."""
        foreign = self._foreign(olds)
        if foreign is not None:
            raise foreign.advising(foreign.advice + note)
        for name in self._kind.write_only:
            self._hide(olds.get(name))

    def _hide(self, *secrets: Any) -> None:
        for secret in secrets:
            if secret and isinstance(secret, str):
                self._session.hide(secret)

    def _foreign(self, olds: Mapping[str, Any]) -> errors.AccountError | None:
        """Builds the error of an object that is in another account than the settings name.

        A state without an account, or settings without one, prove nothing. Exotel's SIDs have no case.
        """
        theirs, ours = olds.get("account_sid"), self._session.sid
        if not theirs or not ours or str(theirs).casefold() == ours.casefold():
            return None
        elsewhere = self._words.provider_argument("account_sid")
        return errors.AccountError(
            f"this {self._kind.noun} is in the account {theirs}, and the settings are those of the account {ours}; "
            "nothing was changed",
            f"set exotel:accountSid (or EXOTEL_ACCOUNT_SID, or {elsewhere}), the key, the token and the region of "
            f"{theirs}, then run the command again. To move to {ours}, destroy the stack with the settings of {theirs} "
            "first.",
        )


# The engine drops what goes with its trunk before it asks for any deletion: whoever is refused first must say so.
LEFT_THE_STATE = (
    " Numbers, addresses, destinations and the caller ID of a trunk may have left the state already, because Pulumi "
    "drops what goes with its trunk: they are still at Exotel, and the next `pulumi up` takes them up again."
)
