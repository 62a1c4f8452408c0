"""A person's program, run against Pulumi's mocks: what it registers with the engine, and what it gets back."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime import mocks, settings

from exotel_pulumi import Trunk
from exotel_pulumi.resources.declared import Declared
from tests.kinds import PLAIN, Resource

STACK = "urn:pulumi:stack::project::pulumi:pulumi:FakeStack"


class Exotel(mocks.Mocks):
    """Answers as the host would: the inputs as outputs, and an id."""

    def __init__(self, outputs: dict[str, Any]) -> None:
        self._outputs = outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        return {}, None

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        sid = args.inputs.get("trunk_sid")
        return args.resource_id or (f"{sid}/7" if sid else f"sid_of_{args.name}"), {**args.inputs, **self._outputs}


class Engine(mocks.MockMonitor):
    """Keeps what a program has asked for, by the names of the resources."""

    def __init__(self, outputs: dict[str, Any]) -> None:
        super().__init__(Exotel(outputs))
        self.registered: dict[str, Any] = {}
        self.read: dict[str, Any] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        self.registered[request.name] = request
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        self.read[request.name] = request
        return super().ReadResource(request)  # type: ignore[no-untyped-call]

    def inputs(self, name: str) -> dict[str, Any]:
        return dict(pulumi.runtime.rpc.deserialize_properties(self.registered[name].object))

    def dependencies(self, name: str) -> set[str]:
        """Returns the names of the resources that this one is made after."""
        return {urn.rpartition("::")[2] for urn in self.registered[name].dependencies}


def run(program: Callable[[], Any], *, preview: bool = False, **outputs: Any) -> Engine:
    """Runs a program to its end; `outputs` are what the engine answers beside the inputs of each resource."""
    settings.set_root_resource(None)  # type: ignore[arg-type]
    engine = Engine(outputs)
    mocks.set_mocks(Exotel(outputs), monitor=engine, preview=preview)
    mocks.test(program)()  # type: ignore[no-untyped-call]
    return engine


def resolved(
    program: Callable[[], Mapping[str, pulumi.Input[Any]]], *, preview: bool = False, **outputs: Any
) -> dict[str, Any]:
    """Returns what the outputs that a program returns come to; nothing if one of them is not known in a preview."""
    found: dict[str, Any] = {}
    run(lambda: pulumi.Output.all(**program()).apply(found.update), preview=preview, **outputs)
    return found


def declare(resource: Resource, name: str, trunk: Any = "TK1", **more: Any) -> Declared:
    """Declares a resource with right arguments."""
    given = {**PLAIN[resource], **({} if resource is Trunk else {"trunk": trunk}), **more}
    return resource(name, **given)
