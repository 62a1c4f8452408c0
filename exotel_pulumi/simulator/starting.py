"""What keeps a simulator from starting, said of the port or the file that is to blame."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

ADDRESS = re.compile(r"\('[^']*', (\d+)\)")  # in the words of asyncio, which gives no port otherwise


class StartError(OSError):
    """A simulator that cannot start. The message is one line for a person."""


@contextmanager
def starting(*ports: int | None) -> Iterator[None]:
    """Names the one that is to blame, of what is opened for these ports."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        if error.filename is not None:
            raise StartError(f"cannot write {error.filename}: {reason}") from error
        named = ADDRESS.search(str(error))
        asked = [str(port) for port in ports if port is not None]
        raise StartError(f"cannot listen on port {named[1] if named else ' or '.join(asked)}: {reason}") from error
