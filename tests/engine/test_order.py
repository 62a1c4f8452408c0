"""A destination that is an address, and the ACL entry that it needs."""

from exotel_pulumi.simulator import Simulator

from .programs import CLOUD, TRUNK
from .simulators import in_reference_dialect
from .stack import Stack
from .wire import writing

DESTINATION = 'exotel.DestinationUri("inbound", trunk=trunk, destination="13.233.10.20:5060;transport=tcp")\n'
ACL = 'exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")\n'


@in_reference_dialect
def test_s39_the_acl_is_declared_after_the_destination(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK + DESTINATION + ACL)
    assert stack.up().steps == ["create trunk", "create acl", "create inbound"]
    assert writing(simulator) == ["POST trunks", "POST whitelisted_ips", "POST destination_uris"]
    stack.settle()

    stack.program(TRUNK)
    simulator.clear_log()
    assert stack.up().steps == ["delete inbound", "delete acl"]
    assert writing(simulator) == ["DELETE destination_uris", "DELETE whitelisted_ips"]
    stack.settle_and_destroy()


SERVER = (
    CLOUD
    + TRUNK
    + """
server = Cloud("server", public_ip="13.233.10.20")
exotel.DestinationUri("inbound", trunk=trunk, destination=pulumi.Output.concat(server.public_ip, ":5060;transport=tcp"))
exotel.WhitelistedIp("acl", trunk=trunk, ip=server.public_ip)
"""
)


def test_s39_the_address_is_known_after_apply(stack: Stack, simulator: Simulator) -> None:
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


def test_s39_without_an_acl_the_destination_fails_at_once(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK + DESTINATION)
    refused = stack.up(fails=True)
    assert 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.20")' in refused.text
    posts = [request for request in simulator.requests if request.method == "POST"]
    assert len(posts) == 2, "the trunk, and the destination once"
    assert posts[-1].time - posts[0].time < 5

    stack.program(TRUNK + DESTINATION + ACL)
    stack.up()
    stack.settle_and_destroy()
