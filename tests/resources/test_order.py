"""An IP destination is made after the whitelisted addresses of its trunk, wherever in the program they stand."""

from typing import Any

import pulumi
import pytest

from exotel_pulumi import DestinationUri, Trunk, WhitelistedIp
from tests.resources.program import run

BY_IP = "13.233.10.20:5060;transport=tcp"
BY_NAME = "sip.example.com:5061;transport=tls"


def addresses_around(destination: pulumi.Input[str]) -> set[str]:
    """What the destination waits for beside its trunk, with one address declared before it and one after."""

    def program() -> None:
        trunk, other = Trunk("voice", trunk_name="voice_ai"), Trunk("other", trunk_name="other")
        WhitelistedIp("before", trunk=trunk, ip="13.233.10.20")
        WhitelistedIp("elsewhere", trunk=other, ip="13.233.10.20")
        DestinationUri("in", trunk=trunk, destination=destination)
        WhitelistedIp("after", trunk=trunk, ip="13.233.10.21")

    return run(program).dependencies("in") - {"voice"}


def test_s39_an_ip_waits_for_the_addresses_of_its_trunk() -> None:
    assert addresses_around(BY_IP) == {"before", "after"}
    assert addresses_around(f"sip:{BY_IP}") == {"before", "after"}


def test_s39_a_host_name_waits_for_none() -> None:
    assert addresses_around(BY_NAME) == set()


def test_s39_what_is_not_known_yet_waits_to_be_sure() -> None:
    def program() -> None:
        trunk = Trunk("voice", trunk_name="voice_ai")
        DestinationUri("in", trunk=trunk, destination=trunk.id.apply(lambda _: BY_IP))
        WhitelistedIp("after", trunk=trunk, ip="13.233.10.21")

    assert run(program).dependencies("in") == {"voice", "after"}


@pytest.mark.parametrize("trunk", ["TK1", pulumi.Output])
def test_s39_the_trunk_may_be_a_sid_or_an_output(trunk: Any) -> None:
    def program() -> None:
        meant = "TK1" if trunk == "TK1" else Trunk("voice", trunk_name="voice_ai").id
        DestinationUri("in", trunk=meant, destination=BY_IP)
        WhitelistedIp("after", trunk=meant, ip="13.233.10.21")

    assert "after" in run(program).dependencies("in")


def test_s39_a_persons_own_dependencies_stay() -> None:
    def program() -> None:
        trunk = Trunk("voice", trunk_name="voice_ai")
        first = DestinationUri("first", trunk=trunk, destination=BY_NAME)
        opts = pulumi.ResourceOptions(depends_on=[first])
        DestinationUri("in", trunk=trunk, destination=BY_IP, opts=opts)
        WhitelistedIp("after", trunk=trunk, ip="13.233.10.21")

    assert run(program).dependencies("in") == {"voice", "first", "after"}


def test_s39_one_program_knows_nothing_of_another() -> None:
    run(lambda: WhitelistedIp("earlier", trunk="TK1", ip="13.233.10.20"))
    assert run(lambda: DestinationUri("in", trunk="TK1", destination=BY_IP)).dependencies("in") == set()
