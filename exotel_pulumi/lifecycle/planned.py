"""A run as it is about to be: what a program declares, and what its stack has, as far as both are known by then.

Pure: sends nothing, and knows no host. A host fills in a `Plan` at a moment of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects.fields import Inputs
from exotel_pulumi.objects.kind import Key, Kind
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.objects.values import AS_ANSWERED

AnyKind: TypeAlias = Kind[Any, Any]
Step: TypeAlias = Literal["create", "replace", "keep"]


@dataclass(frozen=True, eq=False)
class Former:
    """An object as the stack has it: its key, its trunk, and never a secret."""

    kind: AnyKind
    values: Mapping[str, Any]
    is_declared: bool = False  # a resource of the program keeps or replaces it

    @cached_property
    def key(self) -> Key:
        """What distinguishes the object from every other one of the stack."""
        return self.kind.key_of(self.values)


@dataclass(frozen=True, eq=False)
class Planned:
    """A resource of the program: what the run will do with it, its checked inputs, and what it was before.

    Of what is kept, no values are needed. `trunk` is the resource that an object is on, if the program says a resource.
    """

    kind: AnyKind
    step: Step
    values: Mapping[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    trunk: "Planned | None" = None
    former: Former | None = None

    @property
    def is_made(self) -> bool:
        """Whether the run makes an object, or takes one over."""
        return self.step != "keep"

    @cached_property
    def key(self) -> str | None:
        """What the object is recognised by; None while it is not known."""
        key = self.values.get(self.kind.key)
        return None if key is None else str(self.kind.inputs.spelled(self.kind.key, key))

    @property
    def trunk_sid(self) -> str | None:
        """The trunk's SID as the inputs have it; None while it is not known."""
        return self.values.get("trunk_sid")

    @property
    def has_new_key(self) -> bool:
        """Whether the object is recognised by another key than before, or was not there."""
        return self.former is None or self.former.key.key != self.kind.key_of(self.values).key

    @property
    def is_elsewhere(self) -> bool:
        """Whether the object has a new key, or another trunk that is there already."""
        former = self.former
        return self.has_new_key or (former is not None and self.trunk_sid not in (None, former.key.trunk_sid))

    def inputs(self, trunk_sid: str | None) -> Inputs | None:
        """Returns the inputs as a creation has them; None if too little is known. An unknown secret is a given one."""
        fields = self.kind.inputs.model_fields
        given = {name: value for name, value in self.values.items() if name in fields and value is not None}
        given |= dict.fromkeys(self.kind.write_only & self.unknown, "unknown")
        if trunk_sid is not None:
            given["trunk_sid"] = trunk_sid
        try:
            inputs: Inputs = self.kind.inputs.model_validate(given, context=AS_ANSWERED)
        except ValidationError:
            return None
        completed: Inputs = self.kind.complete(inputs, None)
        return completed

    def known(self, inputs: Inputs) -> dict[str, Any]:
        """Returns those of its inputs whose values the preview knows."""
        unknown = self.unknown - self.kind.write_only - {"trunk_sid"}
        return {name: value for name, value in inputs.known().items() if name not in unknown}


@dataclass(frozen=True, eq=False)
class Plan:
    """All resources of a program in one account, and all objects that the stack has there."""

    planned: Sequence[Planned]
    formers: Sequence[Former] = ()

    @cached_property
    def made(self) -> list[Planned]:
        """What the run makes, takes over or replaces."""
        return [planned for planned in self.planned if planned.is_made]

    @cached_property
    def made_trunks(self) -> list[Planned]:
        """Of those, the trunks."""
        return [planned for planned in self.made if planned.kind.collection.top_level]

    @cached_property
    def leaving_trunks(self) -> list[Former]:
        """The trunks of the stack that no resource of the program has."""
        return [former for former in self.formers if former.kind is TRUNK and not former.is_declared]

    @cached_property
    def of_stack(self) -> Mapping[Key, list[Former]]:
        """What the stack has, by its keys."""
        found: defaultdict[Key, list[Former]] = defaultdict(list)
        for former in self.formers:
            found[former.key].append(former)
        return found

    @cached_property
    def keys_on(self) -> Mapping[tuple[str, str], set[Key]]:
        """The keys of what the stack has, by the kind and the trunk."""
        found: defaultdict[tuple[str, str], set[Key]] = defaultdict(set)
        for key in self.of_stack:
            found[key.kind, key.trunk_sid].add(key)
        return found

    @cached_property
    def on_trunk(self) -> Mapping[Planned, list[Planned]]:
        """What is declared on each trunk of the program."""
        found: defaultdict[Planned, list[Planned]] = defaultdict(list)
        for planned in self.planned:
            if planned.trunk is not None:
                found[planned.trunk].append(planned)
        return found

    @cached_property
    def stays(self) -> Mapping[Key, Planned]:
        """What the run keeps as it is, by its key in the state."""
        kept = (planned for planned in self.planned if not planned.is_made and planned.former is not None)
        return {planned.former.key: planned for planned in kept if planned.former is not None}

    def is_kept(self, key: Key) -> bool:
        """Returns whether the stack has this object, and a resource of the program keeps or replaces it."""
        return any(former.is_declared for former in self.of_stack.get(key, ()))

    def knows_trunk(self, trunk_sid: str) -> bool:
        """Returns whether the program has something on this trunk."""
        return any(former.is_declared and former.key.trunk_sid == trunk_sid for former in self.formers)


class Trunks:
    """Which trunks of Exotel's are those of a plan, by the account's list of trunks; None if it was not read."""

    def __init__(self, plan: Plan, rows: Sequence[Row] | None) -> None:
        self.is_known = rows is not None
        self._rows = by_key(TRUNK, rows or ())
        self._names = {str(row[TRUNK.collection.id_field]): str(row.get(TRUNK.key)) for row in rows or ()}
        self.sids = list(self._names)
        self._of: dict[Planned, Row | None] = {}
        for trunk in plan.made_trunks:
            self._of[trunk] = self._named(trunk.key)
        self.left = {former: sid for former in plan.leaving_trunks if (sid := self._sid_of(former))}
        self.replaced = {
            trunk: sid
            for trunk in plan.made_trunks
            if trunk.step == "replace" and trunk.former is not None and (sid := self._sid_of(trunk.former))
        }

    def row_of(self, trunk: Planned) -> Row | None:
        """Returns the trunk that Exotel has under the name that a trunk of the program is to have."""
        return self._of.get(trunk)

    def sid_of(self, planned: Planned) -> str | None:
        """Returns the trunk on which an object will be, if Exotel has that trunk by now."""
        if planned.trunk_sid is not None:
            return planned.trunk_sid
        trunk = planned.trunk
        row = self._of.get(trunk) if trunk is not None and trunk.step == "create" else None
        return str(row[TRUNK.collection.id_field]) if row and trunk and trunk.values.get("adopt") else None

    def described(self, sid: str) -> str:
        """Names a trunk for a person."""
        return f"{self._names[sid]} ({sid})" if sid in self._names else sid

    def _sid_of(self, former: Former) -> str | None:
        row = self._named(former.values.get(TRUNK.key))
        return None if row is None else str(row[TRUNK.collection.id_field])

    def _named(self, name: object) -> Row | None:
        # Names are unique in an account: the row of this name is the trunk that the state has.
        rows = self._rows.get(folded(TRUNK, name), ())
        return next((row for row in rows if row.get(TRUNK.key) == name), rows[0] if rows else None)


def by_key(kind: AnyKind, rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Finds the rows of each key, as `folded` writes the key."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if kind.from_row(row):
            found[folded(kind, kind.said(row).get(kind.key))].append(row)
    return found


def folded(kind: AnyKind, key: object) -> str:
    """Returns a key as one of two that are the same thing: the one that a trunk has of its kind has no key."""
    if kind.one_per_trunk:
        return ""
    return str(key) if kind.key_has_case else str(key).casefold()


def keys_sought(plan: Plan) -> Iterator[Planned]:
    """Yields what another trunk may have as well: Exotel takes such an object on one trunk at a time."""
    for planned in plan.made:
        if planned.kind.collection.across and planned.key is not None and planned.has_new_key:
            yield planned
