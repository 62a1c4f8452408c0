"""What a program declares, held against the rules and against what it declared before. Pure: sends nothing."""

from collections import abc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from exotel_pulumi.objects.fields import UNCONFIRMED
from exotel_pulumi.objects.kind import InputsT, Kind, StateT

Faults = list[tuple[str, str]]  # (field, reason); the field is empty if the whole resource is meant


@dataclass(frozen=True)
class Difference:
    """What separates two sets of values of one object."""

    changed: frozenset[str]
    replaces: frozenset[str]
    delete_first: bool


def check(
    kind: Kind[InputsT, StateT],
    news: Mapping[str, Any],
    unknown: abc.Collection[str],
    account_sid: str | None,
    olds: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], Faults]:
    """Returns the inputs in their one spelling with defaults filled in, and every fault.

    Fields in `unknown` have no value yet: they are taken as they are and checked once they are known. A value that is
    that of `olds`, the state, needs no rule: Exotel has it, and with `ignore_changes` the engine hands it back. An
    input named `account_sid` is added, so that the next run notices the settings of another account.
    """
    given = {name: value for name, value in news.items() if value is not None and name not in unknown}
    added = {"account_sid": account_sid} if account_sid else {}
    values = {**kind.account_defaults(account_sid), **given, **added}
    for name in unknown:
        values.pop(name, None)
    try:
        checked = kind.inputs.model_validate(values).known()
    except ValidationError as error:
        faults = [(str(fault["loc"][0]), _reason(fault["type"], fault["msg"])) for fault in error.errors()]
        allowed = {*unknown, *kind.unaffected(_unchanged(kind, olds or {}, given))}
        faults = [fault for fault in faults if fault[0] not in allowed]
        if faults:
            return dict(news), faults
        # Something is not known yet, or breaks a rule: each field is brought into its one spelling by itself.
        checked = {**kind.inputs.static_defaults(), **kind.inputs.normalized(values)}
        checked = {name: value for name, value in checked.items() if value is not None}
    return {**checked, **{name: news[name] for name in unknown}}, []


def _unchanged(kind: Kind[InputsT, StateT], olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
    """Returns the fields that the state has with the same value."""
    both = olds.keys() & news.keys() & kind.inputs.model_fields.keys()
    return {name for name in both if kind.inputs.spelled(name, olds[name]) == kind.inputs.spelled(name, news[name])}


def diff(
    kind: Kind[InputsT, StateT], olds: Mapping[str, Any], news: Mapping[str, Any], unknown: abc.Collection[str] = ()
) -> Difference:
    """Returns what changes from `olds` to `news`. A field left out of `news` is not managed and never differs.

    Works in both directions: on a refresh the engine swaps the roles.
    """
    known = {name: value for name, value in news.items() if name not in unknown}
    return compare(kind, olds, kind.inputs.normalized(known), unknown)


def compare(
    kind: Kind[InputsT, StateT], olds: Mapping[str, Any], news: Mapping[str, Any], unknown: abc.Collection[str] = ()
) -> Difference:
    """Does as `diff` where `news` are in their one spelling already."""
    old = {**kind.inputs.static_defaults(), **kind.inputs.normalized(olds)}
    changed = {name for name, value in news.items() if value is not None and value != old.get(name)}
    if olds.get(UNCONFIRMED):
        changed |= kind.writable  # whatever the state says of them
    changed = (changed | set(unknown)) - kind.never_differs
    replaces = changed & kind.replaces
    # Delete first unless the new object differs in its key, whatever else differs: creating first would take over the
    # old object. Where the trunk is replaced, the engine deletes what is on it first, whatever is said here.
    side_by_side = bool(replaces & kind.create_first)
    return Difference(frozenset(changed), frozenset(replaces), not side_by_side)


def _reason(fault: str, message: str) -> str:
    # A program in Python cannot leave it out: its value was None.
    required = "is required: it has no value, or comes from a resource that has failed"
    known = {"missing": required, "extra_forbidden": "is not an argument of this resource"}
    return known.get(fault, message.removeprefix("Value error, "))
