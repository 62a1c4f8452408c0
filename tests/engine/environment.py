"""What the CLI of a test starts with: its environment variables, its interpreter and the files of an empty stack."""

import compileall
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import exotel_pulumi
from exotel_pulumi.simulator import Simulator
from tests.nursery import IS_POSSIBLE, nursery
from tests.nursery import LAUNCHER as LAUNCHER_OF_FORKED

from .simulators import ACCOUNT
from .vault import variables

STACK = "dev"
INIT = ("stack", "init", STACK)
FOLDERS = ("backend", "home", "events", "project")
NO_PROXY = "127.0.0.1,localhost"
INTERPRETER = "python"

# A person's own settings; and coverage, which makes a run half as dear again: the levels below run the same lines.
FOREIGN = ("EXOTEL_", "PULUMI_", "COVERAGE_")

# Pulumi's programs end in a second: without a collector of garbage they take a fifth less of the processor.
FOR_GO = {"GOGC": "off"}

# The language host asks these two before each program. The answer of pip takes a quarter of the CPU time of an `up`.
QUESTION = "-m pip list -v --format json"
ANSWERING = """\
#!/bin/sh
[ "$*" = {question} ] && exec cat {answer}
[ "$*" = --version ] && exec echo Python {version}
"""

# What Pulumi's launchers start for a program and for its dynamic providers, and what a person types, here in a process
# that is forked.
FORKING = """\
case "$*" in
    "-u -m pulumi.dynamic"*|"-u -m exotel_pulumi.plugin"*) shift; exec {python} -I -S {launcher} {address} "$@" ;;
    /*/pulumi-language-python-exec*) exec {python} -I -S {launcher} {address} "$@" ;;
    "-m exotel_pulumi.cli"*|"-m pip install"*) exec {python} -I -S {launcher} {address} "$@" ;;
esac
"""
STARTING = 'exec {python} "$@"\n'


def environment(folder: Path, simulator: Simulator) -> dict[str, str]:
    """Returns the person's environment without their Pulumi and Exotel settings, and the simulator's instead."""
    _compile_our_package()
    write_interpreter(folder, forking=IS_POSSIBLE)
    return _environment_of_pulumi(folder) | {
        "PULUMI_PYTHON_CMD": str(folder / INTERPRETER),
        "EXOTEL_ACCOUNT_SID": ACCOUNT.sid,
        "EXOTEL_API_KEY": ACCOUNT.api_key,
        "EXOTEL_API_TOKEN": ACCOUNT.api_token,
        "EXOTEL_API_URL": simulator.url,
        "EXOTEL_REQUESTS_PER_MINUTE": "100000",
        "EXOTEL_RETRY_DELAY": "0.01",
    }


def write_interpreter(folder: Path, *, forking: bool) -> None:
    """Writes a launcher for this interpreter that answers the language host from memory, and our command beside it.

    A `forking` one does not start Pulumi's programs and hosts, but has them forked from a process that has imported
    what they import: a command of the CLI costs a third then.
    """
    answer = folder / "packages.json"
    answer.write_bytes(_packages())
    words = {"question": QUESTION, "answer": answer, "version": platform.python_version(), "python": sys.executable}
    if forking:
        words |= {"launcher": LAUNCHER_OF_FORKED, "address": nursery(measured=False).address}
    quoted = {name: shlex.quote(str(word)) for name, word in words.items()}
    text = ANSWERING + (FORKING if forking else "") + STARTING
    write_program(folder / INTERPRETER, text.format(**quoted))
    command = shlex.join([str(folder / INTERPRETER), "-m", "exotel_pulumi.cli"])
    write_program(folder / "exotel-pulumi", f'#!/bin/sh\nexec {command} "$@"\n')


def write_program(path: Path, text: str) -> None:
    """Writes a script that can be run."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def write_plugin(folder: Path) -> Path:
    """Writes the plugin's executable, which the stack's own interpreter runs; returns its folder."""
    place = folder / "plugin"
    place.mkdir()
    executable = place / "pulumi-resource-exotel"
    interpreter = shlex.quote(str(folder / INTERPRETER))
    write_program(executable, f'#!/bin/sh\nexec {interpreter} -u -m exotel_pulumi.plugin "$@"\n')
    return place


def write_empty_stack(folder: Path) -> None:
    """Writes an empty program and the files of a stack that the CLI has just initialised."""
    for path, content in _initialised().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@cache
def _packages() -> bytes:
    """Says as pip would, which needs a second for it, which packages are installed."""
    found = [{"name": it.name, "version": it.version, "location": str(it.locate_file(""))} for it in distributions()]
    return json.dumps(found).encode()


@cache
def _compile_our_package() -> None:
    """Compiles our modules once; else each process of a run compiles them, where Python must not write bytecode."""
    for folder in exotel_pulumi.__path__:
        compileall.compile_dir(folder, quiet=2)


@cache
def _initialised() -> dict[Path, bytes]:
    """Lets the CLI initialise one stack, and reads all files that it has then: each further one costs a command."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for needed in FOLDERS:
            (folder / needed).mkdir()
        (folder / "project" / "Pulumi.yaml").write_text("name: line\nruntime: python\n", encoding="utf-8")
        subprocess.run(
            ["pulumi", *INIT, "--non-interactive"],
            cwd=folder / "project", env=_environment_of_pulumi(folder), capture_output=True, check=True,
        )  # fmt: skip
        return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _environment_of_pulumi(folder: Path) -> dict[str, str]:
    """Returns all variables but those of Exotel."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    path = os.pathsep.join((str(folder), str(Path(sys.executable).parent), own.get("PATH", os.defpath)))
    if shutil.which("pulumi", path=path) is None:
        pytest.fail("the Pulumi CLI is not on PATH: `make test` puts it there, `make setup` gets it", pytrace=False)
    return {
        **own,
        **variables(),
        **FOR_GO,
        "PATH": path,
        # Else Python could take an old program for the new one, if both are written in one second and equally long.
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_PROXY": NO_PROXY,
        "no_proxy": NO_PROXY,
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_DEBUG_COMMANDS": "1",  # without it there is no --event-log
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_STACK": STACK,
    }
