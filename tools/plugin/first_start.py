"""Makes the plugin's environment beside this file at its first start, and becomes the plugin.

Runs on a bare Python. A lock lets one start at a time make it, and its children hold the lock, too: what a killed start
has left running ends before the next start begins again.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / "environment"
PYTHON = ENVIRONMENT / "bin" / "python"
READY = ENVIRONMENT / "ready"  # is written last
NAME = "pulumi-resource-exotel"
BASE = os.path.realpath(getattr(sys, "_base_executable", sys.executable))  # an environment of the person's may go


def main() -> None:
    """Becomes the plugin, once there is an environment for it."""
    try:
        with (HERE / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (READY.exists() and os.access(PYTHON, os.X_OK)):
                make(lock.fileno())
    except OSError as problem:
        sys.exit(f"{NAME} makes its environment in {HERE} at its first start, and cannot: {problem}")
    os.execv(PYTHON, [str(PYTHON), "-I", "-m", "exotel_pulumi.plugin", *sys.argv[1:]])  # noqa: S606


def make(lock: int) -> None:
    """Makes the environment from nothing, whatever is there."""
    [wheel] = HERE.glob("*.whl")
    print(f"{NAME}: first start, which takes about a minute: makes {ENVIRONMENT}", file=sys.stderr, flush=True)
    READY.unlink(missing_ok=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run(
        lock, [BASE, "-I", "-m", "venv", str(ENVIRONMENT)],
        f"`{BASE} -m venv` failed; on Debian and Ubuntu it comes with the package python3-venv",
    )  # fmt: skip
    run(
        lock, [str(PYTHON), "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", str(wheel)],
        "pip could not install the plugin and what it needs; it takes them from the package index of its settings "
        "(PIP_INDEX_URL), and what it has said is above",
    )  # fmt: skip
    READY.touch()


def run(lock: int, command: list[str], failed: str) -> None:
    """Runs a part of the set-up. Its text goes to standard error, and standard input stays the engine's."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, pass_fds=(lock,), check=False)
    if done.returncode:
        sys.exit(f"{NAME}: {failed}. Mend it, and run the same command again.")


if __name__ == "__main__":
    main()
