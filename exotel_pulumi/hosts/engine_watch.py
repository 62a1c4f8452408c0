"""Ends the host's process once its engine is gone.

An engine that is killed leaves its hosts behind. What waits there for Exotel's limit would still be sent, also after a
person has cancelled the update and destroyed the stack, and no state would have what it makes.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from threading import Lock, Semaphore, Thread
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]

BETWEEN_LOOKS = 1.0  # seconds, where the address alone can tell
LONGEST_LOOK = 5.0  # seconds
STDIN = 0
CALLS = 64  # under way at once, at most: the host has four threads


class EngineWatch:
    """Ends the process when the engine is gone and its calls are done."""

    def __init__(self, stop: Callable[[], None]) -> None:
        """Takes what ends every wait, so that no further request is sent."""
        self._stop = stop
        self.under_way = Semaphore(CALLS)  # each call of the engine holds one
        self._starting = Lock()
        self._is_watching = False

    def begin(self, arguments: Sequence[str] = sys.argv) -> None:
        """Begins to watch, once, if this process was started by an engine: an engine gives its address."""
        engine = engine_address(arguments)
        with self._starting:
            if engine is None or self._is_watching:
                return
            self._is_watching = True
        # A thread that reads by `sys.stdin` would hold a lock that the interpreter's end waits for.
        Thread(target=self._watch, args=(engine,), name="engine watch", daemon=True).start()

    def _watch(self, engine: Address) -> None:
        _wait_for_end_of_stdin()
        while not _is_gone(engine):
            time.sleep(BETWEEN_LOOKS)
        self._stop()
        # Each ends by `requestTimeout`: what it has sent is answered, and it sends nothing more.
        for _ in range(CALLS):
            self.under_way.acquire()
        os._exit(1)


def engine_address(arguments: Sequence[str]) -> Address | None:
    """Returns the address that an engine has given to its host; None for a host that was started in another way."""
    for argument in reversed(arguments[1:]):  # flags for logs stand before it
        host, _, port = argument.rpartition(":")
        if host and port.isdecimal():
            return host, int(port)
    return None


def _wait_for_end_of_stdin() -> None:
    """Returns when nobody holds the other end of the standard input, as the engine does; at once if it has none."""
    try:
        while os.read(STDIN, 4096):
            pass
    except OSError:
        return


def _is_gone(engine: Address) -> bool:
    """Returns whether the engine's address refuses connections; any other answer proves nothing."""
    try:
        socket.create_connection(engine, LONGEST_LOOK).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False
