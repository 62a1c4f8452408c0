"""What a process id stands for right now, so that a number out of an old file never gets a stranger stopped."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


def command_line(pid: int) -> str:
    """The arguments of a running process, joined by blanks; empty when there is none (a zombie has none)."""
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
    """Whether this process was started with this command, by its arguments: some systems rewrite the program's name."""
    line = command_line(pid)
    return bool(line) and line.endswith(" ".join(command[1:]))
