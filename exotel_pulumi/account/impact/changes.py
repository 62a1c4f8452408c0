"""What becomes of each resource of a preview, in one word, and the writing requests that it takes."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from exotel_pulumi import errors
from exotel_pulumi.account.plan import REFRESHED
from exotel_pulumi.account.preview import COMMAND, Preview, Side, Step, Urn
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.kind import Kind, ObjectId

# `made_first`: the new one is made, and the old one goes at the very end of the run. `deleted_first`: the old one goes,
# then the new one is made. `left`: what a run that failed has left, and this one deletes at its end. `read`: not ours.
Fate: TypeAlias = Literal[
    "kept", "updated", "made", "deleted", "made_first", "deleted_first", "left", "released", "read"
]

FORGETS = "remove-pending-replace"  # the engine's step for what a failed run has deleted, and no program declares now
HALVES = ("delete-replaced", "create-replacement")
SINGLE: Mapping[str, Fate] = {"same": "kept", "create": "made"}


@dataclass(frozen=True, eq=False)
class Change:
    """What becomes of one resource; `old` is None of what is made, `new` of what goes."""

    urn: Urn
    kind: Kind[Any, Any]
    fate: Fate
    old: Side | None
    new: Side | None

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def stays(self) -> bool:
        """Whether the object that there was is there after the run, in whatever hands."""
        return self.fate in ("kept", "updated", "released", "read")

    @property
    def is_untouched(self) -> bool:
        """Whether the run leaves the object as it is."""
        return self.stays and self.fate != "updated"

    @property
    def visibly_changed(self) -> set[str]:
        """The inputs of which a preview shows that they change: a secret shows no value."""
        if self.old is None or self.new is None:
            return set()
        old, new = self.old.inputs, self.new.inputs
        names = old.keys() | new.keys() | self.new.unknown
        return {name for name in names if old.get(name) != new.get(name) or name in self.new.unknown}

    def requests(self, is_taken_along: bool) -> int:
        """Returns how many writing requests it takes; what goes with its trunk takes none for its deletion."""
        match self.fate:
            case "updated":
                return 0 if self._only_steers else 1
            case "made":
                return self._to_make()
            case "deleted" | "left":
                return 0 if is_taken_along else 1
            case "made_first" | "deleted_first":
                return 1 + self._to_make()
        return 0

    @property
    def _only_steers(self) -> bool:
        """Whether nothing of an update is for Exotel; of a login, a word that is not sent sets its password again."""
        steering = self.kind.not_sent | self.kind.not_compared
        return not self.kind.write_only and set() < self.visibly_changed <= steering

    def _to_make(self) -> int:
        """Counts a POST, and the PUT of a destination's order: Exotel's POST takes none."""
        ordered = DESTINATION_URI.inputs.static_defaults()
        inputs = self.new.inputs if self.new else {}
        differs = any(inputs.get(name, ordered[name]) != ordered[name] for name in ("priority", "weight"))
        return 2 if self.kind is DESTINATION_URI and differs else 1


def changes_of(steps: Sequence[Step]) -> list[Change]:
    """Returns what becomes of each resource, in the order of the document.

    DeclarationError for a document without the two halves of a replacement: their order decides what is off.
    """
    gone = _gone(steps)
    ours = [_as_it_is(step, gone) for step in steps if step.op not in (REFRESHED, FORGETS)]
    replaced = {_id(step): list[str]() for step in ours if step.op == "replace"}
    for step in ours:
        if step.op in HALVES and _id(step) in replaced:
            replaced[_id(step)].append(step.op)
    found = ((step, _fate(step, replaced)) for step in ours)
    return [Change(_urn(step), step.kind, fate, step.old, step.new) for step, fate in found if fate is not None]


def stack_of(preview: Preview) -> str:
    """Returns the name of the stack; empty where there is no resource at all."""
    urns = [*(_urn(step) for step in preview.steps), *(other.urn for other in preview.others)]
    return urns[0].removeprefix("urn:pulumi:").partition("::")[0] if urns else ""


def requests_of(changes: Iterable[Change]) -> int:
    """Counts the writing requests of changes."""
    every = list(changes)
    going = {change.old.urn for change in every if change.fate == "deleted" and change.old}
    return sum(change.requests(bool(change.old and change.old.goes_with in going)) for change in every)


def _fate(step: Step, replaced: Mapping[ObjectId, Sequence[str]]) -> Fate | None:
    """Returns the fate that a step decides; None for the half of a replacement, and for what is gone already."""
    if step.op in HALVES:
        return "left" if step.op == "delete-replaced" and step.old and _id(step) not in replaced else None
    is_left_out = step.op == "same" and not (step.old and step.old.id)  # by `--target`: it will not be made
    if is_left_out or not (step.old or step.new):
        return None
    if any(side.is_external for side in (step.old, step.new) if side):
        return "read"
    if step.old is None:
        return "made"
    if step.op == "replace":
        return _order(replaced[_id(step)])
    if step.new is None:
        return "released" if step.old.is_kept or step.op != "delete" else "deleted"
    return SINGLE.get(step.op, "updated")


def _order(halves: Sequence[str]) -> Fate:
    if "create-replacement" not in halves:
        way = f"make it by {COMMAND}, and use it whole."
        raise errors.DeclarationError("the preview leaves out the two halves of a replacement", way)
    # From CLI 3.260 on, what goes with its trunk has no deletion of its own: it goes with the trunk, which is before.
    return "made_first" if halves[0] == "create-replacement" and len(halves) > 1 else "deleted_first"


def _gone(steps: Sequence[Step]) -> set[ObjectId]:
    """Returns what a run before has deleted that then failed to make the replacement.

    A preview marks each resource as it goes: of what it would delete itself, only the later steps have the mark.
    """
    deletions = {_id(step): step.old for step in steps if step.op == "delete-replaced" and step.old}
    going = {side.urn for side in deletions.values() if not side.awaits_replacement}
    found = {_id(step) for step in steps if step.op == FORGETS}
    for step in steps:
        side = deletions.get(_id(step), step.old)
        # From CLI 3.260 on, what goes with its trunk has no deletion of its own.
        is_taken_along = _id(step) not in deletions and side is not None and side.goes_with in going
        if side is not None and side.awaits_replacement and not is_taken_along:
            found.add(_id(step))
    return found


def _as_it_is(step: Step, gone: Set[ObjectId]) -> Step:
    """Returns a step whose old side is what Exotel has: nothing, after a run that deleted it and then failed."""
    return replace(step, old=None) if _id(step) in gone else step


def _id(step: Step) -> ObjectId:
    return step.kind.object_id(str(step.old.id if step.old else ""))


def _urn(step: Step) -> Urn:
    side = step.new or step.old
    return side.urn if side else ""
