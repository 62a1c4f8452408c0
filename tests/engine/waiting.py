"""Waits for what another process does."""

import time
from collections.abc import Callable

PATIENCE = 30  # seconds


def wait_until(it_is_so: Callable[[], bool]) -> None:
    """Returns when the condition holds, and fails if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
