"""What a kind of object must state of itself, so that the lifecycle can be written once for all of them.

Knows no kind and no host. The hooks are for what is unlike the other kinds; most kinds need few.
"""

from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Collection, Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.run import Mark, Thing
from exotel_pulumi.values import AS_ANSWERED


class Fields(BaseModel):
    """The root of every XInputs and XState: unknown fields are faults, values never show in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @classmethod
    def one_spelling(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of `values` that are fields here, each in its one spelling, whether they keep the rules or not."""
        return {name: _spelled(adapter, values[name]) for name, adapter in _adapters(cls).items() if name in values}

    @classmethod
    def preset(cls) -> dict[str, Any]:
        """The values of the fields that may be left out."""
        return {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}


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


InputsT = TypeVar("InputsT", bound=Fields)
StateT = TypeVar("StateT", bound=Fields)


class Kind(Generic[InputsT, StateT]):
    """The facts of one kind of object, and the few places where it is not like the others."""

    noun: ClassVar[str]  # what a person calls it
    collection: ClassVar[Collection]
    inputs: type[InputsT]
    state: type[StateT]
    key: ClassVar[str]  # the field by which an object is recognised, and named in messages
    replaces: ClassVar[frozenset[str]]  # fields that Exotel cannot change in place
    create_first: ClassVar[frozenset[str]] = frozenset()  # of those: old and new may stand side by side
    local: ClassVar[frozenset[str]] = frozenset()  # fields that steer this package and are never compared
    write_only: ClassVar[frozenset[str]] = frozenset()  # fields that Exotel takes and never returns
    appends: ClassVar[bool] = False  # a POST adds a second equal object instead of answering "duplicate"
    cascades: ClassVar[bool] = False  # Exotel deletes these together with their trunk
    one_per_trunk: ClassVar[bool] = False  # a trunk has one of these, whatever its key

    def defaults(self, account_sid: str | None) -> dict[str, Any]:
        """May give values to inputs that were left out and that depend on the account."""
        return {}

    def complete(self, inputs: InputsT, changed: AnyOf[str] | None) -> InputsT:
        """May fill in what Exotel must be given and a person need not write; `changed` is None for a new object."""
        return inputs

    def create_body(self, inputs: InputsT) -> dict[str, Any]:
        """Must return the body of the POST."""
        raise NotImplementedError

    def update_body(self, inputs: InputsT, changed: AnyOf[str]) -> dict[str, Any]:
        """Must return the body of the PUT that brings `changed` in line."""
        raise NotImplementedError

    def from_row(self, row: Row) -> Row:
        """May turn a row of Exotel's into values under our fields' names; into none if it stands for no object."""
        return row

    def may_adopt(self, inputs: InputsT) -> bool:
        """May refuse to take over an object that exists already."""
        return True

    def elsewhere(self, client: Client, inputs: InputsT) -> str | None:
        """May say where an object is that Exotel calls a duplicate and that is not in its own collection."""
        return None

    def cure(self, error: errors.InvalidParameterError, inputs: InputsT) -> Mark | None:
        """May name the object that has to exist before this one can, where a refusal says so."""
        return None

    def prerequisite(self, declared: Mapping[str, Any]) -> Collection | None:
        """May name the collection whose objects on the same trunk must exist first; values may be not known yet."""
        return None

    def advise(self, error: errors.ApiError, known: Mapping[str, Any]) -> str | None:
        """May give better advice on a refusal than the API layer could; `known` are the object's values."""
        return None

    def endpoint(self, trunk_sid: str | None) -> Endpoint:
        """Where objects of this kind live."""
        return Endpoint(self.collection, trunk_sid)

    def mark(self, values: Mapping[str, Any]) -> Mark:
        """What tells an object of this kind from every other of the run."""
        return (
            self.collection.name,
            str(values.get("trunk_sid") or ""),
            "" if self.one_per_trunk else str(values.get(self.key)),
        )

    def thing(self, identity: str) -> Thing:
        """The object of Exotel's that has this id; ids of two collections may be equal."""
        return self.collection.name, identity

    def describe(self, values: Mapping[str, Any]) -> str:
        """An object in words, by its key and its trunk."""
        trunk_sid = values.get("trunk_sid")
        return f"{self.noun} {values.get(self.key)}" + (f" on trunk {trunk_sid}" if trunk_sid else "")
