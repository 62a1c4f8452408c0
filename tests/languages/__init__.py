"""Programs in other languages than Python, on the real language hosts, the real engine and the plugin."""

import pytest

from tests.engine.simulators import options

# Else an assertion of the stack that fails would not show what differs.
pytest.register_assert_rewrite("tests.engine.stack", "tests.languages.project")

SIMULATED = (options(),)
