"""An environment as the first lines of a page make it, without the five seconds that venv, pip and each start take.

`test_shell_lines.py::test_an_own_project_ends_with_a_working_stack` types such lines as they are, with nothing forked.
"""

import os
import shlex
from pathlib import Path

from tests.docs.conftest import lend_packages
from tests.docs.pages import ROOT
from tests.engine.environment import INTERPRETER, write_interpreter, write_program
from tests.nursery import IS_POSSIBLE

PREPARING = ("python3 -m venv ", "pip install ")


def without_preparing(lines: str) -> str:
    """Returns shell lines without those whose work `prepared` has done."""
    return "".join(line for line in lines.splitlines(keepends=True) if not line.startswith(PREPARING))


def prepared(project: Path) -> dict[str, str]:
    """Makes a project's `.venv` with `exotel-pulumi` in it, and returns the variables by which Pulumi forks.

    Pulumi's programs and hosts, and the command line, run in forked processes; all else runs as it is typed.
    """
    lend_packages(project / ".venv", ROOT)
    return forking(project.parent)


def forking(folder: Path) -> dict[str, str]:
    """Has Pulumi's programs and hosts run by this Python, forked, and our command; all else is the reader's own."""
    write_interpreter(folder, forking=IS_POSSIBLE)
    typed = folder / "typed"
    typed.mkdir()
    launcher = folder / "as this one"
    write_launcher(launcher, [str(folder / INTERPRETER)])
    write_launcher(typed / "exotel-pulumi", [str(launcher), "-m", "exotel_pulumi.cli"])
    return {"PULUMI_PYTHON_CMD": str(launcher), "PATH": f"{typed}{os.pathsep}{os.environ['PATH']}"}


def write_launcher(launcher: Path, command: list[str]) -> None:
    """Writes a program that runs a command of this Python, with the variables of this Python."""
    own = shlex.quote(os.environ.get("PYTHONPATH", ""))
    path = f"export PYTHONPATH={own}" if "PYTHONPATH" in os.environ else "unset PYTHONPATH"
    write_program(launcher, f'#!/bin/sh\n{path}\nexec {shlex.join(command)} "$@"\n')
