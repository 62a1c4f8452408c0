"""Debian's packages, for those tests that need a program of the system. Only root may install them."""

import os
import shutil
from collections.abc import Callable, Sequence

from tools.engine.programs import EngineError, run

SECONDS = 900.0


def install(packages: Sequence[str], say: Callable[[str], None]) -> None:
    """Installs packages with apt-get; an EngineError names them where that cannot be done here."""
    named = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise EngineError(f"this machine has no apt-get; install what Debian calls {named}")
    if os.geteuid() != 0:
        raise EngineError(f"only root may install packages: sudo apt-get install {named}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    say(f"installing Debian's {named}")
    try:
        run(command, SECONDS, "apt-get install failed", environment)
    except EngineError:
        # A machine that was set up long ago names packages that the archive has no more.
        run(["apt-get", "update"], SECONDS, "apt-get update failed", environment)
        run(command, SECONDS, "apt-get install failed", environment)
