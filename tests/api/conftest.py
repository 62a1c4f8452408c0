"""What the tests of calls share."""

import pytest

from exotel_pulumi.api.patience import Patience


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Records the waits of a call instead of waiting."""
    asked: list[float] = []
    monkeypatch.setattr(Patience, "sleep", lambda _self, seconds: asked.append(seconds))
    return asked
