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
