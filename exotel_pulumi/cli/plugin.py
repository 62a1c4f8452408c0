"""`plugin install`: gives the plugin to the person's own Pulumi, so that no PATH and no project has to name a place.

What was installed names a Python, which may be removed or get another release: `doctor` looks.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.cli import pulumi_cli
from exotel_pulumi.cli.output import Exit, say
from exotel_pulumi.errors import SettingsError
from exotel_pulumi.foreign import shown

NAME = "pulumi-resource-exotel"
INSTALLED = "plugins/resource-exotel-v"  # a folder for each version, in Pulumi's own folder
AGAIN = "run `exotel-pulumi plugin install` again."
RELEASE = "import sys; from importlib.metadata import version; sys.exit('release ' + version('exotel-pulumi'))"
GONE = "installed, but the Python or the package with which it was installed is gone"
PATIENCE = 20  # seconds for a Python to say its release
LARGEST = 4096  # bytes of a script of ours
# `-P`: a project may have a file that is called like a module of ours.
SCRIPT = '#!/bin/sh\nexec {python} -P -m exotel_pulumi.plugin "$@"\n'


def install() -> Exit:
    """Installs the plugin into Pulumi: it runs with the Python of this command, as it is at each run."""
    if os.name == "nt":
        raise SettingsError(
            "on Windows, Pulumi starts a plugin that is a program, and this one is a script",
            "let Pulumi.yaml name the folder that has pulumi-resource-exotel.cmd, which is `share\\exotel-pulumi` of "
            "the environment: plugins: providers: - name: exotel, path: <folder>.",
        )
    number = version("exotel-pulumi")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, NAME)
        script.write_text(SCRIPT.format(python=shlex.quote(sys.executable)), encoding="utf-8")
        script.chmod(0o755)
        pulumi_cli.install_plugin("exotel", number, script)
    say(f"{NAME} {number} is installed in Pulumi, and runs with ", sys.executable)
    return Exit.WELL


def installed() -> Iterator[Finding]:
    """Yields what is wrong or well with the plugin in Pulumi; nothing where it was never installed."""
    number, home = version("exotel-pulumi"), Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    versions = sorted(str(each).rpartition("-v")[2] for each in home.glob(f"{INSTALLED}*") if each.is_dir())
    if number in versions:
        yield Finding("plugin exotel", *_state_of(home / f"{INSTALLED}{number}" / NAME, number))
    elif versions:
        yield Finding("plugin exotel", f"{', '.join(map(shown, versions))}, and this package is {number}", AGAIN)


def _state_of(script: Path, number: str) -> tuple[str, str]:
    """Returns what is said of an installed plugin, and what to do."""
    try:
        python = _python_of(script)
        if python is None:  # not installed by the command above
            return number, ""
        command = [python, "-P", "-c", RELEASE]
        # What Pulumi itself would start.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return GONE, AGAIN
    start, _, release = done.stderr.strip().partition("release ")
    if start or not release:
        return GONE, AGAIN
    if release != number:
        return f"installed as {number}, and its Python has the release {shown(release)} ({shown(python)})", AGAIN
    return f"{number}, with {shown(python)}", ""


def _python_of(script: Path) -> str | None:
    """Returns the Python that a script of `install` runs; None for what is no such script."""
    with script.open("rb") as file:
        text = file.read(LARGEST).decode(errors="replace")
    if not text.startswith(SCRIPT.partition("{")[0]):
        return None
    try:
        return shlex.split(text.splitlines()[1])[1]
    except (IndexError, ValueError):
        return None
