"""The account that programs under mocks are run for."""

import pytest


@pytest.fixture(autouse=True)
def account(no_settings_from_outside: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "acme1")
