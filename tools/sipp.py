"""Sees that there is a sipp, which places calls in tests, and a tshark, which reads captures: on PATH, or, as root on
Debian or Ubuntu, from their packages.

Run: `python -m tools.sipp`.
"""

import shutil
import sys

from tools import debian
from tools.engine.programs import EngineError

PACKAGES = {"sipp": "sip-tester", "tshark": "tshark"}


def say(line: str) -> None:
    print(f"sipp: {line}", flush=True)


def main() -> int:
    """Installs what is missing, and returns the exit code."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if missing:
        try:
            debian.install(missing, say)
        except EngineError as problem:
            say(str(problem))
            return 1
    say("is in place")
    return 0


if __name__ == "__main__":
    sys.exit(main())
