"""The documentation as a site, built once for all tests: by `make docs` just before, or else by the first that asks."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT
from tools.docs import hooks

SITE = ROOT / ".site"


def site() -> Path:
    """Returns the folder of the site, which is built if there is none of today's sources."""
    SITE.mkdir(exist_ok=True)
    with (SITE / ".lock").open("w") as lock:  # a build removes no file whose name begins with a dot
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = SITE / hooks.STAMP
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != hooks.fingerprint():
            stamp.unlink(missing_ok=True)
            build()
    return SITE


def build() -> None:
    """Builds the site as `make docs` does."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
