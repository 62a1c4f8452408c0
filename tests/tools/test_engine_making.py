"""How an engine is made: an entry of the cache is complete or absent, and a small program builds instead of `go`."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.tools.conftest import FAKE_GO, REPOSITORY, Calls, Engine, Program
from tools.engine import making
from tools.engine.programs import EngineError, check


def test_an_entry_is_made_once_and_then_reused(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        engine(folder / "bin")

    place = tmp_path / "cache" / "v1-abc"
    assert making.entry(place, make, said.append) == place / "bin"
    assert making.entry(place, make, said.append) == place / "bin"
    assert len(made) == 1
    assert not made[0].exists()
    assert said == []


def test_an_interrupted_attempt_leaves_no_incomplete_entry(tmp_path: Path, said: list[str]) -> None:
    def make(folder: Path) -> None:
        (folder / "bin").mkdir()
        (folder / "bin" / "pulumi").write_text("half", encoding="utf-8")
        raise SystemExit(143)

    with pytest.raises(SystemExit):
        making.entry(tmp_path / "cache" / "v1", make, said.append)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]


def test_an_engine_that_does_not_work_becomes_no_entry(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    with pytest.raises(EngineError, match=r"pulumi-language-python is missing"):
        making.entry(
            tmp_path / "cache" / "v1",
            lambda folder: engine(folder / "bin", without="pulumi-language-python"),
            said.append,
        )
    assert not (tmp_path / "cache" / "v1").exists()


def test_a_broken_entry_and_the_leftovers_of_killed_attempts_are_replaced(
    tmp_path: Path, engine: Engine, said: list[str]
) -> None:
    place = tmp_path / "cache" / "v1"
    engine(place / "bin", without="pulumi")
    engine(tmp_path / "cache" / "v1.partial-4711" / "bin")
    making.entry(place, lambda folder: engine(folder / "bin"), said.append)
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == ["lock", "v1"]


def test_a_second_process_waits_and_uses_the_entry_of_the_first(
    tmp_path: Path, engine: Engine, said: list[str]
) -> None:
    place = tmp_path / "cache" / "v1"
    place.parent.mkdir()
    with (place.parent / "lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)

        def finish() -> None:
            while not said:
                time.sleep(0.01)
            engine(place / "bin")
            fcntl.flock(first, fcntl.LOCK_UN)

        finisher = threading.Thread(target=finish)
        finisher.start()
        assert making.entry(place, lambda _: pytest.fail("made twice"), said.append) == place / "bin"
        finisher.join()
    assert said == ["another set-up is at work; waiting for it"]


def test_a_process_that_is_killed_with_the_lock_leaves_no_lock(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    place = tmp_path / "cache" / "v1"
    program = (
        "import sys, time; from pathlib import Path; from tools.engine import making\n"
        "def make(folder): print('making', flush=True); time.sleep(60)\n"
        "making.entry(Path(sys.argv[1]), make, print)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(place)], cwd=REPOSITORY, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"making\n"
        other.kill()
    making.entry(place, lambda folder: engine(folder / "bin"), said.append)
    assert said == []
    assert sorted(path.name for path in place.parent.iterdir()) == ["lock", "v1"]


def test_the_cache_has_the_place_of_the_xdg_specification(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert making.cache_folder() == tmp_path / "cache" / "exotel-pulumi" / "engine"
    for ignored in ("", "relative/folder"):
        monkeypatch.setenv("XDG_CACHE_HOME", ignored)
        assert making.cache_folder() == tmp_path / "home" / ".cache" / "exotel-pulumi" / "engine"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Copies the pinned modules, so that a test can change them."""
    folder = tmp_path / "modules"
    for module in ("pulumi", "python-host"):
        shutil.copytree(making.MODULES / module, folder / module)
    return folder


@pytest.fixture
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes the scripts of Pulumi's SDK into a folder that `go list` names."""
    for script in making.SCRIPTS:
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
    making.maker(said.append, modules)(folder)
    assert check(folder / "bin") == "v3.259.0"
    host, cli, listing = calls.new()
    assert host.startswith(f"{modules / 'python-host'}|GOWORK=off|build -trimpath ")
    assert host.endswith("bin/pulumi-language-python github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python")
    version = making.pinned_version()
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
    monkeypatch.setattr(making, "PROGRESS_SECONDS", 0.1)
    reported = tmp_path / "reported"
    program(go, f'while [ ! -e "{reported}" ]; do sleep 0.05; done{FAKE_GO}')  # builds until the time is reported

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("still"):
            reported.touch()

    (tmp_path / "cache").mkdir()
    making.maker(say, modules)(tmp_path / "cache")
    assert re.fullmatch(r"still building, \d+ min \d\d s so far", said[1])


def test_a_missing_go_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"^there is no `go` on PATH$"):
        making.maker(said.append)(tmp_path)
    assert said == []


def test_a_failed_build_reports_the_last_line_of_go(
    tmp_path: Path, go: Path, modules: Path, said: list[str], program: Program
) -> None:
    program(go, "echo go: downloading x; echo 'go: go.mod requires go >= 1.25.11 (running go 1.22.0)' >&2; exit 1")
    with pytest.raises(EngineError, match=r"^`go build` failed: go: go\.mod requires go >= 1\.25\.11 .* \(log: "):
        making.maker(said.append, modules)(tmp_path)
    assert "downloading x" in (tmp_path.parent / "build.log").read_text(encoding="utf-8")


def test_a_terminated_set_up_also_ends_go(tmp_path: Path, go: Path, program: Program, calls: Calls) -> None:
    program(go, 'echo $$ > "$CALLS.new"; mv "$CALLS.new" "$CALLS"; exec sleep 60')
    set_up = (
        "import signal, sys; from pathlib import Path; from tools.engine import making\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "making.PROGRESS_SECONDS = 0.1\n"
        "making.maker(lambda line: print(line, flush=True))(Path(sys.argv[1]))\n"
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
    name = making.entry_name(modules)
    assert name == making.entry_name()
    assert name.startswith(f"{making.pinned_version()}-")
    with (modules / "python-host" / "go.sum").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert making.entry_name(modules) != name
