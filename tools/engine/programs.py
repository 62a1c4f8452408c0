"""The programs of a usable engine, its oldest version, the search for it, and commands with a time limit."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)

# This project needs `--run-program` of refresh and destroy, which came in April 2025. Version 3.200 came half a year
# later, as a margin. The tests use the version that tools/engine/pulumi/go.mod pins.
OLDEST = (3, 200, 0)

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
# A stack of calls in JavaScript, Node.js's own version, and where npm has logged.
_AFTER_THE_REASON = re.compile(r"\s+at \S|Node\.js v|npm error (A complete log|\s+at )")


class EngineError(Exception):
    """The failure of one way to get the engine. The message is one line, and a person can act on it."""


def check(folder: Path) -> str:
    """Returns the version of the engine in a folder. Raises an EngineError unless the engine is complete and runs."""
    for name in PROGRAMS:
        program = folder / name
        if not program.is_file() or not os.access(program, os.X_OK) or program.stat().st_size == 0:
            raise EngineError(f"{name} is missing from {folder}, or is not executable")
    pulumi = folder / "pulumi"
    version = said([str(pulumi), "version"], {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"})
    check_version(pulumi.resolve(), version, "this project needs", OLDEST, below=4)
    return version


def check_version(file: Path, answer: str, needs: str, oldest: tuple[int, int, int], below: int) -> str:
    """Returns the numbers of the version in an answer. Raises an EngineError unless the version is in the range."""
    found = _VERSION.search(answer)
    if found is None:
        raise EngineError(f"{file} does not tell its version: {answer!r}")
    if not oldest <= tuple(map(int, found.groups())) < (below,):
        raise EngineError(f"{file} is {found.group()}; {needs} {'.'.join(map(str, oldest))} or newer, below {below}")
    return ".".join(found.groups())


def said(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Returns the last line that a command prints. Raises an EngineError if the command fails."""
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
        raise EngineError(f"`{' '.join(command)}` failed: {reason(answer.stderr) or f'exit {answer.returncode}'}")
    return last_line(answer.stdout)


def run(command: Sequence[str], seconds: float, failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs a command within a time limit. Raises an EngineError with `failure` and the reason in the output."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # the installer starts a shell and a downloader, which have to end with the command
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise EngineError(f"{failure} within {seconds:.0f} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0:
        raise EngineError(f"{failure}: {reason(output) or f'exit {process.returncode}'}")


def on_path(path: str, without: Path) -> dict[str, Path]:
    """Returns the place of each program of an engine on PATH. Skips the folder `without`, which is our own."""
    path = path_without(without, path)
    found = shutil.which("pulumi", path=path)
    if found is None:
        raise EngineError("there is none")
    # The link is not resolved: a shim of a version manager works only under its own name.
    pulumi = Path(found).absolute()
    programs = {"pulumi": pulumi}
    for name in PROGRAMS[1:]:
        beside = os.pathsep.join((str(pulumi.parent), str(pulumi.resolve().parent), path))
        place = shutil.which(name, path=beside)
        if place is None:
            raise EngineError(f"{pulumi} comes without {name}, beside it or on PATH")
        programs[name] = Path(place).absolute()
    return programs


def path_without(folder: Path, path: str) -> str:
    """Returns PATH without a folder and without links to the folder."""
    parts = path.split(os.pathsep)
    return os.pathsep.join(part for part in parts if part and Path(part).resolve() != folder.resolve())


def in_folder(folder: Path) -> dict[str, Path]:
    return {name: folder / name for name in PROGRAMS}


def reason(output: str) -> str:
    """Returns the last line that says why a command has failed; Node.js and npm have others after it."""
    return last_line("\n".join(line for line in output.splitlines() if not _AFTER_THE_REASON.match(line)))


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
