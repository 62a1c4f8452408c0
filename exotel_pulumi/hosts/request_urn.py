"""Which resource the dynamic host asks about: the one thing that the host knows and does not hand on."""

import sys
from importlib.metadata import version
from types import FrameType

from exotel_pulumi.errors import InternalError


def request_urn() -> str:
    """Returns the URN of the resource that is being asked about. InternalError if the host does not give the URN.

    Whether an object may be deleted depends on the resource that asks (lifecycle/ledger.py). Pulumi's servicer has the
    URN in its local variable `request` and hands on only the rest of the request. Its handlers are bound before a
    provider is loaded, so replacing them comes too late: the call stack is the only way. An SDK that names the variable
    otherwise must stop a preview, and never look like a program in which all resources are one.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        urn = getattr(frame.f_locals.get("request"), "urn", None)
        if isinstance(urn, str) and urn:
            return urn
        frame = frame.f_back
    raise InternalError(
        f"Pulumi's Python SDK {version('pulumi')} does not tell exotel-pulumi which resource it asks about; "
        "nothing was sent to Exotel",
        "install a version of the SDK with which exotel-pulumi is tested (`pip install pulumi==3.272.0`), and report "
        "this to exotel-pulumi.",
    )
