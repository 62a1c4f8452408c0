"""The order in which a browser is looked for, the message of each failure, and Debian's packages."""

import os
from pathlib import Path

import pytest

from tests.tools.conftest import Calls, Program
from tools import browser, debian
from tools.engine.programs import EngineError

SAYS = "echo Chromium 156.0.1"


def failing(reason: str) -> Path:
    raise EngineError(reason)


def test_a_browser_is_looked_for_in_the_order_of_the_documents() -> None:
    assert [name for name, _ in browser.default_steps()] == [
        "CHROMIUM",
        "PATH",
        "Playwright's download",
        "Debian's package",
    ]


def test_the_first_that_starts_is_linked(tmp_path: Path, program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    broken, good = program(tmp_path / "one", "exit 3"), program(tmp_path / "two", SAYS)
    link = tmp_path / "checkout" / "chromium"
    steps = (("one", lambda: broken), ("two", lambda: good), ("three", lambda: failing("not to be asked")))
    assert browser.main(link, steps) == 0
    assert link.resolve() == good
    first, last = capsys.readouterr().out.splitlines()
    assert "one: " in first
    assert "exit 3" in first
    assert last == "browser: Chromium 156.0.1 from two is in place"


def test_a_machine_without_one_fails_and_says_how_to_get_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert browser.main(tmp_path / "chromium", (("one", lambda: failing("no luck")),)) == 1
    out = capsys.readouterr().out
    assert "browser: one: no luck" in out
    assert "apt-get install chromium" in out
    assert "CHROMIUM=" in out


def test_the_variable_and_path_name_programs(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    for looked, reason in ((browser.named, "not set"), (browser.on_path, "no chromium and no google-chrome")):
        with pytest.raises(EngineError, match=reason):
            looked()
    chrome = program(tmp_path / "google-chrome", SAYS)
    assert browser.on_path() == chrome
    monkeypatch.setenv("CHROMIUM", str(chrome))
    assert browser.named() == chrome


def test_packages_are_installed_by_root_alone(
    tmp_path: Path, program: Program, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    program(tmp_path / "apt-get", 'echo "$*" >> "$CALLS"')
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(EngineError, match="sudo apt-get install sip-tester"):
        debian.install(["sip-tester"], print)
    assert calls.new() == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    debian.install(["one", "two"], print)
    assert calls.new() == ["install --yes --no-install-recommends one two"]


def test_an_old_list_of_packages_is_fetched_again(
    tmp_path: Path, program: Program, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(tmp_path / "apt-get", 'echo "$1" >> "$CALLS"; [ $(grep -c . "$CALLS") -gt 1 ]')
    debian.install(["chromium"], print)
    assert calls.new() == ["install", "update", "install"]


def test_a_machine_without_apt_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="what Debian calls chromium"):
        debian.install(["chromium"], print)
