"""The ways to get an engine: their order, the message of each failure, and the links in `.engine/bin`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.conftest import REPOSITORY, Engine, Program
from tools.engine import install, making
from tools.engine.install import Step, default_steps, main
from tools.engine.programs import PROGRAMS, EngineError, check, in_folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "checkout" / ".engine" / "bin"


def failing(name: str, reason: str) -> Step:
    def step() -> dict[str, Path]:
        raise EngineError(reason)

    return name, step


def from_folder(name: str, folder: Path) -> Step:
    return name, lambda: in_folder(folder)


def never(name: str) -> Step:
    def step() -> dict[str, Path]:
        raise AssertionError(f"{name} is not to be asked")

    return name, step


def test_the_first_way_that_works_is_used(
    target: Path, tmp_path: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = (failing("one", "no luck"), from_folder("two", engine(tmp_path / "two")), never("three"))
    assert main(target, steps) == 0
    assert check(target) == "v3.259.0"
    assert capsys.readouterr().out.splitlines() == [
        "engine: one: no luck",
        "engine: Pulumi v3.259.0 from two is in place",
    ]
    assert main(target, (never("a second run"),)) == 0


def test_a_way_that_finds_an_unusable_engine_has_failed(
    target: Path, tmp_path: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    old, good = engine(tmp_path / "old", "v3.100.0"), engine(tmp_path / "good")
    assert main(target, (from_folder("old", old), from_folder("good", good))) == 0
    assert (target / "pulumi").resolve() == good / "pulumi"
    assert f"engine: old: {old / 'pulumi'} is v3.100.0; this project needs" in capsys.readouterr().out


def test_the_last_line_names_what_to_install_if_every_way_fails(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(target, (failing("one", "no luck"), failing("two", "none either"))) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["engine: one: no luck", "engine: two: none either"]
    assert "Install Go 1.25 or newer, or Pulumi itself (https://www.pulumi.com/docs/install/)" in lines[2]
    assert not target.exists()


@pytest.mark.parametrize("damage", ["dangling", "corrupt", "killed", "folder", "file"])
def test_a_damaged_engine_is_replaced(target: Path, tmp_path: Path, engine: Engine, damage: str) -> None:
    good, bad = engine(tmp_path / "good"), engine(tmp_path / "bad")
    target.mkdir(parents=True)
    for name in PROGRAMS:
        (target / name).symlink_to(bad / name)
    pulumi = target / "pulumi"
    if damage == "dangling":
        (bad / "pulumi").unlink()
    elif damage == "corrupt":
        (bad / "pulumi").write_bytes(b"\x7fELF half a program")
    elif damage == "killed":
        (bad / "pulumi").write_bytes(b"")
    else:
        pulumi.unlink()
    if damage == "folder":
        (pulumi / "inside").mkdir(parents=True)
    elif damage == "file":
        for name in PROGRAMS[1:]:
            (target / name).unlink()
        target.rmdir()
        target.write_text("", encoding="utf-8")
    assert main(target, (from_folder("good", good),)) == 0
    assert pulumi.resolve() == good / "pulumi"
    assert (bad / "pulumi-language-python").exists()  # the program behind a link stays


def test_an_outdated_engine_is_replaced(target: Path, tmp_path: Path, engine: Engine) -> None:
    old = engine(making.cache_folder() / "v3.100.0-0123456789ab" / "bin")
    assert main(target, (from_folder("old", old),)) == 0
    assert main(target, (from_folder("new", engine(tmp_path / "new")),)) == 0
    assert (target / "pulumi").resolve() == tmp_path / "new" / "pulumi"


def test_the_default_order_is_path_release_build(
    target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    steps = default_steps(target)
    assert [name for name, _ in steps] == ["a pulumi on PATH", "Pulumi's own release", "a build from Go modules"]
    engine(target)
    monkeypatch.setenv("PATH", str(target))
    with pytest.raises(EngineError, match="there is none"):
        steps[0][1]()
    monkeypatch.setenv("PATH", str(engine(tmp_path / "own")))
    assert steps[0][1]() == in_folder(tmp_path / "own")
    for entry, step in ((install.release_entry(), steps[1]), (install.build_entry(), steps[2])):
        engine(entry / "bin")
        assert step[1]() == in_folder(entry / "bin")


def test_the_engine_on_path_works_through_a_link(
    target: Path, tmp_path: Path, engine: Engine, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that a shim of a version manager, which starts a program by the name of the shim, still works."""
    shims = engine(tmp_path / "shims")
    program(shims / "pulumi", 'test "${0##*/}" = pulumi && echo v3.259.0')
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{os.environ['PATH']}")
    assert main(target, default_steps(target)[:1]) == 0
    monkeypatch.setenv("PATH", f"{target}{os.pathsep}{os.environ['PATH']}")
    assert subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout == "v3.259.0\n"


def test_an_interruption_is_reported_in_one_line_without_a_traceback(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> dict[str, Path]:
        raise KeyboardInterrupt

    assert main(target, (("one", interrupted),)) == 130
    assert capsys.readouterr().out == "engine: interrupted\n"


def test_a_host_of_the_release_that_does_not_answer_takes_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The child process also holds the pipe open.
    monkeypatch.setattr(install, "REACH", "import subprocess; subprocess.run(['sleep', '60'])")
    monkeypatch.setattr(install, "REACH_SECONDS", 0.3)
    with pytest.raises(EngineError, match=r"^get\.pulumi\.com cannot be reached within 0 s$"):
        install.fetch_release(tmp_path)
    assert capsys.readouterr().out == ""


def test_an_unreachable_host_is_reported_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asks a loopback proxy that does not exist, so the test does not use the network."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(install, "REACH_SECONDS", 60.0)
    with pytest.raises(EngineError, match=r"^get\.pulumi\.com cannot be reached: .*refused"):
        install.fetch_release(tmp_path)


def test_the_sdk_installs_into_the_folder_and_its_failure_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "modules" / "pulumi" / "automation" / "__init__.py"
    module.parent.mkdir(parents=True)
    (module.parent.parent / "__init__.py").touch()
    module.write_text(
        "import pathlib, subprocess\n"
        "class PulumiCommand:\n"
        "    def install(root):\n"
        "        pathlib.Path(root, 'asked').touch()\n"
        "        raise subprocess.CalledProcessError(22, ['install.sh'], output=b'+ x\\nno such version\\n')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(module.parents[2]))
    monkeypatch.setattr(install, "REACH", "")
    with pytest.raises(EngineError, match=r"^the download failed: no such version$"):
        install.fetch_release(tmp_path)
    assert (tmp_path / "asked").exists()


def test_the_module_runs_as_a_program() -> None:
    """Runs the module as the Makefile does, in this checkout, where the set-up has installed the engine."""
    assert (REPOSITORY / ".engine" / "bin" / "pulumi").exists(), "run `make setup` first"
    answer = subprocess.run(
        [sys.executable, "-m", "tools.engine.install"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr == ""
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout.startswith("engine: Pulumi ")
