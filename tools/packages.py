"""Installs packages into a virtual environment: by uv, which takes a tenth of pip's time, or by pip where uv fails.

pip may know of an index or a certificate that uv was not given: pip reads settings of its own.
Run: `python -m tools.packages <python of the environment> <what pip install is given>`.
"""

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")


def install(python: Path, *wanted: str, folder: Path | None = None) -> None:
    """Installs what `pip install` would, seen from this folder. CalledProcessError if pip cannot do it either."""
    by_uv = [str(UV), "pip", "install", "--quiet", "--system-certs", "--python", str(python), *wanted]
    try:
        subprocess.run(by_uv, cwd=folder, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        by_pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
        subprocess.run([*by_pip, "--disable-pip-version-check", *wanted], cwd=folder, check=True)


if __name__ == "__main__":
    try:
        install(Path(sys.argv[1]), *sys.argv[2:])
    except subprocess.CalledProcessError as problem:
        sys.exit(f"pip failed with exit code {problem.returncode}")
