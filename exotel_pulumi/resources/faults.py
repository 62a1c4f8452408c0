"""The faults of what a program declares, named all at once in a preview: the engine ends with the first resource.

A resource with a fault waits until the whole program is declared. It is the engine that refuses it then: what a target
leaves out, a transformation mends, or Exotel has by a hand, fails no preview.
"""

import asyncio
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pulumi

from exotel_pulumi.foreign import printable
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.planning import State, read_outputs
from exotel_pulumi.resources.program import TURNS, Declaration
from exotel_pulumi.words import PYTHON

Resources = list[pulumi.Resource]


class _Fault(NamedTuple):
    field: str
    value: object
    reason: str


class _Faulty:
    """The resources of one program that have faults, and what they wait for."""

    def __init__(self) -> None:
        self.found: list[tuple[Declaration, list[_Fault]]] = []
        self.named: pulumi.Output[Resources] = pulumi.Output.from_input(self._name())

    async def _name(self) -> Resources:
        """Names the faults of two resources or more; those of a single one the engine names."""
        # Pulumi runs the program's own code to its end before it serves the first awaitable: all is declared by then.
        state = await asyncio.to_thread(read_outputs) if len(self.found) > 1 else None
        said = []
        for new, faults in self.found if state is not None else ():
            left = [fault for fault in faults if not _has(state or {}, new.kind, fault)]
            if left:
                reasons = "; ".join(f"{PYTHON.argument(fault.field)}: {fault.reason}" for fault in left)
                said.append(f"{new.kind.noun} {new.name}: {reasons}")
        if len(said) > 1:
            lines = "\n  ".join([f"{len(said)} resources of the program have faults:", *said])
            pulumi.log.warn(printable(lines, keep="\n"))
            for _ in range(TURNS):  # until it has reached the engine
                await asyncio.sleep(0)
        return []


# By the program's root resource.
_programs: WeakKeyDictionary[pulumi.Resource, _Faulty] = WeakKeyDictionary()


def wait_for(new: Declaration, needed: pulumi.Output[Resources] | None) -> pulumi.Output[Resources] | None:
    """Returns what a resource waits for: what it needs and, in a preview, that its faults are named."""
    named = _named_with(new)
    if named is None or needed is None:
        return needed if named is None else named
    return pulumi.Output.all(named, needed).apply(lambda both: both[1])


def _named_with(new: Declaration) -> pulumi.Output[Resources] | None:
    root = pulumi.runtime.get_root_resource()
    if root is None or not pulumi.runtime.is_dry_run():
        return None
    faults = _faults(new)
    if not faults:
        return None
    if root not in _programs:
        _programs[root] = _Faulty()
    _programs[root].found.append((new, faults))
    return _programs[root].named


def _faults(new: Declaration) -> list[_Fault]:
    """Returns the faults of single values that the program's text gives."""
    ignored = new.options.ignore_changes if new.options and new.options.ignore_changes else ()
    given = {**new.inputs, "trunk_sid": new.trunk}
    return [
        _Fault(name, value, reason)
        for name, value in given.items()
        if isinstance(value, str | bool | int | float) and name not in ignored
        if (reason := new.kind.inputs.fault(name, value)) is not None
    ]


def _has(state: State, kind: Kind[Any, Any], fault: _Fault) -> bool:
    """Returns whether the stack has an object with this very value."""
    spelled, field = kind.inputs.spelled, fault.field
    of_kind = (had for other, had in state.values() if other is kind and field in had)
    return any(spelled(field, had[field]) == spelled(field, fault.value) for had in of_kind)
