"""The processes of one CLI call: its hosts have process groups of their own, but stay in its session."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def in_session(session: int) -> list[int]:
    """Finds the processes that a call still has."""
    return in_sessions([session]).get(session, [])


def in_sessions(sessions: Iterable[int]) -> dict[int, list[int]]:
    """Finds the processes that each of these calls still has; those of the machine's other users do not count."""
    wanted = set(sessions)
    found: dict[int, list[int]] = {}
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    for pid, state, *_ in (line.split() for line in listed.splitlines()):
        with suppress(ProcessLookupError, PermissionError):
            session = os.getsid(int(pid))
            if session in wanted and not state.startswith("Z"):
                found.setdefault(session, []).append(int(pid))
    return found


def kill_session(session: int, which: str = "") -> None:
    """Ends every process of a call at once, as a machine that loses its power does; or those with this in a command."""
    for pid in in_session(session):
        if which in command_line(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    """Returns the command of a process; empty if the process has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except OSError:
        return ""


def left_behind(sessions: Iterable[int], patience: float = 5.0) -> dict[int, list[int]]:
    """Finds the processes of each call that has ended but leaves some behind."""
    ended = list(sessions)
    deadline = time.monotonic() + patience
    while (left := in_sessions(ended)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
