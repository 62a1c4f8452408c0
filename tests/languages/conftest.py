"""The stacks of these tests. Without a language host they fail; none is skipped."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from exotel_pulumi.simulator import Simulator
from tools.languages.sdks import SDK

from .project import HERE, Project, page, tool

NPM = """\
#!/bin/sh -e
case "$1 $2" in
    "install --prefix") ln -s {packages} "$3/node_modules" ;;
    "run build") cd "$4" && exec node node_modules/typescript/bin/tsc ;;
    "pack --silent") echo "$3" ;;
    *) mkdir node_modules && ln -s {packages}/* node_modules && cp -r "$2" node_modules/pulumi-exotel ;;
esac
"""


@pytest.fixture
def in_yaml(tmp_path: Path, simulator: Simulator) -> Iterator[Project]:
    """Makes an empty stack of a program in YAML."""
    tool("pulumi-language-yaml")
    project = Project(tmp_path, simulator, "yaml")
    yield project
    project.end()


@pytest.fixture
def in_typescript(tmp_path: Path, simulator: Simulator) -> Iterator[Project]:
    """Makes an empty stack of a program in TypeScript, and installs the SDK as the page says."""
    tool("pulumi-language-nodejs")
    project = Project(tmp_path / "stack", simulator, "nodejs")
    checkout = tmp_path / "checkout"
    copytree(SDK, checkout / "sdk", ignore=ignore_patterns("bin", "node_modules"))
    write_npm(tmp_path / "npm")
    project.environment["PATH"] = f"{tmp_path}{os.pathsep}{project.environment['PATH']}"
    project.type_(page("sh", 0).replace(HERE, str(checkout)))
    yield project
    project.end()


def write_npm(place: Path) -> None:
    """Writes what stands for npm: it takes packages from the folder of the tools, and asks no registry."""
    place.write_text(NPM.format(packages=tool("node_modules")), encoding="utf-8")
    place.chmod(0o755)
