"""A server takes something of a line as user data and gives back its address: nothing hangs (scenario 63)."""

import pytest

from exotel_pulumi.simulator import Simulator

from .programs import CLOUD
from .stack import Stack

# Each arrangement is a line of its own. What the server takes waits for the destination; the last entry waits for it.
ENDING = (
    CLOUD
    + """
from exotel_pulumi.platforms import livekit

HOME, TCP = "44.248.146.{}", ":5060;transport=tcp"


def mark(whole):
    # The whole holds a password; this waits for all that the whole is made of.
    return pulumi.Output.unsecret(pulumi.Output.from_input(whole).apply(lambda known: str(len(str(known)))))


def line(number, **more):
    return exotel.SipTrunk(
        f"line{number}", trunk_name=f"line_{number}", direction="bidirectional",
        phone_numbers=[f"+91987654320{number}"], destinations=[HOME.format(number) + TCP],
        whitelisted_ips=[HOME.format(number)], user_names=[f"agent_{number}"], scenario="high_security", **more,
    )


# A destination's id, by resources of their own; the entry that the destination needs stands before it.
trunk = exotel.Trunk("t", trunk_name="voice_ai")
exotel.WhitelistedIp("i", trunk=trunk, ip="44.248.146.11")
uri = exotel.DestinationUri("u", trunk=trunk, destination="44.248.146.11:5060;transport=tcp")
srv = Cloud("srv", user_data=uri.destination_uri_id, public_ip="44.250.1.1")
exotel.WhitelistedIp("j", trunk=trunk, ip=srv.public_ip)

# The facts of a line, and the request body of a platform.
for number, user_data in ((1, lambda made: made.facts), (2, livekit.outbound_trunk)):
    made = line(number)
    own = Cloud(f"srv{number}", user_data=mark(user_data(made)), public_ip=f"44.250.2.{number}")
    exotel.WhitelistedIp(f"j{number}", trunk=made.trunk, ip=own.public_ip)

# The same, the entry declared first and the server after the whole line.
third = line(3)
uri = third.destinations[HOME.format(3) + TCP].id
late = Cloud("srv3", user_data=mark(third.facts), public_ip="44.250.2.3", uri=uri)
exotel.WhitelistedIp("j3", trunk=third.trunk, ip=late.public_ip, opts=pulumi.ResourceOptions(depends_on=[third]))

# An address from a server, for a destination and its entry, and a host name that becomes known late.
other = exotel.Trunk("other", trunk_name="other")
edge = Cloud("edge", public_ip="44.250.3.1", name="pbx.example.com")
exotel.DestinationUri("d1", trunk=other, destination=edge.public_ip.apply(lambda ip: f"{ip}:5060;transport=tcp"))
exotel.WhitelistedIp("e1", trunk=other, ip=edge.public_ip)
exotel.DestinationUri("d2", trunk=other, destination=edge.name.apply(lambda name: f"{name}:5061;transport=tls"))
"""
)


@pytest.mark.timeout(400)
def test_s63_a_server_between_a_line_and_its_entries_ends(stack: Stack, simulator: Simulator) -> None:
    stack.program(ENDING)
    stack.preview()
    stack.up()
    assert len(simulator.trunks()) == 5
    assert {"u", "j", "j1", "j2", "j3", "d1", "d2"} <= stack.resources().keys()
    stack.settle_and_destroy()
