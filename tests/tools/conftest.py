"""Small programs in the place of the real ones. The tests run real processes, and none uses the network."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.engine.programs import PROGRAMS
from tools.running import command_line

Program = Callable[[Path, str], Path]
Engine = Callable[..., Path]

# What the small programs and the Makefile call. Nothing else is on PATH: whether a person's machine has a pulumi, a
# redis-server, a sipp or a browser changes no test.
SYSTEM = (
    *("sh", "bash", "env", "cat", "chmod", "cp", "mv", "rm", "mkdir", "sleep", "grep", "awk", "touch"),
    *("getconf", "dirname", "uname", "make", "ps"),
)

REPOSITORY = Path(__file__).resolve().parents[2]
FAKE_SIMULATOR = str(Path(__file__).with_name("fake_simulator.py"))
FAKE_GO = """
echo "$PWD|GOWORK=$GOWORK|$*" >> "$CALLS"
case $1 in
build)
    while [ "$1" != -o ]; do shift; done
    mkdir -p "${2%/*}"
    printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
    chmod +x "$2" ;;
list)
    echo "go: downloading something" >&2
    echo "$SDK" ;;
esac
"""


class Calls:
    """The calls of small programs. Each program adds a line to the file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def new(self) -> list[str]:
        """Returns the calls since the last look."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        self.file.unlink(missing_ok=True)
        return lines


@contextlib.contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a process during a block. The block starts when the command line of the process is visible."""
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
    """Returns a function that writes an executable shell script."""
    return _program


@pytest.fixture
def engine() -> Engine:
    """Returns a function that writes all programs of an engine. `pulumi version` prints `version`."""

    def write(folder: Path, version: str = "v3.259.0", without: str = "") -> Path:
        for name in PROGRAMS:
            if name != without:
                _program(folder / name, f"echo {version}")
        return folder

    return write


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Names the file for the calls in the environment of the small programs."""
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return Calls(tmp_path / "calls")


@pytest.fixture
def go(tmp_path: Path, calls: Calls, program: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Writes a `go` that is first on PATH. Each program that it builds prints a version."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'gobin'}{os.pathsep}{os.environ['PATH']}")
    return program(tmp_path / "gobin" / "go", FAKE_GO)


@pytest.fixture
def said() -> list[str]:
    """Returns a list for the lines that a set-up prints."""
    return []


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Makes a folder of links to the few programs of the system that are needed."""
    folder = tmp_path_factory.mktemp("system")
    for name in SYSTEM:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path) -> None:
    """Hides the programs, the cache and the account of the person who runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(system))
    for name in list(os.environ):
        if name.startswith(("EXOTEL_", "PULUMI_")):
            monkeypatch.delenv(name)
