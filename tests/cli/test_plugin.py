"""`plugin install` on the real Pulumi: what it installs is this Python's plugin; what fails is said in words."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from exotel_pulumi.cli import plugin
from exotel_pulumi.errors import SettingsError
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_it_installs_what_this_python_runs(invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = version("exotel-pulumi")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    for _ in range(2):  # the second time over the first one
        done = invoke("plugin", "install")
        said = f"pulumi-resource-exotel {number} is installed in Pulumi, and runs with {sys.executable}\n"
        assert (done.code, done.out) == (0, said)
    listed = subprocess.run(["pulumi", "plugin", "ls", "--json"], capture_output=True, text=True, check=True).stdout
    assert [(each["name"], each["version"]) for each in json.loads(listed)] == [("exotel", number)]
    [installed] = tmp_path.glob("plugins/resource-exotel-v*/pulumi-resource-exotel")
    # A file of the project's that is called like a module of ours, or of Python's, is not met.
    (tmp_path / "exotel_pulumi.py").write_text("raise SystemExit('met')", encoding="utf-8")
    process = subprocess.Popen(
        [installed], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdigit()
    process.kill()
    process.communicate()


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Installs the plugin as Pulumi does, and returns its script."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    path = tmp_path / f"{plugin.INSTALLED}{version('exotel-pulumi')}" / plugin.NAME
    path.parent.mkdir(parents=True)
    path.write_text(plugin.SCRIPT.format(python=sys.executable), encoding="utf-8")
    return path


def test_doctor_says_with_which_python_an_installed_plugin_runs(invoke: Run, script: Path, tmp_path: Path) -> None:
    found = json.loads(invoke("doctor", "--json", PULUMI_HOME=str(tmp_path)).out)["findings"]
    [row] = [row for row in found if row["subject"] == "plugin exotel"]
    assert (row["section"], row["well"], row["said"]) == (
        "Pulumi", True, f"{version('exotel-pulumi')}, with {sys.executable}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("/of/a/venv/that/is/gone/python", "is gone"),
        ("fails", "is gone"),
        ("older", "its Python has the release 0.0.1"),
    ],
)
def test_a_plugin_that_cannot_run_or_is_of_another_release_is_found(
    script: Path, tmp_path: Path, python: str, said: str
) -> None:
    for name, text in (("fails", "exit 1"), ("older", "echo release 0.0.1 >&2; exit 1")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    script.write_text(plugin.SCRIPT.format(python=tmp_path / python), encoding="utf-8")
    [finding] = plugin.installed()
    assert said in finding.said
    assert finding.advice == plugin.AGAIN


def test_only_another_version_is_found_and_none_is_no_fault(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.parent.rename(tmp_path / f"{plugin.INSTALLED}0.0.1")
    [finding] = plugin.installed()
    assert finding.said == f"0.0.1, and this package is {version('exotel-pulumi')}"
    assert finding.advice == plugin.AGAIN
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "none"))
    assert list(plugin.installed()) == []


def test_a_plugin_that_was_not_installed_by_the_command_is_named_alone(script: Path) -> None:
    script.write_bytes(b"\x7fELF")
    [finding] = plugin.installed()
    assert (finding.said, finding.advice) == (version("exotel-pulumi"), "")


def test_what_pulumi_says_where_it_finds_no_plugin_is_explained(invoke: Run) -> None:
    for said in (
        'could not find latest version for provider exotel: Get "https://api.github.com/": no such host',
        "no resource plugin 'pulumi-resource-exotel-v0.1.0' found in the workspace or on your $PATH",
    ):
        assert "run `exotel-pulumi plugin install`" in invoke("explain", f"error: {said}").out


def test_what_pulumi_refuses_is_said(invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "pulumi"
    script.write_text("#!/bin/sh\necho 'error: no room' >&2; exit 1\n", encoding="utf-8")
    script.chmod(0o755)
    done = invoke("plugin", "install", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert done.code == 2
    assert "Pulumi does not install the plugin: error: no room" in done.err
    monkeypatch.setattr("os.name", "nt")
    with pytest.raises(SettingsError, match="on Windows"):
        plugin.install()
