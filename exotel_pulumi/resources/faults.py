"""The faults of what a program declares, reported all at once in a preview: the engine ends with the first resource.

A resource with a fault waits until the whole program is declared. If it is the only one, the engine reports it, at the
resource itself. Nothing is a fault that Exotel has: the check of the host lets a value of the state be.
"""

import asyncio
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pulumi

from exotel_pulumi.foreign import printable
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.planning import State, read_outputs
from exotel_pulumi.resources.program import Declaration
from exotel_pulumi.words import PYTHON

Resources = list[pulumi.Resource]

LONGEST = 5.0  # seconds in which the engine takes the resources that have no fault; some may wait for one that has


class _Fault(NamedTuple):
    field: str
    value: object
    reason: str


class _Faulty:
    """The resources of one program that have faults, and what they wait for."""

    def __init__(self) -> None:
        self.sound: list[Declaration] = []
        self.found: list[tuple[Declaration, list[_Fault]]] = []
        self.judged: pulumi.Output[Resources] = pulumi.Output.from_input(self._judge())

    async def _judge(self) -> Resources:
        """Reports the faults of two resources or more, and ends the program; else leaves them to the engine."""
        # Pulumi runs the program's own code to its end before it serves the first awaitable: all is declared by then.
        if len(self.found) < 2:
            return []
        state = await asyncio.to_thread(read_outputs)
        if state is None:
            return []
        remaining = [
            (new, [fault for fault in faults if not _has(state, new.kind, fault)]) for new, faults in self.found
        ]
        faulty = [(new, faults) for new, faults in remaining if faults]
        if len(faulty) < 2:
            return []
        for new, faults in faulty:
            said = "; ".join(f"{PYTHON.argument(fault.field)}: {fault.reason}" for fault in faults)
            pulumi.log.error(printable(f"{new.kind.noun} {new.name}: {said}"))
        await self._let_others_register()
        raise pulumi.RunError(f"{len(faulty)} resources of the program have faults, each named above.")

    async def _let_others_register(self) -> None:
        """Waits for what is on its way to the engine, which would report it as broken off."""
        waiting = {id(new.resource) for new, _ in self.found}
        sent = [asyncio.ensure_future(new.resource.urn.future()) for new in self.sound if id(new.trunk) not in waiting]
        done, _ = await asyncio.wait(sent, timeout=LONGEST) if sent else (set(), set())
        for each in done:
            each.exception()


# By the program's root resource.
_programs: WeakKeyDictionary[pulumi.Resource, _Faulty] = WeakKeyDictionary()


def wait_for(new: Declaration, needed: pulumi.Output[Resources] | None) -> pulumi.Output[Resources] | None:
    """Returns what a resource waits for: what it needs and, in a preview, the verdict if a value breaks a rule."""
    judged = _verdict_on(new)
    if judged is None:
        return needed
    if needed is None:
        return judged
    return pulumi.Output.all(judged, needed).apply(lambda both: both[1])


def _verdict_on(new: Declaration) -> pulumi.Output[Resources] | None:
    root = pulumi.runtime.get_root_resource()
    if root is None or not pulumi.runtime.is_dry_run():
        return None
    if root not in _programs:
        _programs[root] = _Faulty()
    faults = _faults(new)
    if not faults:
        _programs[root].sound.append(new)
        return None
    _programs[root].found.append((new, faults))
    return _programs[root].judged


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
