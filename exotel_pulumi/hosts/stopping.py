"""The end of a call before it is done: a person's ^C, and the time-outs of a resource (`custom_timeouts`).

The dynamic host gets both from the engine and hands on neither.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from exotel_pulumi.hosts.sdk import servicers


def time_out() -> float | None:
    """Returns the seconds that the engine gives to the operation that is under way; None where it gives no limit.

    The servicer has them in its request, and hands on only the rest of the request.
    """
    for request in servicers("request"):
        seconds = getattr(request, "timeout", None)
        if isinstance(seconds, float) and seconds > 0:
            return seconds
    return None


class _Answers:
    """Stands for the module `empty_pb2` in the host: makes its empty answers, and hears that Cancel is answered."""

    def __init__(self, module: ModuleType, cancelled: Callable[[], None]) -> None:
        self._module = module
        self._cancelled = cancelled

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def Empty(self) -> Any:  # noqa: N802 - the name of the message
        """Makes an empty answer."""
        if sys._getframe(1).f_code.co_name == "Cancel":
            self._cancelled()
        return self._module.Empty()


def hear_cancel(cancelled: Callable[[], None], host: ModuleType | None = None) -> bool:
    """Has `cancelled` called when the engine cancels the run; returns False, and does nothing, in any other module.

    The host's Cancel does nothing but answer, by a name that it looks up in its own module at that moment.
    """
    module = host or sys.modules.get("__main__")
    answers = getattr(module, "empty_pb2", None)
    if module is None or not hasattr(module, "DynamicResourceProviderServicer"):
        return False
    if isinstance(answers, ModuleType):
        module.empty_pb2 = _Answers(answers, cancelled)  # type: ignore[attr-defined]
    return isinstance(answers, ModuleType | _Answers)
