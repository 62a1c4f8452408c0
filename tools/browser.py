"""Puts a Chromium into `.engine/browser` of the checkout, as a link to the program.

Tries, in this order: the program that the variable CHROMIUM names, `chromium` or `google-chrome` on PATH, the one that
Playwright downloads, and, as root on Debian or Ubuntu, the package. Each step that fails prints the reason in one line.
Run: `python -m tools.browser`.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import debian
from tools.engine import making
from tools.engine.programs import EngineError, run, said

ROOT = Path(__file__).resolve().parents[1]
LINK = ROOT / ".engine" / "browser" / "chromium"
NAMES = ("chromium", "google-chrome")
CONNECT = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "8000"}  # milliseconds: no network is known soon
SECONDS = 600.0
WHERE = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
INSTALL_YOURSELF = (
    "no Chromium could be had. Install it (on Debian and Ubuntu `apt-get install chromium`), or name one: "
    "CHROMIUM=/path/to/chromium make test-browser"
)

Step = tuple[str, Callable[[], Path]]


def say(line: str) -> None:
    print(f"browser: {line}", flush=True)


def main(link: Path = LINK, steps: Sequence[Step] | None = None) -> int:
    """Links a browser, and returns the exit code."""
    for name, step in default_steps() if steps is None else steps:
        try:
            found = step()
            version = check(found)
        except EngineError as problem:
            say(f"{name}: {problem}")
        else:
            making.link(link, found)
            say(f"{version} from {name} is in place")
            return 0
    say(INSTALL_YOURSELF)
    return 1


def default_steps() -> tuple[Step, ...]:
    return (
        ("CHROMIUM", named),
        ("PATH", on_path),
        ("Playwright's download", downloaded),
        ("Debian's package", from_debian),
    )


def check(program: Path) -> str:
    """Returns the version that a browser reports; an EngineError if it does not start."""
    return said([str(program), "--version"])


def named() -> Path:
    if not os.environ.get("CHROMIUM"):
        raise EngineError("the variable is not set")
    return Path(os.environ["CHROMIUM"]).absolute()


def on_path() -> Path:
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise EngineError(f"there is no {' and no '.join(NAMES)}")


def downloaded() -> Path:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    run(command, SECONDS, "the download failed", {**os.environ, **CONNECT})
    return Path(said([sys.executable, "-c", WHERE]))


def from_debian() -> Path:
    debian.install(["chromium"], say)
    return on_path()


if __name__ == "__main__":
    sys.exit(main())
