"""The cache: an entry is complete or absent, and only one process at a time makes an entry."""

import fcntl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.tools.conftest import REPOSITORY, Engine
from tools.engine import cache
from tools.engine.programs import EngineError


def test_an_entry_is_made_once_and_then_reused(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        engine(folder / "bin")

    place = tmp_path / "cache" / "v1-abc"
    assert cache.entry(place, make, said.append) == place / "bin"
    assert cache.entry(place, make, said.append) == place / "bin"
    assert len(made) == 1
    assert not made[0].exists()
    assert said == []


@pytest.mark.parametrize("fault", [EngineError("the build broke"), KeyboardInterrupt(), SystemExit(143)])
def test_an_interrupted_attempt_leaves_no_incomplete_entry(
    tmp_path: Path, said: list[str], fault: BaseException
) -> None:
    def make(folder: Path) -> None:
        (folder / "bin").mkdir()
        (folder / "bin" / "pulumi").write_text("half", encoding="utf-8")
        raise fault

    with pytest.raises(type(fault)):
        cache.entry(tmp_path / "cache" / "v1", make, said.append)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]


def test_an_engine_that_does_not_work_becomes_no_entry(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    with pytest.raises(EngineError, match=r"pulumi-language-python is missing"):
        cache.entry(
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
    cache.entry(place, lambda folder: engine(folder / "bin"), said.append)
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
        assert cache.entry(place, lambda _: pytest.fail("made twice"), said.append) == place / "bin"
        finisher.join()
    assert said == ["another set-up is at work; waiting for it"]


def test_a_process_that_is_killed_with_the_lock_leaves_no_lock(tmp_path: Path, engine: Engine, said: list[str]) -> None:
    place = tmp_path / "cache" / "v1"
    program = (
        "import sys, time; from pathlib import Path; from tools.engine import cache\n"
        "def make(folder): print('making', flush=True); time.sleep(60)\n"
        "cache.entry(Path(sys.argv[1]), make, print)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(place)], cwd=REPOSITORY, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"making\n"
        other.kill()
    cache.entry(place, lambda folder: engine(folder / "bin"), said.append)
    assert said == []
    assert sorted(path.name for path in place.parent.iterdir()) == ["lock", "v1"]


def test_the_cache_has_the_place_of_the_xdg_specification(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cache.cache_folder() == tmp_path / "cache" / "exotel-pulumi" / "engine"
    for ignored in ("", "relative/folder"):
        monkeypatch.setenv("XDG_CACHE_HOME", ignored)
        assert cache.cache_folder() == tmp_path / "home" / ".cache" / "exotel-pulumi" / "engine"
