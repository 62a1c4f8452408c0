"""Small programs that stand for the real ones: every test here runs real processes, none reaches the network."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.engine.programs import PROGRAMS
from tools.running import command_line

Program = Callable[[Path, str], Path]
Engine = Callable[..., Path]


@contextlib.contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process for the time of a block; yields once its command line can be seen, a moment after the start."""
    with subprocess.Popen(command) as process:
        try:
            while not command_line(process.pid) and process.poll() is None:
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def _program(place: Path, body: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


@pytest.fixture
def program() -> Program:
    """Writes an executable shell script."""
    return _program


@pytest.fixture
def engine() -> Engine:
    """Writes all programs of an engine into a folder; `version` is what `pulumi version` prints."""

    def write(folder: Path, version: str = "v3.259.0", without: str = "") -> Path:
        for name in PROGRAMS:
            if name != without:
                _program(folder / name, f"echo {version}")
        return folder

    return write


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No cache, engine or account of the person who runs the tests is seen or touched."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")))
    for name in list(os.environ):
        if name.startswith(("EXOTEL_", "PULUMI_")):
            monkeypatch.delenv(name)
