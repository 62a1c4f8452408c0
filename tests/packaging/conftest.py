"""The wheel and the sdist, built once, and an empty environment with the wheel and one extra."""

import fcntl
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from tools.packages import install

ROOT = Path(__file__).resolve().parents[2]
Install = Callable[[str], Path]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds both distributions once for all processes of a run, and returns their folder."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = folder / "distributions"
    with (folder / "distributions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who is first builds, and all others wait for it
        if not made.exists():
            _build(tmp_path_factory.mktemp("source"), made)
    return made


def _build(source: Path, made: Path) -> None:
    """Builds both distributions from a copy of what git has."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, source / name)  # with the right to run it
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)


@pytest.fixture(name="install")
def install_the_wheel(built: Path, tmp_path: Path) -> Install:
    """Installs the wheel with one extra, or with none, into an empty environment; returns the folder of programs."""

    def into_an_empty_environment(extra: str) -> Path:
        [wheel] = built.glob("*.whl")
        venv.create(tmp_path / "env")
        programs = tmp_path / "env" / "bin"
        install(programs / "python", f"{wheel}[{extra}]" if extra else str(wheel))
        return programs

    return into_an_empty_environment
