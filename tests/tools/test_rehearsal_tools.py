"""What the rehearsal needs of the system: found, installed by root, or named."""

import os
from pathlib import Path

import pytest

from tests.tools.conftest import Calls, Program
from tools import sipp
from tools.engine.programs import EngineError
from tools.livekit import sip_build


def test_a_sipp_on_path_is_enough(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("sipp", "tshark"):
        program(tmp_path / name, "exit 99")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sipp.main() == 0
    assert capsys.readouterr().out == "sipp: is in place\n"


def test_a_missing_sipp_is_installed_by_root_and_named_to_others(
    tmp_path: Path,
    program: Program,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program(tmp_path / "apt-get", 'echo "$*" >> "$CALLS"')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert sipp.main() == 1
    assert "sudo apt-get install sip-tester tshark" in capsys.readouterr().out
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert sipp.main() == 0
    assert calls.new() == ["install --yes --no-install-recommends sip-tester tshark"]


def test_missing_libraries_are_named_as_debian_names_them(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sip_build.missing_libraries() == ["libopus-dev", "libopusfile-dev", "libsoxr-dev"]
    program(tmp_path / "pkg-config", '[ "$2" != soxr ]')
    assert sip_build.missing_libraries() == ["libsoxr-dev"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(tmp_path / "apt-get", "exit 0")
    with pytest.raises(EngineError, match="sudo apt-get install pkg-config gcc libsoxr-dev"):
        sip_build.maker(print)(tmp_path / "place")


def test_the_version_is_the_pinned_one() -> None:
    assert sip_build.version() == "v1.0.0"
    assert sip_build.place().name.startswith("sip-v1.0.0-")
