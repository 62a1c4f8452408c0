"""Puts a working engine into `.engine/bin` of the checkout, as links to its programs.

Tries, in this order: the engine that is already there, a compatible `pulumi` on PATH, Pulumi's own release, a build
from Go modules. Each step that fails prints the reason in one line. The last line names what a person can install.
Run: `python -m tools.engine.install`.
"""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.engine import cache, go_build, release
from tools.engine.programs import PROGRAMS, EngineError, check, in_folder, on_path

ROOT = Path(__file__).resolve().parents[2]

INSTALL_YOURSELF = (
    "no Pulumi CLI could be had. Install Go 1.25 or newer, or Pulumi itself (https://www.pulumi.com/docs/install/), "
    "then run this again."
)

Step = tuple[str, Callable[[], dict[str, Path]]]


def say(line: str) -> None:
    print(f"engine: {line}", flush=True)


def main(target: Path = ROOT / ".engine" / "bin", steps: Sequence[Step] | None = None) -> int:
    """Installs an engine, and returns the exit code."""
    try:
        return _install(target, default_steps(target) if steps is None else steps)
    except KeyboardInterrupt:
        say("interrupted")
        return 130


def default_steps(target: Path) -> tuple[Step, ...]:
    return (
        ("a pulumi on PATH", lambda: on_path(os.environ.get("PATH", ""), without=target)),
        ("Pulumi's own release", lambda: in_folder(cache.entry(release_entry(), release.maker(say), say))),
        ("a build from Go modules", lambda: in_folder(cache.entry(build_entry(), go_build.maker(say), say))),
    )


def release_entry() -> Path:
    return cache.cache_folder() / release.entry_name()


def build_entry() -> Path:
    return cache.cache_folder() / go_build.entry_name()


def _install(target: Path, steps: Sequence[Step]) -> int:
    if version := _already_there(target):
        say(f"Pulumi {version} is in place")
        return 0
    for name, step in steps:
        try:
            _link(step(), target)
            version = check(target)
        except (EngineError, OSError) as problem:
            with contextlib.suppress(OSError):
                _unlink(target)
            say(f"{name}: {problem}")
        else:
            say(f"Pulumi {version} from {name} is in place")
            return 0
    say(INSTALL_YOURSELF)
    return 1


def _already_there(target: Path) -> str | None:
    """Returns the version in the target, or None if the engine is missing, broken or outdated."""
    try:
        version = check(target)
        current = (release.entry_name(), go_build.entry_name())
        return None if cache.is_outdated(target / "pulumi", "engine", current) else version
    except (EngineError, OSError):
        return None


def _link(programs: dict[str, Path], target: Path) -> None:
    _unlink(target)
    target.mkdir(parents=True)
    for name in PROGRAMS:
        (target / name).symlink_to(programs[name])


def _unlink(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)  # removes the links, and not the programs behind them
    else:
        target.unlink(missing_ok=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a running build ends and leaves no files
    sys.exit(main())
