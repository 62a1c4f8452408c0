"""Where tools are kept outside the checkout, so that a second clone does not fetch or build again.

An entry appears complete or not at all; one process at a time makes one.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.engine.programs import EngineError, check


def cache_folder(tool: str = "engine") -> Path:
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification: a relative path is to be ignored.
    base = Path(configured) if Path(configured).is_absolute() else Path.home() / ".cache"
    return base / "exotel-pulumi" / tool


def entry(
    place: Path,
    make: Callable[[Path], object],
    say: Callable[[str], None],
    check: Callable[[Path], object] = check,
) -> Path:
    """The `bin` folder of this entry; `make` fills an empty folder when there is no entry yet, or a broken one.

    Broken is what makes `check`, called with the `bin` folder, raise an EngineError.
    """
    programs = place / "bin"
    if _works(programs, check):
        return programs
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent / "lock", say):
        if _works(programs, check):  # made by the process that held the lock
            return programs
        _clear_leftovers(place)
        partial = place.with_name(f"{place.name}.partial-{os.getpid()}")
        partial.mkdir()
        try:
            make(partial)
            check(partial / "bin")
            partial.rename(place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return programs


def _works(programs: Path, check: Callable[[Path], object]) -> bool:
    try:
        check(programs)
    except EngineError:
        return False
    return True


def _clear_leftovers(place: Path) -> None:
    for leftover in (place, *place.parent.glob(f"{place.name}.partial-*")):
        shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def _alone(lock: Path, say: Callable[[str], None]) -> Iterator[None]:
    # The kernel gives a flock back when its process dies, however it dies: there is no stale lock.
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work; waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
