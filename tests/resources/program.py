"""A person's program, run against Pulumi's mocks: what it registers with the engine, and what it gets back."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime import mocks, settings

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.pulumi_host import Declared

STACK = "urn:pulumi:stack::project::pulumi:pulumi:Stack"

# The arguments of each resource beside its name and its trunk.
ARGUMENTS: dict[type[Declared], dict[str, Any]] = {
    Trunk: {"trunk_name": "voice_ai"},
    PhoneNumber: {"phone_number": "+919876543210", "mode": "flow"},
    WhitelistedIp: {"ip": "13.233.10.20", "mask": 32},
    DestinationUri: {"destination": "sip.example.com:5061;transport=tls", "priority": 1, "weight": 2},
    Credential: {"user_name": "livekit_prod", "friendly_name": "livekit"},
    CallerId: {"phone_number": "+919876543210"},
}
CHILDREN = tuple(kind for kind in ARGUMENTS if kind is not Trunk)


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
        """The names of the resources that this one is made after."""
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
    """What the outputs that a program returns come to; nothing if one of them is not known in a preview."""
    found: dict[str, Any] = {}
    run(lambda: pulumi.Output.all(**program()).apply(found.update), preview=preview, **outputs)
    return found


def declare(kind: type[Declared], name: str, trunk: Any = "TK1", **more: Any) -> Declared:
    """A resource with right arguments."""
    given = {**ARGUMENTS[kind], **({} if kind is Trunk else {"trunk": trunk}), **more}
    return kind(name, **given)
