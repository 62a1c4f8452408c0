"""What checking, comparing, creating, reading, changing and deleting mean, once for every kind of object.

Owns the rules of "gone" and of what counts as a difference. Knows no kind of object and no host: a kind states its
facts in `Kind`, a host calls the functions below.
"""

import logging
from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from exotel_pulumi import creation, errors, lookup
from exotel_pulumi.api.dialect import TRUNKS
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.errors import during
from exotel_pulumi.kind import InputsT, Kind, StateT
from exotel_pulumi.run import Run
from exotel_pulumi.values import AS_ANSWERED

log = logging.getLogger("exotel_pulumi")

# What a DELETE may come to where the object is gone already, or goes with it.
PERHAPS_GONE = (
    errors.NotFoundError,
    errors.ForbiddenError,
    errors.RouteNotFoundError,
    errors.UnexpectedAnswerError,
)


@dataclass(frozen=True)
class Difference:
    """What separates two sets of values of one object."""

    changed: frozenset[str]
    replaces: frozenset[str]
    delete_first: bool


def check(
    kind: Kind[InputsT, StateT], news: Mapping[str, Any], unknown: AnyOf[str], account_sid: str | None
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The inputs in their one spelling with defaults filled in, and every fault as (field, reason).

    Fields in `unknown` have no value yet: they are taken as they are and checked once they are known.
    """
    given = {name: value for name, value in news.items() if value is not None and name not in unknown}
    given = {**{name: value for name, value in kind.defaults(account_sid).items() if name not in unknown}, **given}
    faults = [fault for fault in _faults(kind, given) if fault[0] not in unknown]
    if faults:
        return dict(news), faults
    checked = {**kind.inputs.preset(), **kind.inputs.one_spelling(given), **{name: news[name] for name in unknown}}
    return {name: value for name, value in checked.items() if value is not None}, []


def diff(
    kind: Kind[InputsT, StateT], olds: Mapping[str, Any], news: Mapping[str, Any], unknown: AnyOf[str] = ()
) -> Difference:
    """What changes from `olds` to `news`. A field left out of `news` is not managed and never differs.

    Works in both directions: on a refresh the engine swaps the roles.
    """
    old = {**kind.inputs.preset(), **kind.inputs.one_spelling(olds)}
    new = kind.inputs.one_spelling({name: value for name, value in news.items() if name not in unknown})
    changed = {name for name, value in new.items() if value is not None and value != old.get(name)}
    changed = (changed | set(unknown)) - kind.local
    replaces = changed & kind.replaces
    # Delete first unless the new object differs in what tells it apart: creating first would take over the old object.
    side_by_side = bool(replaces) and replaces <= kind.create_first
    return Difference(frozenset(changed), frozenset(replaces), not side_by_side)


def create(kind: Kind[InputsT, StateT], run: Run, inputs: InputsT) -> tuple[str, StateT]:
    """Makes the object, or takes over the one that Exotel already has, and returns its id and state.

    ConflictError where taking over is not allowed, GoneError where the trunk is not there.
    """
    values = inputs.model_dump()
    with during(f"creating {kind.describe(values)}"), run.plan.claim(kind.mark(values), kind.noun):
        inputs = kind.complete(inputs, None)
        trunk_sid = values.get("trunk_sid")
        may_stand = kind.appends and not run.plan.is_new((TRUNKS.name, str(trunk_sid)))
        row = lookup.by_key(kind, run.client, values) if may_stand else None
        if row is not None and run.plan.hold(kind.thing(lookup.join_id(kind, trunk_sid, row))):
            made = creation.Made(row, existed=True)
        else:
            made = _post(kind, run, inputs)
        identity = lookup.join_id(kind, trunk_sid, made.row)
        if kind.collection.upsert:
            # Whether it met something is not told: it may have taken over what another resource is about to delete.
            run.plan.hold(kind.thing(identity), anew=True)
        if made.as_asked:
            run.plan.note_new(kind.thing(identity))
        return identity, _completed(kind, run, identity, made, inputs)


def _completed(kind: Kind[InputsT, StateT], run: Run, identity: str, made: creation.Made, inputs: InputsT) -> StateT:
    """The state of an object in line with the inputs; what was made and cannot be brought there is removed again."""
    try:
        return _in_line(kind, run, identity, made, inputs)
    except errors.ExotelError as error:
        if made.as_asked and not kind.collection.upsert:
            try:
                _delete(kind, run, identity, inputs.model_dump())
            except errors.ExotelError:
                error.advice += f" {kind.noun} {identity} was made and could neither be completed nor removed again."
        raise


def read(kind: Kind[InputsT, StateT], run: Run, identity: str, olds: Mapping[str, Any]) -> StateT | None:
    """The object as Exotel has it; None only where it is proven to be gone.

    `olds` is the state so far (empty for an object that is looked up by its id): it keeps what Exotel never returns.
    """
    with during(f"reading {kind.noun} {identity}"):
        row = lookup.by_id(kind, run.client, identity)
        if row is None and run.plan.is_new(kind.thing(identity)):
            row = lookup.patiently(run.client, lambda: lookup.by_id(kind, run.client, identity, fresh=True))
        trunk_sid, _ = lookup.split_id(kind, identity)
        return None if row is None else _state(kind, row, {**olds, "trunk_sid": trunk_sid})


def update(kind: Kind[InputsT, StateT], run: Run, identity: str, olds: Mapping[str, Any], inputs: InputsT) -> StateT:
    """Changes in place what differs from `olds`, in one call, and returns the whole new state.

    GoneError where the object is not there any more.
    """
    changed = diff(kind, olds, inputs.model_dump()).changed
    run.plan.hold(kind.thing(identity))
    with during(f"updating {kind.describe(inputs.model_dump())}"):
        inputs = kind.complete(inputs, changed)
        try:
            row = _put(kind, run, identity, inputs, changed)
        except (errors.NotFoundError, errors.ForbiddenError) as error:
            if lookup.by_id(kind, run.client, identity, fresh=True) is not None:
                raise
            told = f"it is not there any more. {error.answered}"
            raise errors.GoneError(told, "run `pulumi refresh`; the next `pulumi up` makes it anew.") from None
        return _state(kind, row, {**olds, **inputs.model_dump(exclude_none=True)})


def delete(kind: Kind[InputsT, StateT], run: Run, identity: str, olds: Mapping[str, Any], urn: str = "") -> None:
    """Deletes the object, unless another resource than `urn` has it; one that is proven to be gone is a success."""
    thing, mark = kind.thing(identity), kind.mark(kind.inputs.one_spelling(olds))
    if not run.plan.may_delete(thing, mark, urn):
        _tell_kept(kind, identity)
        return
    try:
        _delete(kind, run, identity, olds)
    except errors.ExotelError:
        run.plan.note_not_deleted(thing, mark)
        raise
    run.plan.release(mark)


def _tell_kept(kind: Kind[InputsT, StateT], identity: str) -> None:
    """Says what a resource under another name may not know of the object that it keeps."""
    if kind.collection.top_level:
        # The engine has not asked for the deletion of children that go with their trunk, and will not.
        told = "What was removed from the program along with the trunk's old name stays on it."
    elif kind.write_only:
        told = "The one that had it last has set its password: if it is the one removed, give `rotation` a new value."
    else:
        return
    log.warning("%s %s is kept: another resource of the program has it. %s", kind.noun, identity, told)


def _delete(kind: Kind[InputsT, StateT], run: Run, identity: str, olds: Mapping[str, Any]) -> None:
    with during(f"deleting {kind.noun} {identity}"):
        trunk_sid, item = lookup.split_id(kind, identity)
        try:
            run.client.delete(kind.endpoint(trunk_sid), item)
        except PERHAPS_GONE as error:
            if lookup.by_id(kind, run.client, identity, fresh=True) is not None:
                _advise(kind, error, olds)
                raise error from None


def _post(kind: Kind[InputsT, StateT], run: Run, inputs: InputsT) -> creation.Made:
    trunk_sid = getattr(inputs, "trunk_sid", None)
    try:
        return creation.post(kind, run, inputs)
    except (errors.NotFoundError, errors.ForbiddenError) as error:
        if trunk_sid is None or run.plan.is_new((TRUNKS.name, trunk_sid)) or lookup.has_trunk(run.client, trunk_sid):
            raise
        told = f"there is no trunk {trunk_sid} in this account. {error.answered}"
    raise errors.GoneError(told, "run `pulumi refresh` if the trunk is one of this stack; else verify its SID.")


def _faults(kind: Kind[InputsT, StateT], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    try:
        kind.inputs.model_validate(values)
    except ValidationError as error:
        return [(str(fault["loc"][0]), _reason(fault["type"], fault["msg"])) for fault in error.errors()]
    return []


def _reason(kind_of_fault: str, message: str) -> str:
    known = {"missing": "is required", "extra_forbidden": "is not an argument of this resource"}
    return known.get(kind_of_fault, message.removeprefix("Value error, "))


def _in_line(kind: Kind[InputsT, StateT], run: Run, identity: str, made: creation.Made, inputs: InputsT) -> StateT:
    """The state of an object after what differs from the inputs has been put right."""
    known = inputs.model_dump()
    state = _state(kind, made.row, known)
    changed = diff(kind, state.model_dump(), known).changed
    if not made.as_asked:
        changed |= {name for name in kind.write_only if known.get(name) is not None}
    fixed = changed & kind.replaces
    if fixed:
        raise errors.ConflictError(
            f"{kind.noun} {identity} exists with another {', '.join(sorted(fixed))}, which Exotel cannot change",
            "make the program say what Exotel has, or delete the object there.",
        )
    if not changed:
        return state
    row = _put(kind, run, identity, inputs, changed)
    return _state(kind, row, {**state.model_dump(), **inputs.model_dump(exclude_none=True)})


def _put(kind: Kind[InputsT, StateT], run: Run, identity: str, inputs: InputsT, changed: AnyOf[str]) -> Row:
    body = kind.update_body(inputs, changed) if changed else {}
    if not body:
        return {}
    if kind.collection.upsert:
        return creation.post(kind, run, inputs).row
    trunk_sid, item = lookup.split_id(kind, identity)
    try:
        return run.client.update(kind.endpoint(trunk_sid), item, body)
    except errors.DuplicateError as error:
        # A repeated PUT may meet its own first attempt; anything else is another object of the same key.
        row = lookup.by_id(kind, run.client, identity, fresh=True)
        if row and _says(kind, row, inputs) and kind.write_only.isdisjoint(changed):
            return row
        error.advice = (
            f"there is another {kind.noun} like this; choose another {kind.key}, or free this one in a run before. "
            "Nothing was changed."
        )
        raise
    except errors.RouteNotFoundError as error:
        error.advice = (
            f"this account does not offer changing a {kind.noun}: ask Exotel's support to open the call, or have it "
            "made anew with `pulumi up --replace <urn>` (`pulumi stack --show-urns` lists them)."
        )
        raise
    except errors.ApiError as error:
        _advise(kind, error, inputs.model_dump())
        raise


def _says(kind: Kind[InputsT, StateT], row: Row, inputs: InputsT) -> bool:
    """Whether a row has the values of the inputs already."""
    known = inputs.model_dump()
    return not diff(kind, _state(kind, row, known).model_dump(), known).changed


def _advise(kind: Kind[InputsT, StateT], error: errors.ExotelError, known: Mapping[str, Any]) -> None:
    if isinstance(error, errors.ApiError):
        error.advice = kind.advise(error, known) or error.advice


def _state(kind: Kind[InputsT, StateT], row: Row, known: Mapping[str, Any]) -> StateT:
    """A state out of what Exotel answered and, for what it did not mention, what is known. Null means the default."""
    fields = kind.state.model_fields
    values = {name: value for name, value in known.items() if name in fields and value is not None}
    for name, value in kind.from_row(row).items():
        if name in fields and (value is not None or not fields[name].is_required()):
            values[name] = value if value is not None else fields[name].default
    try:
        return kind.state.model_validate(values, context=AS_ANSWERED)
    except ValidationError as error:
        faults = ", ".join(str(fault["loc"][0]) for fault in error.errors())
    raise errors.UnexpectedAnswerError(
        f"Exotel's {kind.noun} lacks or garbles: {faults}", "report this to exotel-pulumi; nothing was assumed."
    )
