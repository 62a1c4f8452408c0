"""What `up` does to calls is what `impact` has said: judged after every write, on both hosts."""

import json

import pytest

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.impact.findings import Verdict
from exotel_pulumi.account.preview import read
from exotel_pulumi.simulator import Simulator

from .during import set_flows, watched
from .programs import NUMBER
from .simulators import simulated
from .stack import Stack

pytestmark = pytest.mark.impact

MOVING, STAYING = "+919876543210", "+919876543211"
LINE = (
    'other = exotel.Trunk("other", trunk_name="other")\n'
    + NUMBER
    + (
        'inbound = exotel.DestinationUri("inbound", trunk=trunk, destination="sip.example.com:5061;transport=tls")\n'
        f'second = exotel.PhoneNumber("second", trunk=trunk, phone_number="{STAYING}")\n'
        'login = exotel.Credential("login", trunk=trunk, user_name="bot", rotation="1")\n'
    )
)
CHANGED = LINE.replace('"number", trunk=trunk', '"number", trunk=other').replace('rotation="1"', 'rotation="2"')
WITH_ALL = ("--json", "--show-sames", "--show-replacement-steps")


@simulated(sip_flows="by-hand")
def test_a_way_is_refused_only_where_impact_said_so(stack: Stack, host: str, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    set_flows(simulator)
    stack.program(CHANGED)
    said = impact_of(read(stack.preview(*WITH_ALL).stdout.encode()))
    with watched(simulator) as found:
        stack.up()
    stops = {way for each in said.findings if each.verdict is Verdict.STOPS for way in (*each.ways, *each.shows)}
    off = {
        verdict: {way for each in said.findings if each.verdict is verdict for way in each.ways} for verdict in Verdict
    }
    refused = {each.number for each in found if each.direction == "in" and each.gaps}
    assert refused == stops & {MOVING, STAYING} == {MOVING}, json.dumps([str(each) for each in found])
    # The other side has the old password from the PUT on; with the new one it is let in at once.
    of_login = {(each.number, each.password): each for each in found if each.by == "login bot"}
    assert "bot" in off[Verdict.INTERRUPTED]
    assert {number for (number, password), each in of_login.items() if not each.after and password == 1} == {
        MOVING,
        STAYING,
    }
    assert [gap.requests for gap in of_login[STAYING, 2].gaps] == []
    assert [gap.first["method"] for gap in of_login[STAYING, 1].gaps] == ["PUT"]
