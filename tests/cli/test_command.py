"""The command itself: help, misuse, the simulator, and a Python without its libraries."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PANELS = (
    *("─ look ─", "│ doctor", "│ show", "│ explain", "─ before a change ─", "│ impact", "│ probe"),
    *("─ simulated calls ─", "│ simulator", "│ ring", "│ rehearse", "─ an existing account ─", "│ import", "│ verify"),
    *("─ other languages ─", "│ plugin"),
)
COMMANDS = ("doctor", "explain", "show", "import", "simulator")


def test_help_lists_every_command_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    assert all(f"│ {command}" in done.out for command in COMMANDS)
    assert "3 Exotel could not be asked" in " ".join(done.out.split())


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "simulator"])
def test_every_command_has_an_example(run: Run, command: str) -> None:
    assert f"exotel-pulumi {command}" in run(command, "--help").out


def test_commands_stand_in_panels_and_a_flag_takes_no_value(run: Run) -> None:
    text = run("--help").out
    places = [text.index(word) for word in PANELS]
    assert places == sorted(places)
    shown = run("doctor", "--help").out
    [flag] = [row for row in shown.splitlines() if "--json" in row]
    assert flag.split()[:4] == ["│", "--json", "Print", "JSON,"]
    assert "[TRUNK]..." in shown


def test_the_version_is_what_a_report_needs(run: Run) -> None:
    done = run("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"exotel-pulumi {version('exotel-pulumi')}, pulumi {version('pulumi')}, Python 3.")


def test_a_wrong_option_is_misuse(run: Run) -> None:
    assert run("show", "--jsn").code == 2
    assert run("shw").code == 2


def test_the_simulator_is_the_modules_own(run: Run) -> None:
    done = run("simulator", "--help")
    assert done.code == 0
    assert "--state FILE" in done.out
    assert done.out.startswith("usage: exotel-pulumi simulator ")
    assert run("simulator", "--port", "many").code == 2


def test_without_its_libraries_it_says_how_to_get_them(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise ModuleNotFoundError('No module', name='typer')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "exotel_pulumi.cli", "show"],
        env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'path/to/exotel-pulumi[cli]'" in done.stderr
