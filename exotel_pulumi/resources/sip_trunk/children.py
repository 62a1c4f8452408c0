"""Collections of children: how a person may write them, and how they are named and found again.

A child is named by its value, so that another one beside it, or another order, touches nothing. A list holds values.
A mapping holds, for a value, its settings; or, for a name of the person's choice, a value, which may be an Output.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypedDict, TypeVar

import pulumi

from exotel_pulumi import errors
from exotel_pulumi.objects.values import sort_of
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import ModeInput, Thing, text_of

Entries: TypeAlias = dict[str, dict[str, Any]]  # the arguments of each child by its key


class NumberSettings(TypedDict, total=False):
    """What may be said of a phone number; `phone_number` where the key is a name and not the number."""

    phone_number: pulumi.Input[str]
    mode: ModeInput


class IpSettings(TypedDict, total=False):
    """What may be said of a whitelisted IP; `ip` where the key is a name and not the address."""

    ip: pulumi.Input[str]
    mask: pulumi.Input[int]


class DestinationSettings(TypedDict, total=False):
    """What may be said of a destination; `destination` where the key is a name and not the destination."""

    destination: pulumi.Input[str]
    priority: pulumi.Input[int]
    weight: pulumi.Input[int]


class LoginSettings(TypedDict, total=False):
    """What may be said of a login; `user_name` where the key is a name of another kind."""

    user_name: pulumi.Input[str]
    password: pulumi.Input[str]
    friendly_name: pulumi.Input[str]
    rotation: pulumi.Input[str]


Numbers: TypeAlias = Sequence[str] | Mapping[str, pulumi.Input[str] | NumberSettings]
Ips: TypeAlias = Sequence[str] | Mapping[str, pulumi.Input[str] | IpSettings]
Destinations: TypeAlias = Sequence[str] | Mapping[str, pulumi.Input[str] | DestinationSettings]
Logins: TypeAlias = Sequence[str] | Mapping[str, pulumi.Input[str] | LoginSettings]

ChildT = TypeVar("ChildT", bound=Declared)


@dataclass(frozen=True)
class Argument(Generic[ChildT]):
    """An argument of a component that stands for children of one kind."""

    name: str
    resource: type[ChildT]
    alone: str | None = None  # the setting that may stand in place of a dict; a value differs from it by its plus sign

    @property
    def key(self) -> str:
        """The field whose value tells one child from the others."""
        return self.resource.kind.key

    def spelled(self, value: str) -> str:
        """Returns the one spelling of a value, right or wrong: two that Exotel takes for the same are one child."""
        return str(self.resource.kind.inputs.normalized({self.key: value})[self.key])

    def read(self, given: object) -> Entries:
        """Returns the arguments of each child by its key. DeclarationError for what is neither a list nor a mapping."""
        entries: Entries = {}
        for key, arguments in self._pairs(given):
            if entries.setdefault(key, arguments) != arguments:
                raise errors.DeclarationError(f"{self.name} has {key} twice, with different settings")
        return entries

    def _pairs(self, given: object) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(given, Mapping):
            yield from (self._named(key, value) for key, value in given.items())
        elif isinstance(given, Sequence) and not isinstance(given, str):
            yield from (self._valued(value) for value in given)
        elif isinstance(given, pulumi.Output):
            raise errors.DeclarationError(
                f"{self.name} is an Output, and its children must have names before it is known: "
                f'write {self.name}={{"a_name_of_your_choice": the_output[0]}}, or read a setting as plain text with '
                "config.require_object(…)"
            )
        else:
            raise errors.DeclarationError(f"{self.name} must be a list or a mapping, not {sort_of(given)}")

    def _valued(self, given: object) -> tuple[str, dict[str, Any]]:
        value = self._text(given)
        if isinstance(value, pulumi.Output):
            raise errors.DeclarationError(
                f"{self.name} has an Output in a list, which has no name before it is known: "
                f'write {self.name}={{"a_name_of_your_choice": the_output}}'
            )
        if not isinstance(value, str):
            fault = self.resource.kind.inputs.fault(self.key, value)
            raise errors.DeclarationError(f"{self.name}: each {fault}")
        key = self.spelled(value)
        return key, {self.key: key}

    def _named(self, key: object, given: object) -> tuple[str, dict[str, Any]]:
        if not isinstance(key, str):
            raise errors.DeclarationError(f"{self.name} must have text for its keys, not {sort_of(key)}")
        settings = self._settings(given)
        if self.key in settings:
            return key, settings
        value, arguments = self._valued(key)
        return value, {**arguments, **settings}

    def _settings(self, given: object) -> dict[str, Any]:
        given = self._text(given)
        if isinstance(given, Mapping):
            unknown = given.keys() - {*self.resource.kind.declarable}
            if unknown:
                raise errors.DeclarationError(f"{self.name} has unknown settings: {', '.join(sorted(unknown))}")
            return dict(given)
        if self.alone and isinstance(given, str) and not given.startswith("+"):
            return {self.alone: given}
        if isinstance(given, str | pulumi.Output):
            return {self.key: given}
        raise errors.DeclarationError(
            f"{self.name} must map to text, an Output or a dict of settings, not {sort_of(given)}"
        )

    def _text(self, given: object) -> object:
        """Returns the text of a thing that stands for it, anything else as it is."""
        if not isinstance(given, Thing):
            return given
        try:
            return text_of(self.key, given, shape=f'{self.name}={{"a_name_of_your_choice": %s}}')
        except errors.DeclarationError as error:
            raise errors.DeclarationError(f"{self.name}: {error.answered}; {error.advice}") from None


class Children(Mapping[str, ChildT]):
    """Children by their values, in any spelling of them, or by the names that they were given."""

    def __init__(self, argument: Argument[ChildT], children: Mapping[str, ChildT]) -> None:
        self._argument = argument
        self._children = children

    def __getitem__(self, key: str) -> ChildT:
        return self._children[key if key in self._children else self._argument.spelled(key)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._children)

    def __len__(self) -> int:
        return len(self._children)
