"""`rehearse --during -- pulumi up --yes`: the real engine behind a person's command, and the gap that it makes."""

import json
import subprocess

import pytest

from exotel_pulumi.simulator import Simulator
from tests.nursery import python

from .during import LATENCY
from .programs import NUMBER
from .simulators import simulated
from .stack import Stack

pytestmark = pytest.mark.impact

MOVING = "+919876543210"
LINE = (
    'other = exotel.Trunk("other", trunk_name="other")\n'
    + NUMBER
    + "".join(
        f'exotel.DestinationUri("of_{trunk}", trunk={trunk}, destination="sip.example.com:5061;transport=tls")\n'
        for trunk in ("trunk", "other")
    )
    + 'login = exotel.Credential("login", trunk=trunk, user_name="bot", rotation="1")\n'
)


@simulated(sip_tcp=0)
def test_a_number_that_moves_is_seen_to_be_away_from_its_delete_to_its_post(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    stack.program(LINE.replace('"number", trunk=trunk', '"number", trunk=other'))
    simulator.add_fault(LATENCY)
    done = subprocess.run(
        [*python("-m", "exotel_pulumi.cli"), "rehearse", "--json", "--during", "--",
         "pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
        cwd=stack.project, env=stack.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    # The login of the old trunk may no longer show the number: that stops, and is the default to fail for.
    assert (done.returncode, found["exit"], found["writes"]) == (1, 0, 2), done.stderr
    assert "Resources:" in done.stderr
    of_way = {(each["direction"], each["fate"]): each for each in found["ways"]}
    assert of_way.keys() == {("in", "interrupted"), ("out", "stops")}
    [gap] = of_way["in", "interrupted"]["off"]
    assert (gap["from"]["method"], gap["to"]["method"], gap["requests"]) == ("DELETE", "POST", 2)
    assert (found["unseen"], len(found["calls"]) > 0) == ([], True)
