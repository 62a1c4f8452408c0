"""The stacks of these tests. Without a language host they fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from exotel_pulumi.simulator import Simulator

from .built import for_node
from .project import Project, tool


@pytest.fixture
def in_yaml(tmp_path: Path, simulator: Simulator) -> Iterator[Project]:
    """Makes an empty stack of a program in YAML."""
    tool("pulumi-language-yaml")
    project = Project(tmp_path, simulator, "yaml")
    yield project
    project.end()


@pytest.fixture
def in_typescript(tmp_path: Path, simulator: Simulator) -> Iterator[Project]:
    """Makes an empty stack of a program in TypeScript, in which the SDK is installed."""
    tool("pulumi-language-nodejs")
    project = Project(tmp_path / "stack", simulator, "nodejs")
    installed = project.project / "node_modules"
    copytree(for_node(tmp_path / "sdk"), installed / "pulumi-exotel")
    for package in tool("node_modules").iterdir():
        (installed / package.name).symlink_to(package)
    (project.project / "package.json").write_text("{}", encoding="utf-8")
    yield project
    project.end()
