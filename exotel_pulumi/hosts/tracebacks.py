"""Errors of ours without a traceback: what a person reads is the message alone."""

import sys
from types import ModuleType
from typing import Any

from exotel_pulumi.errors import ExotelError


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
