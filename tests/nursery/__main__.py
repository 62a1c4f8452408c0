"""The process that forks: it takes connections on the socket it was given, and each connection asks for one process.

A connection says what is to run, and hands over its three standard streams. It gets the process's id, and in the end
its exit code. What it sends meanwhile is a signal for the process. The end of a connection kills its process.
"""

import atexit
import gc
import importlib
import io
import marshal
import os
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from . import FURTHER, LONGEST_MESSAGE

PREPARED = (
    "dill",
    "exotel_pulumi.cli.app",
    "exotel_pulumi.api.client",
    "exotel_pulumi.hosts.dynamic",
    "exotel_pulumi.plugin.server",
    "exotel_pulumi.resources.data_sources",
    "exotel_pulumi.resources.sip_trunk",
    "grpc",
    "grpc._channel",
    "grpc._server",
    "pulumi.dynamic",
    "pulumi.runtime.proto.provider_pb2_grpc",
)


class Started(Exception):  # noqa: N818 - it is no error, and leaves the loop of the parent
    """Raised in a new process, with what it was asked to be."""


class Forks:
    """The connections and their processes."""

    def __init__(self, listener: socket.socket) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._selector.register(sys.stdin, selectors.EVENT_READ, self._end)
        self._pids: dict[socket.socket, int] = {}

    def serve(self) -> None:
        """Forks until the standard input ends. Started is raised in each new process."""
        while True:
            for key, _ in self._selector.select():
                key.data(key.fileobj)

    def _accept(self, listener: socket.socket) -> None:
        self._selector.register(listener.accept()[0], selectors.EVENT_READ, self._heard)

    def _heard(self, channel: socket.socket) -> None:
        message, streams, _, _ = socket.recv_fds(channel, LONGEST_MESSAGE, 3)
        pid = self._pids.get(channel)
        if pid is not None:
            os.kill(pid, int(message) if message else signal.SIGKILL)
        if not message:
            self._selector.unregister(channel)
        elif pid is None:
            wanted = marshal.loads(message)
            _import(*wanted["environ"].get(FURTHER, "").split())
            self._fork(channel, streams, wanted)

    def _fork(self, channel: socket.socket, streams: list[int], wanted: dict[str, Any]) -> None:
        if not _is_alike(wanted["environ"]):
            self._selector.unregister(channel)
            channel.close()
        elif (pid := os.fork()) == 0:
            for key in list(self._selector.get_map().values()):
                if isinstance(key.fileobj, socket.socket):  # which would close the number again, whatever has it then
                    key.fileobj.close()
                elif key.fileobj is not sys.stdin:
                    os.close(key.fd)
            self._selector.close()
            raise Started(streams, wanted)
        else:
            self._pids[channel] = pid
            channel.send(str(pid).encode())
            ended = os.pidfd_open(pid)
            self._selector.register(ended, selectors.EVENT_READ, lambda _: self._ended(ended, channel))
        for each in streams:
            os.close(each)

    def _ended(self, end: int, channel: socket.socket) -> None:
        self._selector.unregister(end)
        os.close(end)
        _, status = os.waitpid(self._pids.pop(channel), 0)
        with suppress(OSError):  # who asked may be gone
            channel.send(str(os.waitstatus_to_exitcode(status)).encode())
        with suppress(KeyError):
            self._selector.unregister(channel)
        channel.close()

    def _end(self, _: object) -> None:
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)
        os._exit(0)  # else what coverage has noted of the imports is written when all is counted already


def _is_alike(environ: dict[str, str]) -> bool:
    """Tells whether a process would have started as this one has: Python reads variables of its own at its start."""
    return _of_python(environ) == _of_python(dict(os.environ))


def _of_python(environ: dict[str, str]) -> dict[str, str]:
    obeyed = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")  # the one below, the other by `-u`
    return {name: value for name, value in environ.items() if name.startswith("PYTHON") and name not in obeyed}


def _become(streams: list[int], arguments: list[str], environ: dict[str, str], folder: str) -> None:
    """Runs what `python -u ARGUMENTS` would run."""
    for standard, given in enumerate(streams):
        os.dup2(given, standard)
        os.close(given)
    _open_streams()
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environ
    if arguments[0] == "-m":
        sys.path[0], sys.argv = folder, arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.path[0], sys.argv = os.path.dirname(arguments[0]), arguments
        runpy.run_path(arguments[0], run_name="__main__")


def _open_streams() -> None:
    """Opens the standard streams again, unbuffered: the old ones take a pipe for the file that was there before."""
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), sys.stdin.encoding)
    for number, name in ((1, "stdout"), (2, "stderr")):
        old = getattr(sys, name)
        raw = io.FileIO(number, "wb", closefd=False)
        setattr(sys, name, io.TextIOWrapper(raw, old.encoding, old.errors, write_through=True))


class _End:
    """Ends a process after its `atexit` functions, and takes nothing apart: that is half of the time of a short one.

    What was imported is in memory that is shared with the parent, and would be copied page by page.
    """

    def __init__(self) -> None:
        self.code = 0
        if not any(name.startswith("COVERAGE_") for name in os.environ):  # coverage has begun before, and writes last
            atexit.register(self)  # the first of all, so that it is called last

    def __call__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # as Python itself: nobody may be listening any more
                stream.flush()
        os._exit(self.code)

    def run(self, streams: list[int], wanted: dict[str, Any]) -> None:
        """Runs what was asked for. What ends by an exception ends as Python lets it."""
        try:
            _become(streams, **wanted)
        except SystemExit as end:
            if end.code is not None and not isinstance(end.code, int):
                atexit.unregister(self)
            self.code = end.code if isinstance(end.code, int) else 0
            raise
        except BaseException:
            atexit.unregister(self)
            raise


def _import(*names: str) -> None:
    """Imports what is not imported yet, to be shared with all processes that are forked from now on."""
    wanted = [name for name in names if name not in sys.modules]
    for name in wanted:
        with suppress(ModuleNotFoundError):  # an environment may have the libraries of the provider alone
            importlib.import_module(name)
    if wanted:
        gc.collect()
        gc.freeze()  # what the collector leaves alone stays shared


def _main(listener: socket.socket) -> None:
    end = _End()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # one of the terminal's is its parent's to obey
    _import(*PREPARED)
    gc.set_threshold(100_000)  # a short process ends before it has much garbage
    try:
        Forks(listener).serve()
    except Started as started:
        streams, wanted = started.args
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end.run(streams, wanted)


if __name__ == "__main__":
    _main(socket.socket(fileno=int(sys.argv[1])))
