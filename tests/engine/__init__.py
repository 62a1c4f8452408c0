"""Tests on the real engine: what a person sees of the CLI. `Stack` runs one stack."""

import pytest

from .simulators import options

# Else an assertion of the stack that fails would not show what differs.
pytest.register_assert_rewrite("tests.engine.stack")

SIMULATED = (options(),)
