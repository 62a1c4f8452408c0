"""How a fault is reported by a host: one of the whole account once a run, one of ours without what was in use."""

import os
import traceback
from threading import Lock
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.words import Words

PACKAGE_FOLDER = os.path.dirname(os.path.dirname(__file__))


class Reporting:
    """What one run has said already. Safe to share between threads."""

    def __init__(self) -> None:
        self._advised: dict[str, str] = {}  # advice that was given in full: what was tried there
        self._lock = Lock()

    def once(self, error: errors.ExotelError) -> errors.ExotelError:
        """Shortens an error that concerns the whole account, if this run has given its advice before."""
        if not error.is_of_account:
            return error
        with self._lock:
            known = error.advice in self._advised
            first = self._advised.setdefault(error.advice, error.tried)
        # The engine prints the resources in any order, so the first one is named.
        there = f" ({first})" if first else ""
        return error.shortened(f"as for the first resource with this error{there}.") if known else error


def failure(kind: Kind[Any, Any], words: Words, field: str, reason: str) -> tuple[str, str]:
    """Returns the field that a failure of a check names to the engine, which is empty for some, and its text.

    The engine prints the value of the property that a failure names, a secret one too: such a failure names none. Nor
    does one of the property that is an argument of another name.
    """
    argument = words.argument(field)
    is_named = field not in kind.write_only and argument in (field, to_camel(field))
    return (field, reason) if is_named else ("", f"{argument}: {reason}")


def internal(error: Exception, tried: str) -> errors.InternalError:
    """Makes the error of a fault of ours: its kind and place, and none of the values that were in use."""
    return errors.InternalError(
        f"{type(error).__name__} in {_place(error)}",
        "this is a fault of exotel-pulumi; please report it. Nothing is known about the request under way.",
        tried=tried,
    )


def _place(error: Exception) -> str:
    """Names the last place in this package that an exception has passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(PACKAGE_FOLDER)]
    return f"{os.path.basename(ours[-1].filename)}, line {ours[-1].lineno}"
