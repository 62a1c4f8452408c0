"""Pulumi's protocol without the SDK around it.

The protocol's messages lie in `pulumi.runtime.proto`, and both folders above import the whole SDK: a third of the
plugin's start, of which resources need nothing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path

ABOVE = {"pulumi": (), "pulumi.runtime": ("runtime",)}  # the packages above the messages, and their folders
MESSAGES = "pulumi.runtime.proto"


@contextmanager
def without_sdk() -> Iterator[None]:
    """Lets what is imported in the block have the messages alone; a process that has the SDK already keeps it.

    What imports `pulumi` after the block, such as a component, has the whole SDK, and the same messages.
    """
    if MESSAGES in sys.modules:
        yield
        return
    found = find_spec("pulumi")
    for name, folders in ABOVE.items():
        # A package without its `__init__`.
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [
            str(Path(place, *folders)) for place in (found and found.submodule_search_locations) or ()
        ]
        sys.modules[name] = module_from_spec(spec)
    try:
        yield
    finally:
        for name in (*ABOVE, MESSAGES):
            sys.modules.pop(name, None)
