"""What one running program has declared: which resources stand for one object, and which must be made first.

Waits for nothing that could wait for it: a circle of resources that wait for each other is a hang without a word.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import pulumi

from exotel_pulumi import errors
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources import hosting
from exotel_pulumi.resources.handed import TrunkInput
from exotel_pulumi.resources.provider import account_of

Resources: TypeAlias = frozenset[pulumi.Resource]
Place: TypeAlias = tuple[str, object, object]

NOTHING: Resources = frozenset()

# Turns of the event loop in which an Output that is made of known ones becomes known.
TURNS = 50


@dataclass(frozen=True, eq=False)
class Declaration:
    """One resource of a program, as far as the program's text says."""

    name: str
    resource: pulumi.Resource
    kind: Kind[Any, Any]
    trunk: TrunkInput | None
    inputs: Mapping[str, Any]
    options: pulumi.ResourceOptions | None
    provider: pulumi.ProviderResource | None

    def key(self) -> str | None:
        """Returns what distinguishes the object on its trunk; None while that is not known."""
        if self.kind.one_per_trunk:
            return ""
        return self.spelled(self.inputs.get(self.kind.key))

    def spelled(self, key: Any) -> str | None:
        """Returns a key in its one spelling; None for what is not text yet."""
        return str(self.kind.inputs.spelled(self.kind.key, key)) if isinstance(key, str) else None

    def depends_on(self) -> Iterator[object]:
        """Yields what the program says that this resource waits for, beside its inputs."""
        given = self.options.depends_on if self.options else None
        yield from given if isinstance(given, list | tuple) else ([given] if given is not None else [])


class Program:
    """The declarations of one program, found by what they stand for and by where they are."""

    def __init__(self) -> None:
        self._names: dict[tuple[Place, str], str] = {}
        self._in_place: defaultdict[Place, list[Declaration]] = defaultdict(list)
        self._of: dict[pulumi.Resource, Declaration] = {}
        self._accounts: dict[pulumi.ProviderResource | None, object] = {}

    def add(self, new: Declaration) -> None:
        """Records a resource. ConflictError if a resource of another name stands for the same object.

        Two resources of one name are the engine's to refuse; a program under mocks may be made twice.
        """
        key, place = new.key(), self._place(new)
        if key is not None and (other := self._names.setdefault((place, key), new.name)) != new.name:
            which = f": {key}" if key else ""
            raise errors.ConflictError(
                f"this {new.kind.noun} is declared twice in the program{which}, as {other} and as {new.name}",
                "keep one of the two declarations.",
                tried=f"declaring {new.name}",
            )
        self._in_place[place].append(new)
        self._of[new.resource] = new

    def _place(self, new: Declaration) -> Place:
        """Returns the kind, the account, and how the program names the trunk: by a resource or Output, or by a SID."""
        if new.provider not in self._accounts:
            self._accounts[new.provider] = account_of(new.provider)
        trunk = new.trunk if new.trunk is None or isinstance(new.trunk, str) else id(new.trunk)
        return new.kind.name, self._accounts[new.provider], trunk

    async def needed_by(self, new: Declaration) -> list[pulumi.Resource]:
        """Finds what must exist before a resource, wherever in the program it is declared.

        That is the object with the key that the resource needs. Where the key is not known yet, it is an object whose
        key comes from the same resource as the need. What might wait for `new` is left out: Exotel's refusal is then
        met when the object is created (lifecycle/posting.py).
        """
        # Pulumi runs the program's own code to its end before it serves the first awaitable: all is declared by then.
        known, sources = await _resolved(new.inputs.get(new.kind.key))
        need = new.kind.needs({new.kind.key: known})
        if need is None:
            return []
        there = self._in_place[need.kind, *self._place(new)[1:]]
        exact = [other for other in there if need.key is not None and other.key() == need.key]
        shared = (new.trunk, new.provider)
        safe = sources | {resource for resource in shared if isinstance(resource, pulumi.Resource)}
        chosen = []
        for other in exact or there:
            from_same = (await _made_of(other.inputs.get(other.kind.key)) or NOTHING) & sources
            if (exact or from_same) and await self._cannot_wait_for(other, safe):
                chosen.append(other.resource)
        return chosen

    async def _cannot_wait_for(self, other: Declaration, safe: Resources) -> bool:
        """Returns whether all that `other` waits for exists already, or is what the asker waits for as well.

        Only that is certain: nobody can see what the resources of other providers wait for.
        """
        for resource in other.depends_on():
            own = self._of.get(resource) if isinstance(resource, pulumi.Resource) else None
            if resource in safe:
                continue
            if own is None or own.kind.needs({}) is not None or not await self._cannot_wait_for(own, safe):
                return False
        if other.provider is not None and other.provider not in safe:
            return False
        made_of = [await _made_of(value) for value in other.inputs.values()]
        return all(resources is not None and resources <= safe for resources in made_of)


async def _resolved(value: Any) -> tuple[Any, Resources]:
    """Waits for an input, as its resource does anyway; returns None for what a preview cannot know, and its origins."""
    if not isinstance(value, pulumi.Output):
        return (value if isinstance(value, str) else None), NOTHING
    known = await value.future() if await value.is_known() else None
    return known, frozenset(await value.resources())


async def _made_of(value: Any) -> Resources | None:
    """Returns the resources that an input comes from; None if that is not known yet, and could be known too late."""
    if not isinstance(value, pulumi.Output):
        return NOTHING if value is None or isinstance(value, str | int | float) else None
    # An Output says so only when its value is there. Whoever waited for a value that waits for him would hang.
    asked = asyncio.ensure_future(value.resources())
    asked.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    for _ in range(TURNS):
        if asked.done():
            break
        await asyncio.sleep(0)
    failed = not asked.done() or asked.cancelled() or asked.exception() is not None
    return None if failed else frozenset(asked.result())


# By the program's root resource.
_programs: WeakKeyDictionary[object, Program] = WeakKeyDictionary()


def declare(new: Declaration) -> pulumi.Output[list[pulumi.Resource]] | None:
    """Records a resource of the running program and returns those that must exist before it.

    ConflictError if a resource of another name stands for the same object.
    """
    root = hosting.root()
    if root is None:
        return None
    program = _programs.setdefault(root, Program())
    program.add(new)
    if new.trunk is None or new.kind.needs(new.inputs) is None:
        return None
    return pulumi.Output.from_input(program.needed_by(new))
