"""Writes the SDKs for Node.js and Go from the schema of the plugin: `python -m tools.languages.sdks`.

All below `sdk/` is generated, but for Go's module files.
"""

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from exotel_pulumi.plugin.schema import schema
from tools.engine.programs import ROOT
from tools.languages.install import FOLDER

SDK = ROOT / "sdk"
GENERATED = ("nodejs", "go/exotel")
GENERATOR = FOLDER / "generate-sdks"


def generate(folder: Path) -> None:
    """Writes the SDKs into a folder. CalledProcessError with what the generator has printed."""
    subprocess.run([str(GENERATOR), str(folder)], input=json.dumps(schema()), text=True, check=True)


def main() -> None:
    """Puts new SDKs in the place of the old ones, which stay if the generator fails."""
    with TemporaryDirectory() as name:
        generate(Path(name))
        for part in GENERATED:
            shutil.rmtree(SDK / part, ignore_errors=True)
            shutil.copytree(Path(name, part), SDK / part)


if __name__ == "__main__":
    main()
