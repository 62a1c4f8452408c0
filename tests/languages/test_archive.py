"""The plugin for people without our Python package: from an archive, with a bare Python and an empty home."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest
import yaml

from exotel_pulumi.simulator import Simulator
from tools.languages.install import FOLDER

from .project import Project, page

ROOT = Path(__file__).parents[2]
SERVED, SERVER = "path/to/served", "https://your.server/served"  # what a reader replaces


def programs_without_python(folder: Path) -> list[str]:
    """Returns a PATH with Pulumi, the host of YAML and what a script needs, and no Python."""
    folder.mkdir()
    for name in ("pulumi", "dirname"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return [str(folder), str(FOLDER)]


def lines_of_the_page() -> list[str]:
    return page("sh", -1).splitlines()


def shell(line: str) -> None:
    """Types a line in the checkout, with this Python."""
    python = shlex.quote(sys.executable)
    subprocess.run(["sh", "-ec", re.sub("^python", python, line)], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serves the archives, as a release does; yields the address."""
    folder, dist = tmp_path / "served", tmp_path / "dist"
    folder.mkdir()
    build, archive, _ = lines_of_the_page()
    shell(f"{build} --no-isolation --outdir {shlex.quote(str(dist))}")
    shell(archive.replace("dist/", f"{shlex.quote(str(dist))}/").replace(SERVED, shlex.quote(str(folder))))
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Writes nothing."""


def test_the_archive_is_installed_from_a_server_and_runs_a_program_in_yaml(
    in_yaml: Project, simulator: Simulator, server: str, tmp_path: Path
) -> None:
    home = tmp_path / "empty home"
    home.mkdir()
    in_yaml.environment |= {"HOME": str(home), "PIP_NO_COMPILE": "1"}  # half of its time
    install = shlex.split(lines_of_the_page()[2].replace(SERVER, server))
    assert (install[0], install[5]) == ("pulumi", version("exotel-pulumi"))
    in_yaml.call(*install[1:])
    declared = yaml.safe_load(page("yaml", 0))
    in_yaml.declare(resources=declared["resources"], outputs=declared["outputs"], plugins={})
    path = in_yaml.environment["PATH"]
    in_yaml.environment["PATH"] = os.pathsep.join(programs_without_python(tmp_path / "tools"))
    assert "needs Python 3.11 or newer" in in_yaml.preview(fails=True).text
    in_yaml.environment["PATH"] = path
    in_yaml.up()
    assert [trunk["trunk_name"] for trunk in simulator.trunks()] == ["voice_ai"]
    in_yaml.up("--expect-no-changes")
    in_yaml.destroy_all()
