"""The plan of a run (lifecycle/planned.py) by the document of its preview, for one account. Pure.

What breaks the rule of its field counts as not known: no such value gets into a request.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exotel_pulumi.account.preview import Side, Step, Urn
from exotel_pulumi.lifecycle import planned
from exotel_pulumi.lifecycle.planned import Former, Plan, Planned
from exotel_pulumi.objects.fields import ADDED
from exotel_pulumi.objects.kind import Kind, ObjectId

# What the engine does, and what that is for a plan. The two halves of a replacement have steps of their own beside it.
FATES: Mapping[str, planned.Step] = {"create": "create", "replace": "replace", "same": "keep", "update": "keep"}
REFRESHED = "refresh"  # the step of what `--refresh` has read: what becomes of it stands in another step


def plan_of(steps: Sequence[Step], account_sid: str) -> tuple[Plan, Mapping[Planned, Side]]:
    """Returns the plan of an account, and each of its resources as the program declares it."""
    ours = [step for step in steps if step.op != REFRESHED and is_of(step, account_sid)]
    formers = _formers(ours)
    declared: dict[Planned, Side] = {}
    by_urn: dict[Urn, Planned] = {}
    for step in sorted(ours, key=lambda step: not step.kind.collection.top_level):  # what is on a trunk names it
        new, fate = step.new, FATES.get(step.op)
        if new is None or fate is None or not new.is_owned:
            continue
        values, unknown = _inputs(step.kind, new)
        former = formers.get(_id(step)) if step.old else None
        by_urn[new.urn] = Planned(step.kind, fate, values, unknown, _trunk(new, by_urn), former)
        declared[by_urn[new.urn]] = new
    return Plan(list(declared), list(formers.values())), declared


def other_accounts(steps: Sequence[Step], account_sid: str) -> list[str]:
    """Lists the accounts of resources that are not in the plan of this one."""
    others = [step for step in steps if not is_of(step, account_sid)]
    return sorted({str(side.inputs[ADDED]) for step in others for side in _sides(step) if ADDED in side.inputs})


def _formers(steps: Sequence[Step]) -> dict[ObjectId, Former]:
    """Returns what the stack has, by its ids; of an object that is only read, nobody says that it goes."""
    kept = {_id(step) for step in steps if step.old and step.new}
    return {
        _id(step): Former(step.kind, _recognised_by(step.kind, step.old), _id(step) in kept)
        for step in steps
        if step.old and step.old.is_owned
    }


def _recognised_by(kind: Kind[Any, Any], side: Side) -> dict[str, str]:
    return {name: value for name in (kind.key, "trunk_sid") if isinstance(value := side.outputs.get(name), str)}


def _inputs(kind: Kind[Any, Any], side: Side) -> tuple[dict[str, Any], frozenset[str]]:
    """Returns the inputs that are known and keep the rules, and the names of the others."""
    fields = kind.inputs.model_fields.keys() - {ADDED}
    given = {name: value for name, value in side.inputs.items() if name in fields - kind.write_only}
    known = {name: value for name, value in given.items() if kind.inputs.fault(name, value) is None}
    others = side.inputs.keys() | side.unknown | side.secret
    return known, frozenset(fields & others - known.keys())


def _trunk(side: Side, by_urn: Mapping[Urn, Planned]) -> Planned | None:
    """Returns the trunk that an object is on, if the program says a resource."""
    trunks = [by_urn[urn] for urn in side.sources.get("trunk_sid", ()) if urn in by_urn]
    return trunks[0] if len(trunks) == 1 and trunks[0].kind.collection.top_level else None


def _id(step: Step) -> ObjectId:
    return step.kind.object_id(str(step.old.id if step.old else None))


def is_of(step: Step, account_sid: str) -> bool:
    """Returns whether a resource is in the account; one whose account is a secret or not known may be."""
    owners = [side.inputs[ADDED] for side in _sides(step) if ADDED in side.inputs]
    return all(str(owner).casefold() == account_sid.casefold() for owner in owners)


def _sides(step: Step) -> Iterator[Side]:
    yield from (side for side in (step.old, step.new) if side is not None)
