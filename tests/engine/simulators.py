"""The simulated account of the engine tests, and marks for the options that a test wants it to have."""

from typing import Any

import pytest

from exotel_pulumi.simulator import Account, Options

# The token has no character that JSON, a URL or base64 would leave as it is: each spelling can be told from the others.
ACCOUNT = Account("acme1", "key_4c1d77", "tok/en+9f=3&c<a1>%40_b7e2")


def options(**changes: Any) -> Options:
    return Options(**{"accounts": (ACCOUNT,), "rate_limit": 0, **changes})


def simulated(*variants: dict[str, Any]) -> pytest.MarkDecorator:
    """Runs a test once with each of these variants of the simulator's options."""
    names = [" ".join(map(_named, variant.items())) for variant in variants]
    return pytest.mark.parametrize("simulator", [options(**variant) for variant in variants], indirect=True, ids=names)


def _named(option: tuple[str, Any]) -> str:
    name, value = option
    return f"{name}={value if isinstance(value, str | int) else ','.join(value)}"


both_dialects = simulated({"dialect": "live"}, {"dialect": "reference"})
in_reference_dialect = simulated({"dialect": "reference"})
