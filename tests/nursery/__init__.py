"""A process that has imported all that Pulumi's Python processes import, and forks one for each run: it saves a second.

What runs in a forked process is Pulumi's own module or script, started as Pulumi's launchers start it. Some tests start
everything in the ordinary way (`ordinary` in tests/engine/conftest.py, one test in tests/host/test_smoke.py).
"""

import atexit
import marshal
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = Path(__file__).with_name("launch.py")
LONGEST_MESSAGE = 1 << 17  # bytes
# A variable of a process: further modules, which the process that forks imports when it is first asked to.
FURTHER = "NURSERY_IMPORTS"

# Nobody but Linux tells of the end of a process that is no child of one's own.
IS_POSSIBLE = sys.platform == "linux"


class Forked:
    """A process that was forked, with as much of `subprocess.Popen` as the tests use."""

    def __init__(self, pid: int, stdout: IO[bytes], channel: socket.socket) -> None:
        self.pid = pid
        self.stdout = stdout
        self._channel = channel

    def send_signal(self, number: int) -> None:
        self._channel.send(str(number).encode())

    def kill(self) -> None:
        self._channel.close()

    def communicate(self, timeout: float | None = None) -> tuple[bytes, None]:
        """Waits for the end of the process, and returns what it has printed. TimeoutExpired if it does not end."""
        if self._channel.fileno() >= 0:
            if not select.select([self._channel], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("a forked process", timeout or 0)
            self._channel.close()
        with self.stdout:
            return self.stdout.read(), None


class Nursery:
    """The process that forks. It ends with this one, however this one ends: its standard input is closed then."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._folder = tempfile.mkdtemp(prefix="nursery-")
        self.address = str(Path(self._folder, "socket"))
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(self.address)
            listener.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "tests.nursery", str(listener.fileno())],
                pass_fds=[listener.fileno()], stdin=subprocess.PIPE, cwd=ROOT, env=dict(environ),
            )  # fmt: skip
        atexit.register(self._close)

    def start(self, arguments: Sequence[str], environ: Mapping[str, str], folder: str, stderr: IO[bytes]) -> Forked:
        """Starts Python with these arguments and variables, in this folder."""
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel.connect(self.address)
        reading, writing = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        message = marshal.dumps({"arguments": [*arguments], "environ": dict(environ), "folder": folder})
        socket.send_fds(channel, [message], [nothing, writing, stderr.fileno()])
        os.close(nothing)
        os.close(writing)
        return Forked(int(channel.recv(LONGEST_MESSAGE)), open(reading, "rb"), channel)

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self._folder)


@cache
def nursery(*, measured: bool) -> Nursery:
    """Returns the one of this process; `measured` tells whether coverage sees what its children run."""
    return Nursery({name: value for name, value in os.environ.items() if measured or not name.startswith("COVERAGE_")})


def python(*arguments: str) -> list[str]:
    """Returns the command for Python with these arguments, which runs in a forked process where that is possible."""
    if not IS_POSSIBLE:
        return [sys.executable, *arguments]
    return [sys.executable, "-I", "-S", str(LAUNCHER), nursery(measured=True).address, *arguments]
