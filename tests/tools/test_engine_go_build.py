"""The build from Go modules, with a small program in the place of `go`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.conftest import FAKE_GO, REPOSITORY, Calls, Program
from tools.engine import go_build
from tools.engine.programs import EngineError, check


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Copies the pinned modules, so that a test can change them."""
    folder = tmp_path / "modules"
    for module in ("pulumi", "python-host"):
        shutil.copytree(go_build.MODULES / module, folder / module)
    return folder


@pytest.fixture
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes the scripts of Pulumi's SDK into a folder that `go list` names."""
    for script in go_build.SCRIPTS:
        (tmp_path / "sdk" / script).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sdk" / script).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / "sdk" / script).chmod(0o444)
    monkeypatch.setenv("SDK", str(tmp_path / "sdk"))


@pytest.mark.usefixtures("sdk")
def test_a_build_makes_both_modules_and_copies_the_scripts(
    tmp_path: Path, go: Path, modules: Path, said: list[str], calls: Calls
) -> None:
    folder = tmp_path / "cache" / "entry.partial"
    folder.mkdir(parents=True)
    go_build.maker(said.append, modules)(folder)
    assert check(folder / "bin") == "v3.259.0"
    host, cli, listing = calls.new()
    assert host.startswith(f"{modules / 'python-host'}|GOWORK=off|build -trimpath ")
    assert host.endswith("bin/pulumi-language-python github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python")
    version = go_build.pinned_version()
    assert cli.startswith(f"{modules / 'pulumi'}|GOWORK=off|build -trimpath ")
    assert f"-ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={version} " in cli
    assert cli.endswith("bin/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi")
    assert listing.endswith("|list -m -f {{.Dir}} github.com/pulumi/pulumi/sdk/v3")
    assert len(said) == 1
    assert "about 6 minutes" in said[0]


@pytest.mark.usefixtures("sdk")
def test_a_long_build_reports_its_time(
    tmp_path: Path,
    go: Path,
    modules: Path,
    said: list[str],
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(go_build, "PROGRESS_SECONDS", 0.1)
    reported = tmp_path / "reported"
    program(go, f'while [ ! -e "{reported}" ]; do sleep 0.05; done{FAKE_GO}')  # builds until the time is reported

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("still"):
            reported.touch()

    (tmp_path / "cache").mkdir()
    go_build.maker(say, modules)(tmp_path / "cache")
    assert re.fullmatch(r"still building, \d+ min \d\d s so far", said[1])


def test_a_missing_go_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"^there is no `go` on PATH$"):
        go_build.maker(said.append)(tmp_path)
    assert said == []


def test_a_failed_build_reports_the_last_line_of_go(
    tmp_path: Path, go: Path, modules: Path, said: list[str], program: Program
) -> None:
    program(go, "echo go: downloading x; echo 'go: go.mod requires go >= 1.25.11 (running go 1.22.0)' >&2; exit 1")
    with pytest.raises(EngineError, match=r"^`go build` failed: go: go\.mod requires go >= 1\.25\.11 .* \(log: "):
        go_build.maker(said.append, modules)(tmp_path)
    assert "downloading x" in (tmp_path.parent / "build.log").read_text(encoding="utf-8")


def test_a_terminated_set_up_also_ends_go(tmp_path: Path, go: Path, program: Program, calls: Calls) -> None:
    program(go, 'echo $$ > "$CALLS.new"; mv "$CALLS.new" "$CALLS"; exec sleep 60')
    set_up = (
        "import signal, sys; from pathlib import Path; from tools.engine import go_build\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "go_build.PROGRESS_SECONDS = 0.1\n"
        "go_build.maker(lambda line: print(line, flush=True))(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", set_up, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("still building") or not calls.file.exists():
            assert process.poll() is None
        process.terminate()
    assert process.returncode == 143
    with pytest.raises(ProcessLookupError):
        os.kill(int(calls.new()[0]), 0)


def test_the_name_of_the_entry_follows_the_pinned_modules(modules: Path) -> None:
    name = go_build.entry_name(modules)
    assert name == go_build.entry_name()
    assert name.startswith(f"{go_build.pinned_version()}-")
    with (modules / "python-host" / "go.sum").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert go_build.entry_name(modules) != name


def test_a_go_mod_without_the_cli_is_refused(modules: Path) -> None:
    (modules / "pulumi" / "go.mod").write_text("module x\n", encoding="utf-8")
    with pytest.raises(EngineError, match=r"requires no github\.com/pulumi/pulumi/pkg/v3$"):
        go_build.pinned_version(modules)
