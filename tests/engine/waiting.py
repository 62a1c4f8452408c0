"""Waits for what another process does."""

import time
from collections.abc import Callable

PATIENCE = 60  # seconds
LATER = 3  # seconds that an answer takes, in which a busy machine still sends a signal


def wait_until(it_is_so: Callable[[], bool]) -> None:
    """Returns when the condition holds, and fails if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
