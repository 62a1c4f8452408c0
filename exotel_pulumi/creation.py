"""Making an object exactly once, whatever becomes of the answer.

A POST whose outcome is unknown is never repeated before the object has been looked up by its key. A duplicate is taken
over where it is the same thing on the same trunk; a trunk only where the program asks for it.
"""

import time
from datetime import UTC, datetime, timedelta

from exotel_pulumi import errors, lookup
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import InputsT, Kind, StateT
from exotel_pulumi.run import Run

ATTEMPTS = 3
LOOKS = 3  # Exotel's lists may show a new object late
CLOCK_SKEW = timedelta(minutes=2)


def post(kind: Kind[InputsT, StateT], run: Run, inputs: InputsT) -> tuple[Row, bool]:
    """The row of the object, and whether this call made it with just these values.

    OutcomeUnknownError if it cannot be told whether Exotel has made it.
    """
    client, endpoint = run.client, kind.endpoint(getattr(inputs, "trunk_sid", None))
    for attempt in range(1, ATTEMPTS + 1):
        begun = datetime.now(UTC)
        try:
            row = client.create(endpoint, kind.create_body(inputs))
        except errors.DuplicateError as error:
            return _taken_over(kind, client, inputs, error), False
        except errors.InvalidParameterError as error:
            _await_cure(kind, run, inputs, error, last=attempt == ATTEMPTS)
        except (errors.NoAnswerError, errors.ServerError) as error:
            if isinstance(error, errors.NoAnswerError) and not error.sent:
                raise
            found = _after_lost_answer(kind, client, inputs, error, begun)
            if found is not None:
                return found, False
            if attempt == ATTEMPTS:
                raise
        else:
            return (row, True) if _is_whole(kind, row) else (_after_odd_answer(kind, client, inputs), False)
    raise AssertionError("unreachable")


def _is_whole(kind: Kind[InputsT, StateT], row: Row) -> bool:
    return row.get(kind.collection.id_field) not in (None, "")


def _taken_over(kind: Kind[InputsT, StateT], client: Client, inputs: InputsT, duplicate: errors.DuplicateError) -> Row:
    values = inputs.model_dump()
    for look in range(LOOKS):
        _pause(client, look)
        row = lookup.by_key(kind, client, values)
        if row is not None:
            return _if_allowed(kind, inputs, row, duplicate.answered)
        where = kind.elsewhere(client, inputs)
        if where:
            raise errors.ConflictError(
                f"{duplicate.answered}. It is {where}", "remove it there first; nothing was changed."
            )
    raise duplicate


def _if_allowed(kind: Kind[InputsT, StateT], inputs: InputsT, row: Row, answered: str) -> Row:
    if kind.may_adopt(inputs):
        return row
    identity = lookup.join_id(kind, getattr(inputs, "trunk_sid", None), row)
    raise errors.ConflictError(
        f"{answered}. It is {identity}",
        f"choose another {kind.key}, or set adopt=True to take {identity} over into this stack; nothing was changed.",
    )


def _after_lost_answer(
    kind: Kind[InputsT, StateT], client: Client, inputs: InputsT, lost: errors.ExotelError, begun: datetime
) -> Row | None:
    """The object, if it was made after all; None if it surely was not."""
    row = None
    try:
        for look in range(LOOKS):
            _pause(client, look)
            row = lookup.by_key(kind, client, inputs.model_dump())
            if row is not None:
                break
    except errors.ConflictError:
        raise
    except errors.ExotelError as error:
        raise errors.OutcomeUnknownError(
            f"outcome unknown: {lost.answered}; looking it up failed too: {error.answered}",
            "run the command again: what was made is recognised and not made twice.",
        ) from None
    if row is None or kind.may_adopt(inputs) or _made_since(row, begun):
        return row
    return _if_allowed(kind, inputs, row, f"outcome unknown: {lost.answered}, and the {kind.noun} exists")


def _made_since(row: Row, begun: datetime) -> bool:
    try:
        made = datetime.fromisoformat(str(row.get("date_created")))
    except ValueError:
        return False
    return (made if made.tzinfo else made.replace(tzinfo=UTC)) >= begun - CLOCK_SKEW


def _after_odd_answer(kind: Kind[InputsT, StateT], client: Client, inputs: InputsT) -> Row:
    """The object that Exotel said it made without saying which one it is."""
    for look in range(LOOKS):
        _pause(client, look)
        row = lookup.by_key(kind, client, inputs.model_dump())
        if row is not None:
            return row
    raise errors.OutcomeUnknownError(
        f"outcome unknown: Exotel accepted the {kind.noun} but neither named its id nor lists it",
        "run the command again: what was made is recognised and not made twice.",
    )


def _await_cure(
    kind: Kind[InputsT, StateT], run: Run, inputs: InputsT, error: errors.InvalidParameterError, *, last: bool
) -> None:
    """Returns when it is worth trying again: what Exotel misses was on its way in this run and has come."""
    needed = kind.cure(error, inputs)
    if needed is None or last or not run.plan.wait(needed):
        error.advice = kind.advise(error, inputs.model_dump()) or error.advice
        raise error
    _pause(run.client, 1)


def _pause(client: Client, look: int) -> None:
    if look:
        time.sleep(client.settings.retry_delay * look)
