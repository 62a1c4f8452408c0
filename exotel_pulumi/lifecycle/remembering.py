"""What the next run must know of an operation that failed; and what a date says of a run that could not store anything.

=====================================  ===========================================================================
what happened                          what is stored
=====================================  ===========================================================================
made, and not brought in line          the object as Exotel has answered, and the mark if that is not known for sure
changed, and the outcome is unknown    all that was known before, and the mark
refused, or never sent                 nothing: what was known before is true
=====================================  ===========================================================================

With the mark, `unconfirmed`, every preview shows an update, which sets all that can be set. A refresh takes the mark
off again where Exotel's row tells everything; of a kind with fields that Exotel never returns, a change alone does.
"""

from collections import abc
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.objects.fields import UNCONFIRMED
from exotel_pulumi.objects.kind import InputsT, Kind, StateT

CHANGED = "date_updated"  # of Exotel's rows; a kind with write-only fields has it in its state
VOID: Mapping[str, Any] = {UNCONFIRMED: None, CHANGED: None}  # what a change makes void of what was known
TOLERANCE = timedelta(seconds=2)  # by which the answer of a change and a list may differ


def half_made(
    kind: Kind[InputsT, StateT], identity: str, known: Mapping[str, Any], cause: errors.ExotelError, *, is_sure: bool
) -> errors.HalfMadeError:
    """Builds the error of an object that was made and could not be completed."""
    mark = {} if is_sure and not cause.leaves_open else {UNCONFIRMED: True}
    note = f"The {kind.noun} is made, as {identity}, and in the state: `pulumi up` completes it, `destroy` removes it."
    return errors.HalfMadeError(cause, identity, {**known, **mark}, note)


def unconfirmed(
    kind: Kind[InputsT, StateT],
    identity: str,
    olds: Mapping[str, Any],
    changed: abc.Collection[str],
    cause: errors.ExotelError,
) -> errors.UnconfirmedError:
    """Builds the error of a change of which nobody knows whether Exotel has done it."""
    # What Exotel has no word for and makes a difference sets what Exotel never returns, such as `rotation` a password.
    secrets = sorted(kind.write_only) if {*changed} & (kind.write_only | kind.not_sent) else []
    doubt = f"either {secrets[0]} may be in force" if secrets else "Exotel may have the old values or the new ones"
    doubtful = cause.adding(f"The outcome is unknown: {doubt}")
    note = "The next `pulumi up` sets what the program says by then, also if you take the change back."
    return errors.UnconfirmedError(doubtful, identity, {**olds, UNCONFIRMED: True}, note)


def after_read(kind: Kind[InputsT, StateT], olds: Mapping[str, Any], state: StateT) -> StateT:
    """Returns a state that was read, with the mark where what Exotel never returns may not be what `olds` say."""
    doubtful = bool(kind.write_only) and bool(olds.get(UNCONFIRMED) or _is_changed_unseen(kind, olds, state))
    return state.model_copy(update={UNCONFIRMED: doubtful or None})


def with_secrets(kind: Kind[InputsT, StateT], olds: Mapping[str, Any], inputs: InputsT) -> InputsT:
    """Returns the inputs with those write-only fields of the state that they leave out."""
    given = inputs.known()
    return inputs.model_copy(update={name: olds.get(name) for name in kind.write_only if name not in given})


def _is_changed_unseen(kind: Kind[InputsT, StateT], olds: Mapping[str, Any], state: StateT) -> bool:
    """Returns whether Exotel has changed an object since, and no field that it returns explains that."""
    before, now = instant(olds.get(CHANGED)), instant(getattr(state, CHANGED, None))
    if before is None or now is None or now - before <= TOLERANCE:
        return False
    old = {**kind.state.static_defaults(), **kind.state.normalized(olds)}
    return all(getattr(state, name) == old.get(name) for name in kind.shown)


def instant(text: object) -> datetime | None:
    """Reads a date. None for one that cannot be read or carries no zone, which proves nothing."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
