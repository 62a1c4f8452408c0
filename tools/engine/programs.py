"""What counts as a usable engine: which programs it consists of, from which version on, and how each is looked up.

Changes nothing on disk.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)

# The newest thing that this project asks of the CLI is `--run-program` of refresh and destroy, of April 2025. 3.200 is
# half a year younger: a margin. What the tests run on is the version that tools/engine/pulumi/go.mod pins.
OLDEST = (3, 200, 0)

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


class EngineError(Exception):
    """One way of getting the engine failed; the message is one line that a person can act on."""


def check(folder: Path) -> str:
    """The version of the engine in this folder; an EngineError unless all of it is there and runs."""
    for name in PROGRAMS:
        program = folder / name
        if not program.is_file() or not os.access(program, os.X_OK) or program.stat().st_size == 0:
            raise EngineError(f"{name} is missing from {folder}, or is not executable")
    version = version_of(folder / "pulumi")
    found = _VERSION.match(version)
    real = (folder / "pulumi").resolve()
    if found is None:
        raise EngineError(f"{real} does not tell its version: {version!r}")
    number = tuple(int(part) for part in found.groups())
    if number < OLDEST or number[0] != OLDEST[0]:
        oldest = ".".join(map(str, OLDEST))
        raise EngineError(f"{real} is {version}; this project needs {oldest} or newer, below 4")
    return version


def version_of(pulumi: Path) -> str:
    return said([str(pulumi), "version"], {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"})


def said(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The last line that a command prints; an EngineError unless it ran well."""
    try:
        answer = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise EngineError(f"{command[0]} does not run: {problem}") from None
    if answer.returncode != 0:
        raise EngineError(f"`{' '.join(command)}` failed: {last_line(answer.stderr) or f'exit {answer.returncode}'}")
    return last_line(answer.stdout)


def on_path(path: str, without: Path) -> dict[str, Path]:
    """Where each program of an engine on PATH is; `without` is our own folder, which may well be on PATH too."""
    folders = [part for part in path.split(os.pathsep) if part and Path(part).resolve() != without.resolve()]
    path = os.pathsep.join(folders)
    found = shutil.which("pulumi", path=path)
    if found is None:
        raise EngineError("there is none")
    # Kept unresolved: version managers put a shim on PATH, and a shim works by the name it is called by.
    pulumi = Path(found).absolute()
    programs = {"pulumi": pulumi}
    for name in PROGRAMS[1:]:
        beside = os.pathsep.join((str(pulumi.parent), str(pulumi.resolve().parent), path))
        place = shutil.which(name, path=beside)
        if place is None:
            raise EngineError(f"{pulumi} comes without {name}, beside it or on PATH")
        programs[name] = Path(place).absolute()
    return programs


def in_folder(folder: Path) -> dict[str, Path]:
    return {name: folder / name for name in PROGRAMS}


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
