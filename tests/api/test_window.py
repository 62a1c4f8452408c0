"""The account's limit is one of a minute, and other programs may use it up (scenario 92)."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.http import LONGEST_CALL, RATE_LIMIT_ATTEMPTS
from exotel_pulumi.api.throttle import WINDOW
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.simulator import Fault, Options, Simulator
from tests.conftest import settings_for

TRUNKS: Endpoint = TRUNK.endpoint(None)


def test_s92_a_429_without_a_header_outlasts_the_window_of_a_minute() -> None:
    """The real minute."""
    with Simulator(Options(rate_limit=3, rate_window=60, retry_after="none")) as limited:
        others = Client(settings_for(limited))
        for _ in range(3):
            others.rows(TRUNKS, fresh=True)
        assert Client(settings_for(limited, retry_delay=1, api_dialect="live")).rows(TRUNKS) == []


@pytest.mark.simulated(dialect="live")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_s92_without_a_header_three_windows_pass(simulator: Simulator, waits: list[float], method: str) -> None:
    simulator.add_fault(Fault("*", "", "respond", status=429, times=0))
    with pytest.raises(errors.RateLimitError):
        Client(settings_for(simulator, retry_delay=1)).send(method, TRUNKS, "TK1", {})  # type: ignore[arg-type]
    assert 3 * WINDOW <= sum(waits) <= LONGEST_CALL
    assert len(simulator.requests) == RATE_LIMIT_ATTEMPTS
