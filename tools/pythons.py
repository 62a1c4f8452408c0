"""Runs tests on every Python that the package admits and this machine has, and says which ones it has not.

Each has an environment of its own in `.venv-pythons`, with what the provider and the tests need, and no more.
Run: `python -m tools.pythons [--others] <what pytest is given> [--newest <more>]`. `--others` leaves out the Python
that runs this. Only the newest one gets what follows `--newest`: what an older and a newer one run, one between runs.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.engine.programs import EngineError, said
from tools.packages import install

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-pythons"
ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Runs the tests on each Python, and returns the exit code: that of the first run that fails."""
    own = ".".join(map(str, sys.version_info[:2]))
    left_out = {own} if "--others" in arguments else set()
    given = [argument for argument in arguments if argument != "--others"]
    shared, more = given, list[str]()
    if "--newest" in given:
        place = given.index("--newest")
        shared, more = given[:place], given[place + 1 :]
    found = {version: find(version) for version in admitted() if version not in left_out}
    newest = next((version for version in reversed(found) if found[version]), None)
    codes = []
    for version, python in found.items():
        if python is None:
            say(f"Python {version} is not on this machine")
            continue
        say(f"Python {version} ({python})")
        tests = [*shared, *(more if version == newest else ())]
        codes.append(_run(_environment(version, python, folder), tests))
    return next((code for code in codes if code), 0)


def admitted() -> list[str]:
    """Reads the versions that the package says it runs on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))


def find(version: str) -> Path | None:
    """Returns an interpreter of this version that runs; a shim of a version manager may be there and not run."""
    for candidate in _candidates(version):
        try:
            if said([str(candidate), "-c", ASK]) == version:
                return candidate
        except EngineError:
            continue
    return None


def _candidates(version: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if found := shutil.which(f"python{version}", path=folder or os.curdir):
            yield Path(found)
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(home.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)


def _environment(version: str, python: Path, folder: Path) -> Path:
    """Returns the interpreter of an environment with everything installed, made if it is missing or out of date."""
    place = folder / version
    own, mark = place / "bin" / "python", place / "installed"
    project = ROOT / "pyproject.toml"
    expected = f"{place}\n{project.read_text(encoding='utf-8')}"
    if not (own.exists() and mark.exists() and mark.read_text(encoding="utf-8") == expected):
        subprocess.run([python, "-m", "venv", "--clear", place], check=True)
        install(own, "--editable", ".[simulator,tests]", folder=ROOT)
        mark.write_text(expected, encoding="utf-8")
    return own


def _run(python: Path, given: Sequence[str]) -> int:
    path = os.pathsep.join((str(python.parent), os.environ.get("PATH", os.defpath)))
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *given]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode


def say(line: str) -> None:
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as problem:
        sys.exit(f"{problem.cmd[0]} failed with exit code {problem.returncode}")
