"""What a kind of object must state about itself, so that the lifecycle can be written once for all kinds.

Knows no kind, no host and no Pulumi. The hooks are for what is unlike the other kinds; a plain kind needs none.
"""

from collections import abc
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Collection, Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.text import TRUNK_SID, TrunkSid


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
    key: str | None  # the other object's key; None while it is not known
    refusal: str  # words of Exotel's refusal (code 1002) where the other object is missing
    advice: str

    def is_missing(self, error: errors.InvalidParameterError) -> bool:
        """Returns whether Exotel refused an object because this need is not met."""
        return error.code == 1002 and self.refusal in error.text.lower()


class Fields(BaseModel):
    """The root of all models of objects: unknown fields are faults, values never show in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @classmethod
    def normalized(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Brings those of `values` that are fields here into their one spelling, whether they keep the rules or not."""
        return {name: _spelled(adapter, values[name]) for name, adapter in _adapters(cls).items() if name in values}

    @classmethod
    def spelled(cls, name: str, value: Any) -> Any:
        """Brings the value of one field into its one spelling, whether it keeps the rules or not."""
        return _spelled(_adapters(cls)[name], value)

    def known(self) -> dict[str, Any]:
        """Returns the fields that have a value."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    def static_defaults(cls) -> dict[str, Any]:
        """Returns the values of the fields that may be left out."""
        return {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}


class Inputs(Fields):
    """The root of every XInputs and, through it, of every XState."""

    # No argument of a resource: the lifecycle adds it, so that another account's settings are noticed.
    account_sid: str | None = Field(None, description="The account that the object is in.")

    @property
    def owner(self) -> str | None:
        """The SID of the trunk that the object is on; None for a trunk."""
        return None


class ChildInputs(Inputs):
    """The root of the inputs of what is on a trunk."""

    trunk_sid: TrunkSid = Field(description="The trunk.")

    @property
    def owner(self) -> str | None:
        """The SID of the trunk that the object is on."""
        return self.trunk_sid


@cache
def _adapters(model: type[Fields]) -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(_annotated(field)) for name, field in model.model_fields.items()}


def _annotated(field: FieldInfo) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _spelled(adapter: TypeAdapter[Any], value: Any) -> Any:
    try:
        return adapter.validate_python(value, context=AS_ANSWERED)
    except ValidationError:
        return value


InputsT = TypeVar("InputsT", bound=Inputs)
StateT = TypeVar("StateT", bound=Inputs)

ADDED: frozenset[str] = frozenset({"account_sid"})  # inputs that the lifecycle adds: never compared, never sent


class Kind(Generic[InputsT, StateT]):
    """The traits of one kind of object, and the few places where it is unlike the others."""

    name: ClassVar[str]  # of its resource; stands in people's states for ever
    noun: ClassVar[str]  # what a person calls it
    collection: ClassVar[Collection]
    inputs: type[InputsT]
    state: type[StateT]
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

    def account_defaults(self, account_sid: str | None) -> dict[str, Any]:
        """May give values to inputs that were left out and that depend on the account."""
        return {}

    def complete(self, inputs: InputsT, changed: abc.Collection[str] | None) -> InputsT:
        """May fill in what Exotel must be given and a person need not write; `changed` is None for a new object."""
        return inputs

    def create_body(self, inputs: InputsT) -> dict[str, Any]:
        """Must return the body of the POST: all inputs that Exotel has a word for, unless overridden."""
        unsent = {"trunk_sid"} | ADDED | self.not_compared | self.not_sent
        return {name: value for name, value in inputs.known().items() if name not in unsent}

    def update_body(self, inputs: InputsT, changed: abc.Collection[str]) -> dict[str, Any]:
        """Must return the body of the PUT that brings `changed` in line: that of the POST, unless overridden."""
        return self.create_body(inputs)

    def from_row(self, row: Row) -> Row:
        """May translate Exotel's row into our field names; must return {} for a row that is no object of this kind."""
        return row

    def may_adopt(self, inputs: InputsT) -> bool:
        """May refuse to take over an object that exists already."""
        return True

    def elsewhere(self, client: Client, inputs: InputsT) -> list[str]:
        """May find the other trunks that have an object which Exotel calls a duplicate."""
        return []

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
        fields = self.state.model_fields
        values = {name: value for name, value in known.items() if name in fields and value is not None}
        for name, value in self.from_row(row).items():
            if name in fields and (value is not None or not fields[name].is_required()):
                values[name] = value if value is not None else fields[name].default
        try:
            return self.state.model_validate(values, context=AS_ANSWERED)
        except ValidationError as error:
            faults = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        raise errors.UnexpectedAnswerError(
            f"Exotel's {self.noun} lacks or garbles: {faults}", "report this to exotel-pulumi; nothing was assumed."
        )
