"""The stacks of these tests. Without a language host they fail; none is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .project import Project, tool


@pytest.fixture
def in_yaml(tmp_path: Path, simulator: Simulator) -> Iterator[Project]:
    """Makes an empty stack of a program in YAML."""
    tool("pulumi-language-yaml")
    project = Project(tmp_path, simulator, "yaml")
    yield project
    project.end()
