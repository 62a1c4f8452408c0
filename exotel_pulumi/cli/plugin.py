"""`plugin install`: gives the plugin to the person's own Pulumi, so that no PATH and no project has to name a place."""

import os
import shlex
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from exotel_pulumi.cli import pulumi_cli
from exotel_pulumi.cli.output import Exit, say
from exotel_pulumi.errors import SettingsError

NAME = "pulumi-resource-exotel"
# `-P`: a project may have a file that is called like a module of ours.
SCRIPT = '#!/bin/sh\nexec {python} -P -m exotel_pulumi.plugin "$@"\n'


def install() -> Exit:
    """Installs the plugin into Pulumi: it runs with the Python of this command, as it is at each run."""
    if os.name == "nt":
        raise SettingsError(
            "on Windows, Pulumi starts a plugin that is a program, and this one is a script",
            "let Pulumi.yaml name the folder that has pulumi-resource-exotel.exe, which is `Scripts` of the "
            "environment: plugins: providers: - name: exotel, path: <folder>.",
        )
    number = version("exotel-pulumi")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, NAME)
        script.write_text(SCRIPT.format(python=shlex.quote(sys.executable)), encoding="utf-8")
        script.chmod(0o755)
        pulumi_cli.install_plugin("exotel", number, script)
    say(f"{NAME} {number} is installed in Pulumi, and runs with ", sys.executable)
    return Exit.WELL
