"""Which Pythons the tests run on: every one that works, by whatever way it is there; and what is said of the others."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.tools.conftest import Calls, Program
from tools import pythons

# In the place of an interpreter: tells its version, makes an environment of itself, and passes any test but a bad one.
FAKE = """
echo "{version} $*" >> "$CALLS"
case "$*" in
-c*) echo {version} ;;
"-m venv"*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
*bad*) exit 3 ;;
esac
"""
SHIM = "echo 'pyenv: the command exists in other versions' >&2; exit 127"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a machine with a 3.12 behind a shim that does not run, and a 3.14 on PATH."""
    shims, versions = tmp_path / "shims", tmp_path / "home" / ".pyenv" / "versions"
    for version in ("3.12", "3.13"):
        program(shims / f"python{version}", SHIM)
    program(shims / "python3.14", FAKE.format(version="3.14"))
    program(versions / "3.12.1" / "bin" / "python3.12", FAKE.format(version="3.12"))
    monkeypatch.setenv("PATH", f"{shims}:{os.environ['PATH']}")
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(pythons, "admitted", lambda: ["3.12", "3.13", "3.14"])


def test_a_shim_that_does_not_run_is_no_python(tmp_path: Path, calls: Calls) -> None:
    assert pythons.find("3.12") == tmp_path / "home" / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3.12"
    assert pythons.find("3.13") is None
    assert pythons.find("3.14") == tmp_path / "shims" / "python3.14"


def test_the_tests_run_on_each_and_the_missing_one_is_named(
    tmp_path: Path, calls: Calls, capfd: pytest.CaptureFixture[str]
) -> None:
    for environments in ("venv", None):  # an environment that is there is used again
        assert pythons.main(["tests/host"], tmp_path / "environments") == 0
        assert "== Python 3.13 is not on this machine" in capfd.readouterr().out
        made = [call for call in calls.new() if " -c " not in call]
        ran = [call.split()[0] for call in made if call.endswith("-m pytest -p no:cacheprovider tests/host")]
        assert ran == ["3.12", "3.14"]
        assert len(made) == (6 if environments else 2)


def test_only_the_newest_that_is_there_gets_more(tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "admitted", lambda: ["3.12", "3.14", "3.13"])  # the last one is not there
    assert pythons.main(["tests/host", "--newest", "tests/lifecycle"], tmp_path / "environments") == 0
    ran = [call.partition(" -m pytest -p no:cacheprovider ") for call in calls.new() if "-m pytest" in call]
    assert [(version, tests) for version, _, tests in ran] == [
        ("3.12", "tests/host"),
        ("3.14", "tests/host tests/lifecycle"),
    ]


def test_a_failure_on_one_is_a_failure_and_the_others_run(tmp_path: Path, calls: Calls) -> None:
    assert pythons.main(["bad"], tmp_path / "environments") == 3
    assert sum("-m pytest" in call for call in calls.new()) == 2


def test_a_python_without_venv_stops_the_run(
    tmp_path: Path, calls: Calls, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "shims" / "python3.14", '[ "$1" = -c ] && echo 3.14')
    monkeypatch.setattr(pythons, "admitted", lambda: ["3.14"])
    with pytest.raises(subprocess.CalledProcessError):
        pythons.main([], tmp_path / "environments")
