"""Each kind of change alone in its own `up` fares as it does in one `up` with all others: none is another's doing."""

import pytest

from exotel_pulumi.simulator import Simulator

from .changing import KINDS, rows, run, worse
from .said_and_seen import documented
from .simulators import simulated
from .stack import Stack

pytestmark = [pytest.mark.impact, pytest.mark.alone]


@pytest.mark.parametrize("kind", KINDS)
@simulated(sip_flows="by-hand", sip_tcp=0)
def test_a_kind_of_change_alone_is_as_its_row_says(kind: str, stack: Stack, simulator: Simulator, host: str) -> None:
    made = run(stack, simulator, [kind], rings=True)
    assert worse(made) == []
    assert (made.unseen, len(made.calls) > 0) == ([], True)
    assert rows(made, [kind]) in documented().splitlines(keepends=True)
