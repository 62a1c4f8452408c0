"""The simulated account of the engine tests, and marks for the options that a test wants it to have."""

from typing import Any

import pytest

from exotel_pulumi.simulator import Account, Options

# JSON, URLs and base64 each change some character of the token: no two of its spellings are alike.
ACCOUNT = Account("acme1", "key_4c1d77", "tok/en+9f=3&c<a1>%40_b7e2")


def options(**changes: Any) -> Options:
    """Returns the options of a simulator with this account, in the live dialect and without a rate limit."""
    return Options(**{"accounts": (ACCOUNT,), "rate_limit": 0, **changes})


simulated = pytest.mark.simulated
in_reference_dialect = simulated(dialect="reference")
