"""The place of tools outside the checkout, so that a second clone does not fetch or build again.

An entry appears complete or not at all. Only one process at a time makes an entry.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from tools.engine.programs import EngineError, check


def cache_folder(tool: str = "engine") -> Path:
    """Returns the folder of the entries of a tool."""
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # By the XDG specification, a relative path has no effect.
    base = Path(configured) if Path(configured).is_absolute() else Path.home() / ".cache"
    return base / "exotel-pulumi" / tool


def entry(
    place: Path,
    make: Callable[[Path], object],
    say: Callable[[str], None],
    check: Callable[[Path], object] = check,
) -> Path:
    """Returns the `bin` folder of an entry. Lets `make` fill an empty folder if the entry is missing or broken.

    An entry is broken if `check` raises an EngineError for its `bin` folder.
    """
    programs = place / "bin"
    if _works(programs, check):
        return programs
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent / "lock", say):
        if _works(programs, check):  # the process that held the lock has made it
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


def is_outdated(program: Path, tool: str, current: Collection[str]) -> bool:
    """Returns whether a program is in an entry of the cache that is not among the `current` ones of this checkout."""
    place = program.resolve().parent.parent
    return place.parent == cache_folder(tool).resolve() and place.name not in current


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
    # The kernel releases a flock at the end of its process, also of a killed one, so no lock becomes stale.
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work; waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
