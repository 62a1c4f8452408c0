"""The processes of one CLI call: its hosts have process groups of their own, but stay in its session."""

import os
import signal
import subprocess
import time
from contextlib import suppress


def in_session(session: int) -> list[int]:
    """The ids of the processes that are left of a call; those of the machine's other users are not ours to see."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    found = []
    for pid, state, *_ in (line.split() for line in listed.splitlines()):
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(int(pid)) == session and not state.startswith("Z"):
                found.append(int(pid))
    return found


def kill_session(session: int) -> None:
    """Ends every process of a call at once, as a machine that loses its power does."""
    for pid in in_session(session):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def left_behind(session: int, patience: float = 5.0) -> list[int]:
    """The processes that outlive a call that has ended."""
    deadline = time.monotonic() + patience
    while (left := in_session(session)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
