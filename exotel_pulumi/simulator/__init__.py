"""A stateful fake of Exotel's API on loopback, written from the public API documents alone.

The simulator shares no model, constant or path with the rest of the package: a wrong name on either side fails a test.
"""

from typing import TYPE_CHECKING, Any

from .faults import Fault
from .options import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Account, Options
from .request_log import LoggedRequest
from .state import StateFileError

if TYPE_CHECKING:
    from .server import Simulator

__all__ = [
    "DEFAULT_ACCOUNT_SID",
    "DEFAULT_API_KEY",
    "DEFAULT_API_TOKEN",
    "Account",
    "Fault",
    "LoggedRequest",
    "Options",
    "Simulator",
    "StateFileError",
]


def __getattr__(name: str) -> Any:
    # Flask is an extra. The import waits for the first use, so that the command can say in one line what to install.
    if name == "Simulator":
        from .server import Simulator

        return Simulator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
