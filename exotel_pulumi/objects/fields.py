"""The roots of the models of objects: fields with their rules; each field comes into its one spelling by itself."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, alias_generators
from pydantic.fields import FieldInfo

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.text import TrunkSid

# The input that the lifecycle adds, so that another account's settings are noticed: never declared, compared or sent.
ADDED = "account_sid"
# The output that the lifecycle adds after a change of which nobody knows whether Exotel has done it.
UNCONFIRMED = "unconfirmed"

# A field's name in the schema, and back. The same few come with each of a thousand resources, and finding the other
# form is a search by pattern: it is kept.
to_camel = lru_cache(1024)(alias_generators.to_camel)
to_snake = lru_cache(1024)(alias_generators.to_snake)


class Fields(BaseModel):
    """The root of all models of objects: unknown fields are faults, values never show in error messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @classmethod
    def normalized(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Brings those of `values` that are fields here into their one spelling, whether they keep the rules or not."""
        spelled: dict[str, Any] = {}
        for name, validated in _validations(cls).items():
            if name in values:
                spelled[name] = values[name]
                with suppress(ValidationError):
                    spelled[name] = validated(values[name], context=AS_ANSWERED)
        return spelled

    @classmethod
    def spelled(cls, name: str, value: Any) -> Any:
        """Brings the value of one field into its one spelling, whether it keeps the rules or not."""
        return cls.normalized({name: value})[name]

    @classmethod
    def fault(cls, name: str, value: Any) -> str | None:
        """Says what is wrong with the value of one field, apart from what depends on other fields."""
        try:
            _validations(cls)[name](value)
        except ValidationError as error:
            return error.errors()[0]["msg"].removeprefix("Value error, ")
        return None

    def known(self) -> dict[str, Any]:
        """Returns the fields that have a value."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    @cache
    def static_defaults(cls) -> Mapping[str, Any]:
        """Returns the values of the fields that may be left out."""
        return {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}


class Inputs(Fields):
    """The root of every XInputs."""

    account_sid: str | None = Field(None, description="The account that the object is in.")

    @property
    def owner(self) -> str | None:
        """The SID of the trunk that the object is on; None for a trunk."""
        return None


class State(Inputs):
    """The root of every XState, beside its XInputs: what only informs. No program writes it, no value is compared."""

    date_created: str | None = Field(
        None, description="When Exotel made the object, by Exotel's clock: ISO 8601, UTC. Not every answer has it."
    )
    unconfirmed: bool | None = Field(
        None,
        description="`True` after a change whose answer was lost: nobody knows whether Exotel has done it. The next "
        "`pulumi up` sets what the program says by then.",
    )


class ChildInputs(Inputs):
    """The root of the inputs of what is on a trunk."""

    trunk_sid: TrunkSid = Field(description="The trunk.")

    @property
    def owner(self) -> str | None:
        """The SID of the trunk that the object is on."""
        return self.trunk_sid


@cache
def _validations(model: type[Fields]) -> dict[str, Callable[..., Any]]:
    # By the validator itself: the adapter's own method is one more call for each value of each resource.
    fields = model.model_fields.items()
    return {name: TypeAdapter(_annotated(field)).validator.validate_python for name, field in fields}


def _annotated(field: FieldInfo) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def by_field(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Returns properties of either host's resources by the names of their fields: the plugin's have camelCase."""
    return {to_snake(name): value for name, value in properties.items()}
