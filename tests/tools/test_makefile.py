"""The Makefile: the list of targets, and the conditions for a new Python environment. Installs nothing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.conftest import REPOSITORY, Calls, Program

# In the place of python3: a version check (-c) passes. Every other call is written down and succeeds.
FAKE_PYTHON = 'test "$1" = -c && exit "${TOO_OLD:-0}"; echo "${0##*/} $*" >> "$CALLS"'


@pytest.fixture
def checkout(tmp_path: Path, program: Program, calls: Calls) -> Path:
    """Writes a checkout with a complete environment."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder)
    os.utime(folder / "pyproject.toml", (1, 1))
    program(tmp_path / "fake-python", FAKE_PYTHON)
    program(folder / ".venv" / "bin" / "python", FAKE_PYTHON)
    (folder / ".venv" / "installed").write_text(f"{folder.resolve()}\n", encoding="utf-8")
    return folder


def make(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    # Without the variables of an outer make, as they change the options of the inner one.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    }
    command = ["make", f"PYTHON={folder.parent / 'fake-python'}", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_make_without_a_target_prints_every_target_with_its_purpose(checkout: Path) -> None:
    answer = make(checkout)
    listed = re.findall(r"^  make ([a-z-]+) +\S", answer.stdout, re.MULTILINE)
    tests = [
        "quick",
        "test",
        "test-browser",
        "test-examples",
        "test-impact",
        "test-impact-alone",
        "test-languages",
        "test-rehearsal",
        "test-oldest",
        "test-pythons",
    ]
    everyday = ["help", "setup", "up", "down", *tests, "coverage", "docs", "docs-open"]
    assert listed == [*everyday, "check", "bench", "format", "simulator"]
    assert answer.returncode == 0
    purposes = re.findall(r"^(  make [a-z-]+ +)\S", answer.stdout, re.MULTILINE)
    assert len({len(before) for before in purposes}) == 1, answer.stdout


def test_the_documentation_ends_with_its_address_and_with_how_to_search_it(checkout: Path, calls: Calls) -> None:
    said = make(checkout, "docs").stdout.splitlines()[-1]
    assert said.startswith(f"documentation: {checkout}/.site/index.html")
    assert said.endswith("make docs-open")
    calls.new()
    make(checkout, "docs-open")
    built, served = calls.new()
    assert "-m mkdocs build --strict" in built
    assert served == "python -u -m http.server --bind 127.0.0.1 --directory .site 0"


def test_an_environment_that_fits_is_left_alone(checkout: Path, calls: Calls) -> None:
    assert make(checkout, ".venv/installed").returncode == 0
    assert calls.new() == []


def test_a_changed_pyproject_installs_again_into_the_same_environment(checkout: Path, calls: Calls) -> None:
    os.utime(checkout / "pyproject.toml")
    os.utime(checkout / ".venv" / "installed", (1, 1))
    assert make(checkout, ".venv/installed").returncode == 0
    assert [call.split()[:3] for call in calls.new()] == [["python", "-m", "pip"], ["python", "-m", "tools.packages"]]


@pytest.mark.parametrize(("target", "work"), [("types", "-m mypy"), ("coverage", "--cov")])
def test_what_reads_other_peoples_libraries_installs_them_first(
    checkout: Path, calls: Calls, target: str, work: str
) -> None:
    (checkout / "tests").mkdir()
    shutil.copy(REPOSITORY / "tests" / "clouds.txt", checkout / "tests")
    assert make(checkout, target).returncode == 0
    done = calls.new()
    [installed] = [place for place, call in enumerate(done) if call.endswith("--editable .[dev,others]")]
    [worked] = [place for place, call in enumerate(done) if work in call]
    assert installed < worked


@pytest.mark.parametrize("damage", ["moved", "never finished", "python removed"])
def test_an_environment_that_does_not_fit_is_replaced(checkout: Path, calls: Calls, damage: str) -> None:
    if damage == "moved":
        (checkout / ".venv" / "installed").write_text("/elsewhere\n", encoding="utf-8")
    elif damage == "never finished":
        (checkout / ".venv" / "installed").unlink()
    else:
        (checkout / ".venv" / "bin" / "python").unlink()
    make(checkout, ".venv/installed")
    assert calls.new()[0] == "fake-python -m venv --clear .venv"


def test_a_python_that_is_too_old_is_refused_with_the_remedy(
    checkout: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / ".venv" / "installed").unlink()
    monkeypatch.setenv("TOO_OLD", "1")
    answer = make(checkout, "setup")
    assert answer.returncode != 0
    assert "Python 3.11 or newer is needed" in answer.stdout
    assert "make PYTHON=python3.12" in answer.stdout
    assert calls.new() == []


def test_down_without_a_stack_sets_nothing_up(checkout: Path, calls: Calls) -> None:
    (checkout / ".venv" / "installed").unlink()
    answer = make(checkout, "down")
    assert (answer.returncode, answer.stdout) == (0, "quickstart: nothing is up\n")
    assert calls.new() == []


def recipes_of(text: str) -> dict[str, str]:
    """Returns the recipe of each target of a Makefile."""
    return dict(re.findall(r"^([a-z-]+):[^\n]*\n((?:\t[^\n]*\n)+)", text, re.MULTILINE))


def test_each_host_and_each_dialect_is_run_in_some_part_of_the_whole() -> None:
    """A part has one of two, so that none is slow: the parts together have both."""
    recipes = recipes_of((REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    for part, chosen in (
        ("test", "HOSTS=dynamic"),
        ("test-languages", "HOSTS=plugin"),
        ("test-oldest", "DIALECTS=reference"),
        ("test-other-pythons", "DIALECTS=live"),
    ):
        assert f"@{chosen} " in recipes[part]
        assert re.search(rf"\b{part}(?!-)", recipes["check"])
    assert "test-impact" in recipes["check"]  # and no other part has these tests
    assert all('-m "not impact"' in recipes[part] for part in ("test", "test-languages"))


def test_what_make_test_leaves_out_is_run_by_another_part_of_the_whole() -> None:
    text = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    text = text.replace("$(EXAMPLES_TESTS)", " ".join(re.findall(r"^EXAMPLES_TESTS := (.*)$", text, re.MULTILINE)))
    recipes = recipes_of(text)
    [beside] = re.findall(r"^BESIDE := .*$", text, re.MULTILINE)
    folders = {*re.findall(r"tests/\w+", beside)}
    assert "$(BESIDE)" in recipes["test"]
    assert len(folders) == 6
    parts = [part for part in recipes if part != "test" and re.search(rf"\b{part}(?![-\w])", recipes["check"])]
    assert folders <= {folder for part in parts for folder in re.findall(r"tests/\w+", recipes[part])}
