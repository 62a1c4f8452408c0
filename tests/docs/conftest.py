"""What a reader has: a fresh clone of the checkout, and an empty home folder."""

import os
import shutil
import site
import subprocess
import venv
from pathlib import Path

import pytest

from tests.engine import vault
from tests.engine.environment import FOR_GO

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clean_environment(tmp_path: Path) -> dict[str, str]:
    """Makes an environment with an empty home folder, where only the built engine is shared with the machine."""
    home, backend = tmp_path / "home", tmp_path / "own backend"
    home.mkdir()
    backend.mkdir()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    own = {"HOME": str(home), "OWN_BACKEND": f"file://{backend}"}
    return {**kept, **own, **FOR_GO, **vault.variables(), "XDG_CACHE_HOME": cache, "PULUMI_SKIP_UPDATE_CHECK": "1"}


def with_own_backend(script: str) -> str:
    """Puts a folder of the test in the place of `--local`: the CLI looks for `~` in the system's list of users."""
    return script.replace("pulumi login --local", 'pulumi login "$OWN_BACKEND"')


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Copies the files that a clone would have, with an environment that borrows the packages of this one."""
    folder = tmp_path / "clone of the repository"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    lend_packages(folder / ".venv", folder)
    (folder / ".venv" / "installed").write_text(f"{folder.resolve()}\n", encoding="utf-8")
    return folder


def lend_packages(environment: Path, project: Path) -> None:
    """Makes a virtual environment that imports `project` and, without the network, what this one has installed."""
    venv.create(environment, symlinks=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text("\n".join([str(project), *site.getsitepackages()]) + "\n", encoding="utf-8")
