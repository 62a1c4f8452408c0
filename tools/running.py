"""The process behind a process id, so that an id from an old file never stops a foreign process."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def command_line(pid: int) -> str:
    """Returns the arguments of a process, joined by spaces, or an empty text for a missing process or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self/cmdline").exists():
            return ""
    answer = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def runs(pid: int, command: Sequence[str]) -> bool:
    """Returns whether a process has the arguments of a command. The program may differ, as some systems rename it."""
    line = command_line(pid)
    return bool(line) and line.endswith(" ".join(command[1:]))
