"""What a kind of object must state about itself, so that the lifecycle can be written once for all kinds.

Knows no kind, no host and no Pulumi. The hooks are for what is unlike the other kinds; a plain kind needs none.
"""

import re
from collections import abc
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from exotel_pulumi import errors
from exotel_pulumi.api.dialect import Collection, Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects.fields import ADDED, UNCONFIRMED, Inputs, State
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.text import TRUNK_SID


class Key(NamedTuple):
    """What a program says about an object: what distinguishes it from every other one."""

    kind: str
    trunk_sid: str
    key: str


class ObjectId(NamedTuple):
    """An object that Exotel has. Ids of two kinds may be equal."""

    kind: str
    id: str


@dataclass(frozen=True)
class Need:
    """Another object that Exotel wants on the same trunk before it takes this one."""

    kind: str  # the name of the other object's kind
    field: str  # that kind's field by which an object is recognised
    key: str | None  # the other object's key; None while it is not known
    refusal: str  # words of Exotel's refusal (code 1002) where the other object is missing
    advice: str  # what to do, before the declaration that does it

    def is_missing(self, error: errors.InvalidParameterError) -> bool:
        """Returns whether Exotel refused an object because this need is not met."""
        return error.code == 1002 and self.refusal in error.text.lower()


InputsT = TypeVar("InputsT", bound=Inputs)
StateT = TypeVar("StateT", bound=State)

# Before the name of each kind in people's states, for ever: of the dynamic host and of the plugin.
TOKENS = "pulumi-python:dynamic/exotel:"
NATIVE_TOKENS = "exotel:index:"


class Summary(NamedTuple):
    """What a person reads of one object in a list."""

    what: str
    value: Any
    more: Any = ""


class Kind(Generic[InputsT, StateT]):
    """The traits of one kind of object, and the few places where it is unlike the others."""

    name: ClassVar[str]  # of its resource; stands in people's states for ever
    noun: ClassVar[str]  # what a person calls it
    collection: ClassVar[Collection]
    inputs: type[InputsT]
    state: type[StateT]  # the inputs again, and what Exotel reports beside them
    key: ClassVar[str]  # the field by which an object is recognised, and named in messages
    key_has_case: ClassVar[bool] = True  # two keys that differ in case alone are two
    replaces: ClassVar[frozenset[str]]  # fields that Exotel cannot change in place
    create_first: ClassVar[frozenset[str]] = frozenset()  # of those: old and new may stand side by side
    not_compared: ClassVar[frozenset[str]] = frozenset()  # fields that steer this package: never sent, no difference
    not_sent: ClassVar[frozenset[str]] = frozenset()  # fields that Exotel has no word for, and that make a difference
    write_only: ClassVar[frozenset[str]] = frozenset()  # fields that Exotel takes and never returns
    allows_duplicates: ClassVar[bool] = False  # a POST adds a second equal object instead of answering "duplicate"
    cascades: ClassVar[bool] = False  # Exotel deletes these together with their trunk
    one_per_trunk: ClassVar[bool] = False  # a trunk has one of these, whatever its key
    cannot_delete: ClassVar[str | None] = None  # advice where an account does not offer the DELETE
    to_adopt: ClassVar[str] = ""  # advice where an object may not be taken over; has {adopt} and {identity}
    while_away: ClassVar[str] = "missing"  # what an object is while Exotel does not have it
    judged_with: ClassVar[tuple[tuple[str, str], ...]] = ()  # the rule of the first field reads the second one

    @cached_property
    def label(self) -> str:
        """The name in lower case, such as `phone_number`: of its file, and of what is named after the kind."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.name).lower()

    @property
    def list_name(self) -> str:
        """The name of a list of its objects, such as `phone_numbers`."""
        return f"{self.label}s"

    @property
    def token(self) -> str:
        """The type of its resources in people's states, with the dynamic host."""
        return TOKENS + self.name

    @property
    def native_token(self) -> str:
        """The type of its resources in people's states, with the plugin."""
        return NATIVE_TOKENS + self.name

    @cached_property
    def own_id(self) -> str | None:
        """The output that has Exotel's own id alone; None for a setting, which has a name."""
        if self.collection.upsert:
            return None
        return self.collection.id_field if self.collection.top_level else f"{self.label}_id"

    @cached_property
    def declarable(self) -> tuple[str, ...]:
        """The fields that a program may write, beside the trunk that the object is on."""
        return tuple(name for name in self.inputs.model_fields if name not in (ADDED, "trunk_sid"))

    @property
    def example(self) -> dict[str, Any]:
        """One plausible declaration, by the examples of the fields."""
        fields = self.inputs.model_fields
        return {name: examples[0] for name in self.declarable if (examples := fields[name].examples)}

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields that tell a person what Exotel has."""
        return tuple(sorted({*self.declarable} - self.not_compared - self.not_sent - self.write_only))

    @cached_property
    def writable(self) -> frozenset[str]:
        """The fields that Exotel can change in place."""
        return frozenset(self.declarable) - self.replaces - self.not_compared - self.not_sent

    @cached_property
    def never_differs(self) -> frozenset[str]:
        """The fields that make no difference between two sets of values."""
        return self.not_compared | {ADDED}

    @property
    def requests_to_make(self) -> int:
        """The requests of a creation: its POST, and the list that is read before it where it might be a second one."""
        looks = self.allows_duplicates or self.collection.upsert or self.collection.top_level
        return 2 if looks else 1

    def summary(self, values: Mapping[str, Any]) -> Summary:
        """May say more of an object than its key, in short; `values` are the fields that are shown."""
        return Summary(self.noun, values[self.key])

    def unaffected(self, unchanged: abc.Set[str]) -> set[str]:
        """Returns those of the unchanged fields whose rule reads nothing that has changed."""
        return {*unchanged} - {field for field, other in self.judged_with if other not in unchanged}

    def account_defaults(self, account_sid: str | None) -> dict[str, Any]:
        """May give values to inputs that were left out and that depend on the account."""
        return {}

    def complete(self, inputs: InputsT, changed: abc.Collection[str] | None) -> InputsT:
        """May fill in what Exotel must be given and a person need not write; `changed` is None for a new object."""
        return inputs

    def create_body(self, inputs: InputsT) -> dict[str, Any]:
        """Must return the body of the POST: all inputs that Exotel has a word for, unless overridden."""
        sent = {*self.declarable} - self.not_compared - self.not_sent
        return {name: value for name, value in inputs if value is not None and name in sent}

    def update_body(self, inputs: InputsT, changed: abc.Collection[str]) -> dict[str, Any]:
        """Must return the body of the PUT that brings `changed` in line: that of the POST, unless overridden."""
        return self.create_body(inputs)

    def from_row(self, row: Row) -> Row:
        """May translate Exotel's row into our field names; must return {} for a row that is no object of this kind."""
        return row

    def said(self, row: Row) -> dict[str, Any]:
        """Returns the fields of the state that a row speaks of, in their one spelling; null says nothing."""
        answered = {name: value for name, value in self.from_row(row).items() if value is not None}
        return self.state.normalized(answered)

    def may_adopt(self, inputs: InputsT) -> bool:
        """May refuse to take over an object that exists already, unless this run has made it; see `to_adopt`."""
        return True

    def needs(self, known: Mapping[str, Any]) -> Need | None:
        """May name what Exotel wants first; `known` are the inputs, as far as they are known."""
        return None

    def endpoint(self, trunk_sid: str | None) -> Endpoint:
        """Returns where objects of this kind live."""
        return Endpoint(self.collection, trunk_sid)

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Returns what distinguishes an object of this kind from every other one of the program, in any spelling."""
        key = "" if self.one_per_trunk else str(self.inputs.spelled(self.key, values.get(self.key)))
        return Key(self.name, str(values.get("trunk_sid") or ""), key)

    def object_id(self, identity: str) -> ObjectId:
        """Returns the object of Exotel's that a resource's id names."""
        return ObjectId(self.name, identity)

    def split_id(self, identity: str) -> tuple[str | None, str]:
        """Takes a resource's id apart: the trunk SID (None for a trunk itself) and Exotel's own id.

        IdentityError for an id that no object of this kind can have.
        """
        trunk_sid, slash, item = identity.rpartition("/")
        if bool(slash) == self.collection.top_level or not item or (slash and not TRUNK_SID.fullmatch(trunk_sid)):
            shape = "a trunk SID" if self.collection.top_level else f"<trunk_sid>/<{self.collection.id_field}>"
            raise errors.IdentityError(f"{identity!r} is not the id of a {self.noun}", f"give {shape}.")
        return trunk_sid or None, item

    def join_id(self, trunk_sid: str | None, row: Row) -> str:
        """Returns the id of the resource that a row stands for."""
        item = str(row[self.collection.id_field])
        return item if trunk_sid is None else f"{trunk_sid}/{item}"

    def describe(self, values: Mapping[str, Any]) -> str:
        """Names an object for a person, by its key and its trunk."""
        trunk_sid = values.get("trunk_sid")
        return f"{self.noun} {values.get(self.key)}".rstrip() + (f" on trunk {trunk_sid}" if trunk_sid else "")

    def state_of(self, row: Row, known: Mapping[str, Any]) -> StateT:
        """Builds a state from what Exotel answered and, for what it did not mention, from what is known.

        Null means the default. UnexpectedAnswerError where a required field is missing or cannot be read.
        """
        fields, values = self.state.model_fields, dict[str, Any]()
        for name, value in known.items():
            if name in fields and value is not None:
                values[name] = value
        for name, value in self.from_row(row).items():
            if name in fields and name != UNCONFIRMED and (value is not None or not fields[name].is_required()):
                values[name] = value if value is not None else fields[name].default
        try:
            return self.state.model_validate(values, context=AS_ANSWERED)
        except ValidationError as error:
            faults = {str(fault["loc"][0]) for fault in error.errors()}
        if faults.isdisjoint(self.inputs.model_fields):
            # What only informs must not cost the object: a value that cannot be read is left out.
            known = {name: value for name, value in values.items() if name not in faults}
            return self.state.model_validate(known, context=AS_ANSWERED)
        raise errors.UnexpectedAnswerError(
            f"Exotel's {self.noun} lacks or garbles: {', '.join(sorted(faults))}",
            "report this to exotel-pulumi; nothing was assumed.",
        )
