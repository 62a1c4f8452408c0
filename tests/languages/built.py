"""The SDK for Node.js, built as its package is built."""

import shutil
import subprocess
from pathlib import Path

from tools.languages import node, sdks

from .project import tool


def for_node(folder: Path) -> Path:
    """Builds the SDK in a folder; returns the folder of the package."""
    shutil.copytree(sdks.SDK / "nodejs", folder, ignore=shutil.ignore_patterns("bin", "node_modules"))
    (folder / "node_modules").symlink_to(tool("node_modules"))
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run([node.folder() / "node", compiler], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    shutil.copy(folder / "package.json", folder / "bin")
    return folder / "bin"
