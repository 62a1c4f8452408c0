"""The wheel and the sdist, built once, and an empty environment with the wheel and one extra."""

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
    """Builds both distributions from a copy of what git has, and returns their folder."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
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
    return made


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
