"""LiveKit's SIP service, built from the Go modules that `sip/go.mod` and `sip/go.sum` pin, with three C libraries.

Version 1.0.0 is the newest one that the Go module proxy serves whole. Its rules for trunks are today's; its calls are
those of its time.
Run: `python -m tools.livekit.sip_build`.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import debian
from tools.engine import making
from tools.engine.making import Build, named_by_content, version_required
from tools.engine.programs import EngineError
from tools.livekit.install import FOLDER

MODULES = Path(__file__).resolve().parent
MODULE = "github.com/livekit/sip"
NAME = "livekit-sip"
LIBRARIES = {"opus": "libopus-dev", "opusfile": "libopusfile-dev", "soxr": "libsoxr-dev"}  # pkg-config's, Debian's


def say(line: str) -> None:
    print(f"livekit-sip: {line}", flush=True)


def main(target: Path = FOLDER) -> int:
    """Builds the service if this machine has none, links it, and returns the exit code."""
    try:
        making.link(target / NAME, making.entry(place(), maker(say), say, check) / NAME)
    except (EngineError, OSError) as problem:
        say(str(problem))
        return 1
    say(f"{version()} is in place")
    return 0


def version() -> str:
    return version_required(MODULES / "sip" / "go.mod", MODULE)


def place() -> Path:
    files = (MODULES / "sip" / "go.mod", MODULES / "sip" / "go.sum")
    return making.cache_folder("livekit") / named_by_content(f"sip-{version()}", *files)


def maker(say: Callable[[str], None]) -> Callable[[Path], None]:
    """Returns a function that fills a folder with `bin/livekit-sip`."""

    def make(folder: Path) -> None:
        missing = missing_libraries()
        if missing:
            debian.install(["pkg-config", "gcc", *missing], say)
        build = Build(MODULES, folder, say)
        say(f"building LiveKit SIP {version()} from Go modules: about 4 minutes, this once (log: {build.log})")
        build.program("sip", f"{MODULE}/cmd/livekit-sip", NAME, "-ldflags", "-s -w")

    return make


def missing_libraries() -> list[str]:
    """Returns Debian's names of the C libraries that cannot be compiled against here."""
    found = shutil.which("pkg-config")
    known = {
        name: found is not None and subprocess.run([found, "--exists", name], check=False).returncode == 0
        for name in LIBRARIES
    }
    return [package for name, package in LIBRARIES.items() if not known[name]]


def check(folder: Path) -> None:
    """Raises an EngineError unless the program is there."""
    if not os.access(folder / NAME, os.X_OK):
        raise EngineError(f"{folder / NAME} is missing, or is not executable")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a running build ends and leaves no files
    sys.exit(main())
