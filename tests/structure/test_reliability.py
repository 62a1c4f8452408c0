"""docs/reliability.md and the tests say the same."""

import pytest

from tests.structure.reliability import SCENARIOS, documented, proofs


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_is_documented_with_the_tests_that_prove_it(scenario: int) -> None:
    tests = proofs()[scenario]
    assert tests, "no test has this scenario's number in its name"
    situation, listed = documented()[scenario]
    assert situation
    assert listed == tests, "run `python -m tests.structure.reliability`"
