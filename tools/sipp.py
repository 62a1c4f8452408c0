"""Sees that there is a sipp, which places calls in tests: on PATH, or, as root on Debian or Ubuntu, from the package.

Run: `python -m tools.sipp`.
"""

import shutil
import sys

from tools import debian
from tools.engine.programs import EngineError

PACKAGE = "sip-tester"


def say(line: str) -> None:
    print(f"sipp: {line}", flush=True)


def main() -> int:
    """Installs sipp if it is missing, and returns the exit code."""
    if shutil.which("sipp") is None:
        try:
            debian.install([PACKAGE], say)
        except EngineError as problem:
            say(str(problem))
            return 1
    say("is in place")
    return 0


if __name__ == "__main__":
    sys.exit(main())
