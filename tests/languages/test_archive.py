"""The plugin for people without our Python package: from an archive, with a bare Python and an empty home."""

import os
import re
import shlex
import signal
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
from tests.engine.waiting import PATIENCE, wait_until

from .project import Project, page

ROOT = Path(__file__).parents[2]
SERVED, SERVER = "path/to/served", "https://your.server/served"  # what a reader replaces


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


class Start:
    """One start of the plugin, as the engine makes it."""

    def __init__(self, program: Path, environment: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [str(program)], env=environment, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
        )

    def kill(self) -> tuple[str, str]:
        """Ends it at once, and returns what it has printed."""
        os.killpg(self.process.pid, signal.SIGKILL)
        printed, said = self.process.communicate(timeout=PATIENCE)
        return printed.decode(), said.decode()

    def serve(self) -> tuple[str, str]:
        """Waits for its port, then ends it; returns what it has printed."""
        assert self.process.stdout is not None
        port = self.process.stdout.readline().decode()
        rest, said = self.kill()
        return port + rest, said


def test_the_first_start_makes_an_environment_whatever_happens(
    in_yaml: Project, simulator: Simulator, server: str, tmp_path: Path
) -> None:
    home = tmp_path / "empty home"
    home.mkdir()
    in_yaml.environment |= {"HOME": str(home), "PIP_NO_COMPILE": "1"}  # half of its time
    install = shlex.split(lines_of_the_page()[2].replace(SERVER, server))
    assert (install[0], install[5]) == ("pulumi", version("exotel-pulumi"))
    in_yaml.call(*install[1:])
    [program] = Path(in_yaml.environment["PULUMI_HOME"]).glob("plugins/resource-exotel-v*/pulumi-resource-exotel")
    folder = program.parent

    cut_short = Start(program, in_yaml.environment)
    wait_until((folder / "environment" / "bin" / "python").exists)
    cut_short.kill()
    assert not (folder / "environment" / "installed").exists()

    ended = [start.serve() for start in [Start(program, in_yaml.environment) for _ in range(2)]]
    assert all(printed.strip().isdecimal() for printed, _ in ended), ended
    assert sum("the first start makes an environment" in said for _, said in ended) == 1

    declared = yaml.safe_load(page("yaml", 0))
    in_yaml.declare(resources=declared["resources"], outputs=declared["outputs"], plugins={})
    in_yaml.up()
    assert [trunk["trunk_name"] for trunk in simulator.trunks()] == ["voice_ai"]
    in_yaml.up("--expect-no-changes")
    in_yaml.destroy_all()


@pytest.mark.parametrize("found", [None, "exit 1"], ids=["none", "too old"])
def test_without_a_python_one_sentence_says_what_to_do(found: str | None, tmp_path: Path) -> None:
    if found is not None:
        (tmp_path / "python3").write_text(f"#!/bin/sh\n{found}\n", encoding="utf-8")
        (tmp_path / "python3").chmod(0o755)
    program = ROOT / "tools" / "archive" / "pulumi-resource-exotel"
    done = subprocess.run([program], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    [said] = done.stderr.splitlines()
    assert said.startswith("exotel: this plugin needs Python 3.11 or newer, and PATH has none: install it")


def test_an_environment_that_cannot_be_made_is_said_with_its_cure(tmp_path: Path) -> None:
    for name in ("pulumi-resource-exotel", "install.py"):
        (tmp_path / name).write_bytes((ROOT / "tools" / "archive" / name).read_bytes())
    (tmp_path / "pulumi-resource-exotel").chmod(0o755)
    (tmp_path / "broken-0.1.0-py3-none-any.whl").write_bytes(b"no archive")
    done = subprocess.run([tmp_path / "pulumi-resource-exotel"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the plugin's environment could not be made" in done.stderr
    assert "What to do: " in done.stderr
