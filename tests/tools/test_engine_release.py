"""The time limits for the installer of the SDK, which has no limit of its own."""

import subprocess
import sys
from pathlib import Path

import pulumi.automation
import pytest

from tests.tools.conftest import Program
from tools.engine import release
from tools.engine.programs import EngineError


@pytest.mark.timeout(30)
def test_a_host_that_does_not_answer_takes_seconds(
    tmp_path: Path, program: Program, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "REACH_SECONDS", 0.3)
    worker = program(tmp_path / "worker", "sleep 60 & sleep 60")  # the child process also holds the pipe open
    with pytest.raises(EngineError, match=r"^get\.pulumi\.com cannot be reached within 0 s$"):
        release.maker(said.append, [str(worker)])(tmp_path)
    assert said == []


def test_the_reason_for_an_unreachable_host_is_reported(tmp_path: Path, program: Program, said: list[str]) -> None:
    worker = program(tmp_path / "worker", "echo noise; echo no such host; exit 1")
    with pytest.raises(EngineError, match=r"^get\.pulumi\.com cannot be reached: no such host$"):
        release.maker(said.append, [str(worker)])(tmp_path)


def test_a_failed_download_is_reported(tmp_path: Path, program: Program, said: list[str]) -> None:
    worker = program(tmp_path / "worker", 'test "$1" = reach || { echo "curl: (22) 404"; exit 1; }')
    with pytest.raises(EngineError, match=r"^the download failed: curl: \(22\) 404$"):
        release.maker(said.append, [str(worker)])(tmp_path)
    assert len(said) == 1
    assert said[0].startswith("downloading Pulumi's release 3.")


def test_the_worker_gets_the_folder_to_fill(tmp_path: Path, program: Program, said: list[str]) -> None:
    worker = program(tmp_path / "worker", 'test "$1" = reach || echo "$@" > "$2/arguments"')
    release.maker(said.append, [str(worker)])(tmp_path)
    assert (tmp_path / "arguments").read_text(encoding="utf-8") == f"fetch {tmp_path}\n"


def test_the_worker_reports_its_failure_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(root: str) -> None:
        raise subprocess.CalledProcessError(22, ["install.sh", root], output=b"+ Downloading\nerror: no such version\n")

    monkeypatch.setattr(pulumi.automation.PulumiCommand, "install", fail)
    assert release.main("fetch", "/somewhere") == 1
    assert capsys.readouterr().out == "error: no such version\n"


def test_the_sdk_gets_the_folder_from_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pulumi.automation.PulumiCommand, "install", lambda root: asked.append(root))
    assert release.main("fetch", "/somewhere") == 0
    assert asked == ["/somewhere"]


def test_the_worker_reports_an_unreachable_host_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the worker with a loopback proxy that does not exist, so the test does not use the network."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    answer = subprocess.run(
        [*release.WORKER, "reach"], cwd=release.ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    assert (answer.returncode, answer.stderr) == (1, "")
    assert "refused" in answer.stdout
    assert release.WORKER[0] == sys.executable
