"""A host for what only a check can tell of a program's inputs, and the settings of a stack."""

from collections.abc import Iterator

import pytest

from tests.host.host import Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with Host() as running:
        yield running


@pytest.fixture
def settings_of_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets the environment variables of the account that the stack itself has."""
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "acme1")
    monkeypatch.setenv("EXOTEL_API_KEY", "key_of_the_stack")
    monkeypatch.setenv("EXOTEL_API_TOKEN", "token_of_the_stack")
