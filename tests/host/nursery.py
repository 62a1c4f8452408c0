"""A process that has imported all that a host imports, and forks a host for each run: a second less for each of them.

The host is Pulumi's own module, run as Pulumi's launcher runs it. Every engine test, and one of `test_smoke.py`, starts
it in the ordinary way.
"""

import atexit
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
HOST = "pulumi.dynamic"
PREPARED = (HOST, "grpc", "dill", "pulumi.runtime.proto.provider_pb2_grpc", "exotel_pulumi.hosts.dynamic")
LONGEST_MESSAGE = 1 << 17  # bytes


class Forked:
    """A host that was forked, with as much of `subprocess.Popen` as the tests use."""

    def __init__(self, pid: int, stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdout = stdout
        self._end = os.pidfd_open(pid)

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[bytes, None]:
        """Waits for the end of the process, and returns what it has printed. TimeoutExpired if it does not end."""
        if not select.select([self._end], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(HOST, timeout or 0)
        os.close(self._end)
        with self.stdout:
            return self.stdout.read(), None


class Nursery:
    """The process that forks. It ends with this one, however this one ends: its channel closes then."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "tests.host.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=ROOT,
            )  # fmt: skip
        atexit.register(self._close)

    def start(self, environ: Mapping[str, str], folder: str, stderr: IO[bytes]) -> Forked:
        """Starts a host with these variables, in this folder."""
        reading, writing = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        message = json.dumps({"environ": dict(environ), "folder": folder}).encode()
        with self._one_at_a_time:
            socket.send_fds(self._channel, [message], [nothing, writing, stderr.fileno()])
            os.close(nothing)
            os.close(writing)
            return Forked(int(self._channel.recv(LONGEST_MESSAGE)), open(reading, "rb"))

    def _close(self) -> None:
        self._channel.close()
        self._process.wait()


@cache
def nursery() -> Nursery:
    """Returns the one of this process."""
    return Nursery()


def _main(channel: socket.socket) -> None:
    for name in PREPARED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a host has ended
    while True:
        message, given, _, _ = socket.recv_fds(channel, LONGEST_MESSAGE, 3)
        if not message:
            os._exit(0)  # else what coverage has noted of the imports is written when all is counted already
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become_host(given, **json.loads(message))
            return
        for each in given:
            os.close(each)
        channel.send(str(pid).encode())


def _become_host(streams: list[int], environ: dict[str, str], folder: str) -> None:
    for standard, given in enumerate(streams):
        os.dup2(given, standard)
        os.close(given)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = [HOST]
    runpy.run_module(HOST, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as inherited:
        _main(inherited)
