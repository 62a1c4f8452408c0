"""The lifecycle by itself, in one dialect of a run: `make test` has the first, `make test-oldest` the other.

What differs in the dialects is proven below and above, in tests/api and tests/host, where each run has both.
"""

from tests.conftest import IN_EACH_DIALECT

SIMULATED = IN_EACH_DIALECT[:1]
