"""Puts a working engine into `.engine/bin` of the checkout, as links to its programs.

Tries, in this order: the engine that is already there, a compatible `pulumi` on PATH, Pulumi's own release, a build
from Go modules. Each step that fails prints the reason in one line. The last line names what a person can install.
Run: `python -m tools.engine.install`.
"""

import contextlib
import importlib.metadata
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.engine import making
from tools.engine.programs import PROGRAMS, ROOT, EngineError, check, in_folder, on_path, run

HOST = "get.pulumi.com"
REACH_SECONDS = 8.0
FETCH_SECONDS = 600.0
# The SDK brings the installer of the release that fits it, which has no time limit: each runs in a process of its own.
REACH = f"""
import urllib.request
urllib.request.urlopen(urllib.request.Request("https://{HOST}/install.sh", method="HEAD"), timeout=5)
"""
FETCH = """
import subprocess, sys
from pulumi.automation import PulumiCommand
try:
    PulumiCommand.install(root=sys.argv[1])
except subprocess.CalledProcessError as problem:
    sys.exit((problem.output or b"").decode(errors="replace") or str(problem))
"""

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
        ("Pulumi's own release", lambda: in_folder(making.entry(release_entry(), fetch_release, say))),
        ("a build from Go modules", lambda: in_folder(making.entry(build_entry(), making.maker(say), say))),
    )


def release_entry() -> Path:
    return making.cache_folder() / f"release-{importlib.metadata.version('pulumi')}"


def build_entry() -> Path:
    return making.cache_folder() / making.entry_name()


def fetch_release(folder: Path) -> None:
    """Fills a folder with `bin/pulumi` and the programs that belong to it, as Pulumi has released them."""
    run([sys.executable, "-c", REACH], REACH_SECONDS, f"{HOST} cannot be reached")
    say(f"downloading Pulumi's release {importlib.metadata.version('pulumi')}")
    run([sys.executable, "-c", FETCH, str(folder)], FETCH_SECONDS, "the download failed")


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
        current = (release_entry().name, build_entry().name)
        return None if making.is_outdated(target / "pulumi", "engine", current) else version
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
