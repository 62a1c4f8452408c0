"""The tools for other languages: built from the modules that are pinned here, kept in the cache, linked."""

from pathlib import Path

import pytest

from tests.tools.conftest import Calls, Program
from tools.engine import making
from tools.languages import install, node

HOSTS = ("pulumi-language-yaml", "pulumi-language-nodejs")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "checkout" / ".engine" / "languages"


def test_each_tool_is_made_once_from_what_is_pinned_here(
    target: Path, tmp_path: Path, program: Program, go: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "wheel" / "bin"
    program(wheel / "node", 'shift; echo "npm $*" >> "$CALLS"; mkdir "$3/node_modules"')
    monkeypatch.setattr(node, "folder", lambda: wheel)
    assert install.main(target) == 0
    yaml, nodejs, sdks, npm = calls.new()
    for host, call in zip(HOSTS, (yaml, nodejs), strict=True):
        assert call.startswith(f"{install.MODULES / host.rpartition('-')[2]}|GOWORK=off|build -trimpath")
        assert call.endswith(f"/cmd/{host}")
    assert sdks.startswith(f"{install.ENGINE / 'pulumi'}|")  # with the engine's modules, flags and build cache
    assert sdks.endswith(str(install.GENERATOR))
    assert npm.startswith("npm ci --prefix ")
    assert {link.name: link.resolve().name for link in target.iterdir()} == {
        name: name for name in (*HOSTS, "generate-sdks", "node_modules")
    }
    assert all(making.cache_folder("languages").resolve() in link.resolve().parents for link in target.iterdir())
    assert install.main(target) == 0
    assert calls.new() == []


def test_without_go_it_says_what_is_needed(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(target) == 1
    said = capsys.readouterr().out
    assert "there is no `go` on PATH. Go 1.25 or newer and the npm registry are needed" in said


def test_the_lock_of_npm_pins_each_package_by_its_content() -> None:
    lock = (install.NPM / "package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"version": ') == lock.count('"integrity": "sha512-')
    assert "://registry" not in lock
