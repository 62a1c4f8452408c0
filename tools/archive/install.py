"""Makes the environment of the plugin beside this file, from the wheel beside it and the package index of pip.

Runs with nothing but Python's own library. Several first starts wait for one; one that was cut short is begun again.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / "environment"
DONE = ENVIRONMENT / "installed"
PYTHON = ENVIRONMENT / "bin" / "python"


def main() -> int:
    """Returns 0 once the environment is there, and 1, with what to do, where it cannot be made."""
    try:
        with (HERE / "lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (DONE.exists() and PYTHON.exists()):
                make()
    except (OSError, subprocess.CalledProcessError) as error:
        said = "exotel: the plugin's environment could not be made"
        advice = "on Debian and Ubuntu Python needs python3-venv; pip needs its index; then run the command again"
        print(f"{said} ({HERE}): {error}\nWhat to do: {advice}.", file=sys.stderr)
        return 1
    return 0


def make() -> None:
    """Makes a new environment, and marks it as done in the end."""
    print("exotel: the first start makes an environment, some seconds", file=sys.stderr)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True)
    [wheel] = HERE.glob("*.whl")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", str(wheel)]
    subprocess.run(pip, stdout=sys.stderr, check=True)
    DONE.touch()


if __name__ == "__main__":
    sys.exit(main())
