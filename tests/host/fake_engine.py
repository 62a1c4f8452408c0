"""A fake engine: it does to a host what Pulumi's does, for one resource at a time, and keeps the state."""

from dataclasses import dataclass
from typing import Any

from tests.host.host import Difference, Found, Host
from tests.kinds import Resource, Step, Values


class CheckFailedError(Exception):
    """The inputs were refused, by (property, reason)."""

    def __init__(self, failures: list[tuple[str, str]]) -> None:
        super().__init__(failures)
        self.failures = failures


@dataclass
class Held:
    """A resource as the state has it."""

    resource: Resource
    id: str
    inputs: Values
    outputs: Values


class FakeStack:
    """Named resources and what became of them. `host` may be exchanged at any time: each run has a new one."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.held: dict[str, Held] = {}

    def __getitem__(self, name: str) -> Held:
        return self.held[name]

    def preview(self, name: str, resource: Resource, **inputs: Any) -> Step:
        """Returns what `up` would do."""
        return self._step(name, self._checked(name, resource, inputs))

    def up(self, name: str, resource: Resource, **inputs: Any) -> Step:
        """Brings one resource in line with its inputs and tells how."""
        checked = self._checked(name, resource, inputs)
        step = self._step(name, checked)
        if step == "create":
            self._create(name, resource, inputs)
        elif step == "update":
            held = self.held[name]
            held.outputs = self.host.update(resource, held.id, held.outputs, checked)
            held.inputs = checked
        elif step == "delete, then create":
            self.destroy(name)
            self._create(name, resource, inputs)
        elif step == "create, then delete":
            old = self.held[name]
            self._create(name, resource, inputs)
            self.host.delete(resource, old.id, old.outputs, name)
        else:
            self.held[name].inputs = checked
        return step

    def refresh(self, name: str) -> Found:
        """Takes over what the host reads; a resource that is gone leaves the state."""
        held = self.held[name]
        found = self.host.read(held.resource, held.id, held.outputs, held.inputs)
        if not found.id:
            del self.held[name]
        else:
            held.outputs = found.outputs
            held.inputs = held.inputs if found.inputs is None else found.inputs
        return found

    def drift(self, name: str, found: Found) -> Difference:
        """Returns what a preview of a refresh shows: the engine asks for the difference with the roles swapped."""
        held = self.held[name]
        return self.host.diff(held.resource, held.id, found.outputs, held.inputs)

    def destroy(self, *names: str) -> None:
        """Deletes these resources, or all of them, the last one first."""
        for name in names or tuple(reversed(self.held)):
            held = self.held[name]
            self.host.delete(held.resource, held.id, held.outputs, name)
            del self.held[name]

    def _checked(self, name: str, resource: Resource, inputs: Values) -> Values:
        held = self.held.get(name)
        checked = self.host.check(resource, inputs, held.inputs if held else None, name)
        if checked.failures:
            raise CheckFailedError(checked.failures)
        return checked.inputs

    def _step(self, name: str, checked: Values) -> Step:
        held = self.held.get(name)
        if held is None:
            return "create"
        difference = self.host.diff(held.resource, held.id, held.outputs, checked)
        if difference.replaces:
            return "delete, then create" if difference.delete_first else "create, then delete"
        return "update" if difference.changed else "same"

    def _create(self, name: str, resource: Resource, inputs: Values) -> None:
        # A replacement, too, is checked as if there had been nothing before.
        checked = self.host.check(resource, inputs, urn=name).inputs
        made = self.host.create(resource, checked, name)
        self.held[name] = Held(resource, made.id, checked, made.outputs)
