"""Three facts of Pulumi's Python SDK that its dynamic host offers no interface for.

Which resource the host asks about, what is stored with a failure, and that it shows an error as a traceback.
"""

import asyncio
import sys
from collections.abc import Mapping
from importlib.metadata import version
from traceback import walk_stack
from types import ModuleType
from typing import Any

from google.protobuf import any_pb2
from grpc import StatusCode
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from exotel_pulumi.errors import ExotelError, InternalError


def request_urn() -> str:
    """Returns the URN of the resource that is being asked about. InternalError if the host does not give the URN.

    Whether an object may be deleted depends on the resource that asks (lifecycle/ledger.py). Pulumi's servicer has the
    URN in its local variable `request` and hands on only the rest of the request. Its handlers are bound before a
    provider is loaded, so replacing them comes too late: the call stack is the only way. An SDK that names the variable
    otherwise must stop a preview, and never look like a program in which all resources are one.
    """
    for request in servicers("request"):
        urn = getattr(request, "urn", None)
        if isinstance(urn, str) and urn:
            return urn
    raise InternalError(
        f"{sdk()} does not tell exotel-pulumi which resource it asks about; nothing was sent to Exotel",
        "install a version of the SDK with which exotel-pulumi is tested (`pip install pulumi==3.272.0`), and report "
        "this to exotel-pulumi.",
    )


def servicers(name: str) -> list[Any]:
    """Returns the local variables of this name, from here outwards: what Pulumi's servicer has and does not hand on."""
    return [frame.f_locals[name] for frame, _ in walk_stack(sys._getframe()) if name in frame.f_locals]


def store_with_failure(identity: str, outputs: Mapping[str, Any], message: str) -> bool:
    """Lets the engine store outputs of the operation that is about to fail; False if the host does not let it.

    The host has no error for that. The protocol's way is a detail of the gRPC status, and what the host does when an
    error is raised, `context.abort`, leaves trailing metadata as it is.
    """
    for context in servicers("context"):
        if hasattr(context, "set_trailing_metadata"):
            properties = asyncio.run(rpc.serialize_properties(dict(outputs), {}))
            failed = provider_pb2.ErrorResourceInitFailed(id=identity, properties=properties, reasons=[message])
            detail = any_pb2.Any()
            detail.Pack(failed)
            status = status_pb2.Status(code=StatusCode.UNKNOWN.value[0], message=message, details=[detail])
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
            return True
    return False


def sdk() -> str:
    """Returns what the SDK is called in a message."""
    return f"Pulumi's Python SDK {version('pulumi')}"


class _MessagesAlone:
    """Stands for the module `traceback` in the host: formats an error of ours as its message, all else as before."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def format_exc(self, *args: Any, **kwargs: Any) -> str:
        """Formats the exception that is being handled."""
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, ExotelError) else str(self._module.format_exc(*args, **kwargs))


def show_messages_alone(host: ModuleType | None = None) -> bool:
    """Lets Pulumi's host show errors of ours as messages; returns False, and does nothing, in any other module.

    The host answers each exception with `traceback.format_exc()`, which it looks up in its own module at that moment.
    A dynamic provider has no other way to say how its errors are shown.
    """
    module = host or sys.modules.get("__main__")
    is_host = callable(getattr(module, "_abort_with_traceback", None)) and hasattr(
        module, "DynamicResourceProviderServicer"
    )
    formatter = getattr(module, "traceback", None)
    if module is None or not is_host or not isinstance(formatter, ModuleType | _MessagesAlone):
        return False
    if isinstance(formatter, ModuleType):
        module.traceback = _MessagesAlone(formatter)  # type: ignore[attr-defined]
    return True
