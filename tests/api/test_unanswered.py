"""What it means that a call had no answer: only what proves that nothing was sent says so."""

from typing import Any

import pytest
import requests

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.objects.trunk import TRUNK
from tests.api.scripted import scripted


@pytest.mark.parametrize(
    "lost", [requests.RequestException(), requests.ConnectionError(), requests.exceptions.SSLError()]
)
def test_s04_an_error_that_says_nothing_is_a_lost_answer(
    monkeypatch: pytest.MonkeyPatch, waits: list[float], lost: requests.RequestException
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise lost

    monkeypatch.setattr(requests.Session, "request", broken)
    with scripted() as server, pytest.raises(errors.NoAnswerError) as unanswered:
        Client(server.settings()).send("POST", TRUNK.endpoint(None), body={"trunk_name": "voice"})
    assert unanswered.value.sent
    assert waits == [], "a POST that may have come through is not repeated"
