"""Making an object exactly once, whatever becomes of the answer.

A POST whose outcome is unknown is never repeated before the object has been looked up by its key. A duplicate is taken
over where it is the same thing on the same trunk; a trunk only where the program asks for it.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from exotel_pulumi import errors, lookup
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import InputsT, Kind, StateT
from exotel_pulumi.run import Run

ATTEMPTS = 3
CLOCK_SKEW = timedelta(minutes=2)
LOST = (errors.NoAnswerError, errors.ServerError, errors.UnexpectedAnswerError)


@dataclass(frozen=True)
class Made:
    """An object of Exotel's and how it came about."""

    row: Row
    as_asked: bool = False  # its values are surely those of the request
    existed: bool = False  # it was there before


def post(kind: Kind[InputsT, StateT], run: Run, inputs: InputsT) -> Made:
    """The object, made now or taken over.

    OutcomeUnknownError if it cannot be told whether Exotel has made it.
    """
    begun, lost = datetime.now(UTC), False
    for attempt in range(1, ATTEMPTS + 1):
        last = attempt == ATTEMPTS
        try:
            row = _posted(kind, run.client, inputs)
        except errors.DuplicateError as error:
            found = _taken_over(kind, run, inputs, error, begun if lost else None)
            if found is not None:
                return found
            _unless_it_goes(kind, run, inputs, error, last=last)
        except errors.InvalidParameterError as error:
            _await_cure(kind, run, inputs, error, last=last)
        except LOST as error:
            found = _after_lost_answer(kind, run, inputs, error, begun)
            if found is not None:
                return found
            if last:
                raise
            lost = True
        else:
            twin = _twin(kind, run.client, inputs, row) if lost and kind.appends else None
            return Made(twin or row, as_asked=twin is None)
    raise AssertionError("unreachable")


def _posted(kind: Kind[InputsT, StateT], client: Client, inputs: InputsT) -> Row:
    row = client.create(kind.endpoint(getattr(inputs, "trunk_sid", None)), kind.create_body(inputs))
    if row.get(kind.collection.id_field) in (None, ""):
        raise errors.UnexpectedAnswerError(f"Exotel accepted the {kind.noun} without naming its id")
    return row


def _unless_it_goes(
    kind: Kind[InputsT, StateT], run: Run, inputs: InputsT, duplicate: errors.DuplicateError, *, last: bool
) -> None:
    """Returns when it is worth trying again: what was in the way is being deleted by another resource of this run."""
    if last or not run.plan.is_deleted(kind.mark(inputs.model_dump())):
        raise duplicate


def _taken_over(
    kind: Kind[InputsT, StateT],
    run: Run,
    inputs: InputsT,
    duplicate: errors.DuplicateError,
    lost_since: datetime | None,
) -> Made | None:
    """What Exotel calls a duplicate; if an answer was lost before, it may be this run's own work.

    None where no list has it, or where another resource of this run deletes it.
    """

    def look() -> Row | None:
        row = lookup.by_key(kind, run.client, inputs.model_dump())
        where = _elsewhere(kind, run.client, inputs) if row is None else None
        if where is None:
            return row
        raise errors.ConflictError(
            f"{duplicate.answered}. It is {where}", "remove it there first; nothing was changed."
        )

    row = lookup.patiently(run.client, look)
    if row is not None:
        return _if_allowed(kind, run, inputs, row, duplicate.answered, lost_since)
    duplicate.advice = (
        "Exotel says that it exists and lists it nowhere in this account: run the command again in a minute; if it "
        "stays so, another account may hold it, which Exotel's support can tell."
    )
    return None


def _elsewhere(kind: Kind[InputsT, StateT], client: Client, inputs: InputsT) -> str | None:
    """Where else the object is; a look-up that not every account offers must not hide the duplicate."""
    try:
        return kind.elsewhere(client, inputs)
    except errors.ExotelError:
        return None


def _if_allowed(
    kind: Kind[InputsT, StateT], run: Run, inputs: InputsT, row: Row, answered: str, lost_since: datetime | None
) -> Made | None:
    """The object as the resource's own, if this run has made it or it may be adopted; None if this run deletes it."""
    own = lost_since is not None and _made_since(row, lost_since)
    identity = lookup.join_id(kind, getattr(inputs, "trunk_sid", None), row)
    if kind.key not in kind.replaces and run.plan.is_left(kind.mark(inputs.model_dump())):
        told = f"{answered}. It is {identity}, which another resource of the program has and is about to rename"
        raise errors.ConflictError(told, "run the command again; nothing was changed for this one.")
    if own or kind.may_adopt(inputs):
        return Made(row, existed=not own) if run.plan.hold(kind.thing(identity)) else None
    raise errors.ConflictError(
        f"{answered}. It is {identity}",
        f"choose another {kind.key}, or set adopt=True to take {identity} over into this stack; nothing was changed.",
    )


def _after_lost_answer(
    kind: Kind[InputsT, StateT], run: Run, inputs: InputsT, lost: errors.ExotelError, begun: datetime
) -> Made | None:
    """The object, if it was made after all; None if it surely was not."""
    if isinstance(lost, errors.NoAnswerError) and not lost.sent:
        raise lost
    try:
        row = lookup.patiently(run.client, lambda: lookup.by_key(kind, run.client, inputs.model_dump()))
    except errors.ConflictError:
        raise
    except errors.ExotelError as error:
        raise _unknown(kind, inputs, f"{lost.answered}; looking it up failed too: {error.answered}") from None
    if row is not None:
        answered = f"outcome unknown: {lost.answered}, and the {kind.noun} exists"
        return _if_allowed(kind, run, inputs, row, answered, begun)
    if isinstance(lost, errors.UnexpectedAnswerError):
        raise _unknown(kind, inputs, f"{lost.answered}, and does not list it") from None
    return None


def _unknown(kind: Kind[InputsT, StateT], inputs: InputsT, answered: str) -> errors.OutcomeUnknownError:
    then = "is recognised" if kind.may_adopt(inputs) else "is named with its id, for adopt=True,"
    return errors.OutcomeUnknownError(
        f"outcome unknown: {answered}", f"run the command again: what was made {then} and not made twice."
    )


def _made_since(row: Row, begun: datetime) -> bool:
    try:
        made = datetime.fromisoformat(str(row.get("date_created")))
    except ValueError:
        return False
    return (made if made.tzinfo else made.replace(tzinfo=UTC)) >= begun - CLOCK_SKEW


def _twin(kind: Kind[InputsT, StateT], client: Client, inputs: InputsT, row: Row) -> Row | None:
    """The object of an earlier attempt that Exotel's list showed too late; the second one is deleted again."""
    id_field = kind.collection.id_field

    def look() -> Row | None:
        rows = lookup.all_by_key(kind, client, inputs.model_dump())
        return next((other for other in rows if str(other[id_field]) != str(row[id_field])), None)

    earlier = lookup.patiently(client, look)
    if earlier is not None:
        client.delete(kind.endpoint(getattr(inputs, "trunk_sid", None)), str(row[id_field]))
    return earlier


def _await_cure(
    kind: Kind[InputsT, StateT], run: Run, inputs: InputsT, error: errors.InvalidParameterError, *, last: bool
) -> None:
    """Returns when it is worth trying again: what Exotel misses was on its way in this run and has come."""
    needed = kind.cure(error, inputs)
    if needed is None or last or not run.plan.wait(needed):
        error.advice = kind.advise(error, inputs.model_dump()) or error.advice
        raise error
    time.sleep(run.client.settings.retry_delay)
