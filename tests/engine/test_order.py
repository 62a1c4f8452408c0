"""A destination that is an address, and the ACL entry that it needs."""

import pytest

from exotel_pulumi.lifecycle.ledger import LONGEST_WAIT_FOR_NEED
from exotel_pulumi.simulator import Simulator

from .programs import TRUNK
from .stack import Stack
from .wire import writing

DESTINATION = 'exotel.DestinationUri("inbound", trunk=trunk, destination="13.233.10.20:5060;transport=tcp")\n'
ACL = 'exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")\n'


@pytest.mark.usefixtures("host")
def test_s39_a_destination_by_address_needs_its_acl_entry_and_follows_it(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK + DESTINATION)
    refused = stack.up(fails=True)
    assert 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.20")' in refused.text
    posts = [request for request in simulator.requests if request.method == "POST"]
    assert len(posts) == 2, "the trunk, and the destination once"
    assert posts[-1].time - posts[0].time < LONGEST_WAIT_FOR_NEED, "it does not wait for what nobody makes"

    # The ACL entry is declared after the destination.
    stack.program(TRUNK + DESTINATION + ACL)
    simulator.clear_log()
    assert stack.up().steps == ["create acl", "create inbound"]
    assert writing(simulator) == ["POST whitelisted_ips", "POST destination_uris"]

    stack.program(TRUNK)
    simulator.clear_log()
    assert stack.up().steps == ["delete inbound", "delete acl"]
    assert writing(simulator) == ["DELETE destination_uris", "DELETE whitelisted_ips"]
    stack.destroy_all()
