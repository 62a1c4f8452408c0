"""A destination that is an address, and the ACL entry that it needs."""

from exotel_pulumi.simulator import Simulator

from .programs import CLOUD, TRUNK
from .stack import Stack
from .wire import writing

DESTINATION = 'exotel.DestinationUri("inbound", trunk=trunk, destination="13.233.10.20:5060;transport=tcp")\n'
ACL = 'exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")\n'


def test_s39_a_destination_by_address_needs_its_acl_entry_and_follows_it(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK + DESTINATION)
    refused = stack.up(fails=True)
    assert 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.20")' in refused.text
    posts = [request for request in simulator.requests if request.method == "POST"]
    assert len(posts) == 2, "the trunk, and the destination once"
    assert posts[-1].time - posts[0].time < 5

    # The ACL entry is declared after the destination.
    stack.program(TRUNK + DESTINATION + ACL)
    simulator.clear_log()
    assert stack.up().steps == ["create acl", "create inbound"]
    assert writing(simulator) == ["POST whitelisted_ips", "POST destination_uris"]
    stack.settle()

    stack.program(TRUNK)
    simulator.clear_log()
    assert stack.up().steps == ["delete inbound", "delete acl"]
    assert writing(simulator) == ["DELETE destination_uris", "DELETE whitelisted_ips"]
    stack.destroy_all()


SERVER = (
    CLOUD
    + TRUNK
    + """
server = Cloud("server", public_ip="13.233.10.20")
exotel.DestinationUri("inbound", trunk=trunk, destination=pulumi.Output.concat(server.public_ip, ":5060;transport=tcp"))
exotel.WhitelistedIp("acl", trunk=trunk, ip=server.public_ip)
"""
)


def test_s39_an_address_that_is_known_after_apply_has_its_acl_entry_first(stack: Stack, simulator: Simulator) -> None:
    stack.program(SERVER)
    preview = stack.preview("--diff")
    assert sorted(preview.steps) == ["create acl", "create inbound", "create server", "create trunk"]
    assert "[unknown]" in preview.stdout.split("whitelistedIp", 1)[-1]
    stack.up()
    sid = stack.id("trunk")
    assert [row["ip"] for row in simulator.rows(sid, "whitelisted_ips")] == ["13.233.10.20"]
    destinations = [row["destination"] for row in simulator.rows(sid, "destination_uris")]
    assert destinations == ["sip:13.233.10.20:5060;transport=tcp"]
    stack.settle_and_destroy()
