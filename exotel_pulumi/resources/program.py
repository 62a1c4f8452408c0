"""What one running program has declared: which resources stand for one object, and which must be made first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import pulumi

from exotel_pulumi import errors
from exotel_pulumi.objects.kind import Kind

TrunkInput: TypeAlias = pulumi.CustomResource | pulumi.Input[str] | pulumi.Output[Any]


@dataclass(frozen=True)
class Declaration:
    """One resource of a program, as far as the program's text says."""

    resource: pulumi.Resource
    kind: Kind[Any, Any]
    trunk: TrunkInput | None
    inputs: Mapping[str, Any]

    def is_on(self, trunk: TrunkInput | None) -> bool:
        """Returns whether both name their trunk in one way: the same resource or Output, or equal SIDs."""
        return self.trunk is trunk or (isinstance(trunk, str) and self.trunk == trunk)

    def key(self) -> str | None:
        """Returns what distinguishes the object on its trunk; None while that is not known."""
        if self.kind.one_per_trunk:
            return ""
        key = self.inputs.get(self.kind.key)
        return str(self.kind.inputs.normalized({self.kind.key: key})[self.kind.key]) if isinstance(key, str) else None

    def is_twin_of(self, other: "Declaration") -> bool:
        """Returns whether both certainly stand for one object."""
        same_place = self.kind is other.kind and self.is_on(other.trunk)
        return same_place and self.key() is not None and self.key() == other.key()


# What each running program has declared, by the program's root resource.
_declared: WeakKeyDictionary[pulumi.Resource, list[Declaration]] = WeakKeyDictionary()


def declare(name: str, declaration: Declaration) -> pulumi.Output[list[pulumi.Resource]] | None:
    """Records a resource and returns those that must exist before it, wherever in the program they are declared.

    ConflictError if the program has declared the same object before.
    """
    program = pulumi.runtime.get_root_resource()
    if program is None:
        return None
    declared = _declared.setdefault(program, [])
    if any(declaration.is_twin_of(other) for other in declared):
        raise errors.ConflictError(
            f"this {declaration.kind.noun} is declared twice in the program",
            "keep one of the two declarations.",
            tried=f"declaring {name}",
        )
    declared.append(declaration)
    need = declaration.kind.needs(declaration.inputs) if declaration.trunk is not None else None
    if need is None:
        return None

    async def needed() -> list[pulumi.Resource]:
        # Pulumi runs the program's own code to its end before it serves the first awaitable: all is declared by then.
        return [other.resource for other in declared if other.kind.name == need.kind and other.is_on(declaration.trunk)]

    return pulumi.Output.from_input(needed())
