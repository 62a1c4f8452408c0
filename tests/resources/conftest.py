"""A host for what only a check can tell of a program's inputs."""

from collections.abc import Iterator

import pytest

from tests.host.host import Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with Host() as running:
        yield running
