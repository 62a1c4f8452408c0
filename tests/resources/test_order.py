"""An IP destination is made after the entry of its own address, and waits for nothing that might wait for it."""

from typing import Any

import pulumi
import pytest

from exotel_pulumi import Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from tests.resources.program import run

ADDRESS, OTHER_ADDRESS = "13.233.10.20", "13.233.10.21"
BY_IP = f"{ADDRESS}:5060;transport=tcp"
BY_NAME = "sip.example.com:5061;transport=tls"


class Server(pulumi.CustomResource):
    """A resource of another provider: it takes user data and gives back its address."""

    address: pulumi.Output[str]

    def __init__(self, name: str, user_data: Any = None) -> None:
        super().__init__("test:cloud:Server", name, {"address": ADDRESS, "user_data": user_data})


def addresses_around(destination: pulumi.Input[str]) -> set[str]:
    """Returns what the destination waits for beside its trunk, with entries declared before it and after it."""

    def program() -> None:
        trunk, other = Trunk("voice", trunk_name="voice_ai"), Trunk("other", trunk_name="other")
        WhitelistedIp("before", trunk=trunk, ip=OTHER_ADDRESS)
        WhitelistedIp("elsewhere", trunk=other, ip=ADDRESS)
        DestinationUri("in", trunk=trunk, destination=destination)
        WhitelistedIp("after", trunk=trunk, ip=ADDRESS)

    return run(program).dependencies("in") - {"voice"}


def test_s39_an_ip_waits_for_the_entry_of_its_own_address() -> None:
    assert addresses_around(BY_IP) == {"after"}
    assert addresses_around(f"sip:{BY_IP}") == {"after"}


def test_s39_a_host_name_waits_for_none() -> None:
    assert addresses_around(BY_NAME) == set()


@pytest.mark.parametrize(("late", "waits_for"), [(BY_IP, {"after"}), (BY_NAME, set())])
def test_s39_s63_what_becomes_known_late_waits_for_what_it_then_is(late: str, waits_for: set[str]) -> None:
    def program() -> None:
        trunk = Trunk("voice", trunk_name="voice_ai")
        DestinationUri("in", trunk=trunk, destination=trunk.id.apply(lambda _: late))
        WhitelistedIp("after", trunk=trunk, ip=ADDRESS)
        WhitelistedIp("other", trunk=trunk, ip=OTHER_ADDRESS)

    assert run(program).dependencies("in") == {"voice"} | waits_for


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize("chained", [False, True], ids=["as it is", "by an apply"])
def test_s39_s63_an_address_that_is_not_known_waits_for_the_entry_from_the_same_resource(
    preview: bool, chained: bool
) -> None:
    def program() -> None:
        trunk, server, other = Trunk("voice", trunk_name="voice_ai"), Server("server"), Server("other")
        destination = server.address.apply(lambda address: f"{address}:5060;transport=tcp")
        DestinationUri("in", trunk=trunk, destination=destination)
        WhitelistedIp("its", trunk=trunk, ip=server.address.apply(str) if chained else server.address)
        WhitelistedIp("others", trunk=trunk, ip=other.address)

    assert run(program, preview=preview).dependencies("in") == {"voice", "server", "its"}


def circles(trunk: Trunk, how: str) -> None:
    """Declares a destination and, for its address, an entry that the program makes after the destination."""
    own = DestinationUri("in", trunk=trunk, destination=BY_IP)
    server = Server("server", user_data=own.destination_uri_id)
    after: dict[str, pulumi.ResourceOptions] = {
        "the destination": pulumi.ResourceOptions(depends_on=[own]),
        "the server": pulumi.ResourceOptions(depends_on=server),
        "a resource that waits for it": pulumi.ResourceOptions(
            depends_on=[PhoneNumber("n", trunk=trunk, phone_number="+919876543210", opts=_after(own))]
        ),
        "an output of the program's": pulumi.ResourceOptions(depends_on=pulumi.Output.from_input([own])),
    }
    if how == "its own address":
        WhitelistedIp("entry", trunk=trunk, ip=server.address)
    elif how == "its own mask":
        WhitelistedIp("entry", trunk=trunk, ip=ADDRESS, mask=own.priority.apply(lambda _: 32))
    else:
        WhitelistedIp("entry", trunk=trunk, ip=ADDRESS, opts=after[how])


def _after(resource: pulumi.Resource) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(depends_on=[resource])


@pytest.mark.timeout(20)
@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize(
    "how",
    [
        "the destination",
        "the server",
        "a resource that waits for it",
        "an output of the program's",
        "its own address",
        "its own mask",
    ],
)
def test_s63_no_entry_is_waited_for_that_might_wait_for_the_destination(how: str, preview: bool) -> None:
    engine = run(lambda: circles(Trunk("voice", trunk_name="voice_ai"), how), preview=preview)
    assert engine.dependencies("in") == {"voice"}
    assert "entry" in engine.registered


def test_s63_an_entry_may_wait_for_what_waits_for_nothing() -> None:
    def program() -> None:
        trunk = Trunk("voice", trunk_name="voice_ai")
        login = Credential("login", trunk=trunk, user_name="agent")
        DestinationUri("in", trunk=trunk, destination=BY_IP)
        WhitelistedIp("entry", trunk=trunk, ip=ADDRESS, opts=_after(login))

    assert run(program).dependencies("in") == {"voice", "entry"}


@pytest.mark.parametrize("trunk", ["TK1", pulumi.Output])
def test_s39_the_trunk_may_be_a_sid_or_an_output(trunk: Any) -> None:
    def program() -> None:
        meant = "TK1" if trunk == "TK1" else Trunk("voice", trunk_name="voice_ai").id
        DestinationUri("in", trunk=meant, destination=BY_IP)
        WhitelistedIp("after", trunk=meant, ip=ADDRESS)

    assert "after" in run(program).dependencies("in")


def test_s39_a_persons_own_dependencies_stay() -> None:
    def program() -> None:
        trunk = Trunk("voice", trunk_name="voice_ai")
        first = DestinationUri("first", trunk=trunk, destination=BY_NAME)
        opts = pulumi.ResourceOptions(depends_on=[first])
        DestinationUri("in", trunk=trunk, destination=BY_IP, opts=opts)
        WhitelistedIp("after", trunk=trunk, ip=ADDRESS)

    assert run(program).dependencies("in") == {"voice", "first", "after"}


def test_s39_one_program_knows_nothing_of_another() -> None:
    run(lambda: WhitelistedIp("earlier", trunk="TK1", ip=ADDRESS))
    assert run(lambda: DestinationUri("in", trunk="TK1", destination=BY_IP)).dependencies("in") == set()


def test_s63_an_entry_may_wait_for_what_the_destination_waits_for() -> None:
    """The server that both come from, and a provider that both use."""

    def program() -> None:
        server = Server("server")
        cloud = pulumi.ProviderResource("pulumi-python", "cloud", {})
        trunk = Trunk("voice", trunk_name="voice_ai", opts=pulumi.ResourceOptions(provider=cloud))
        destination = server.address.apply(lambda address: f"{address}:5060;transport=tcp")
        DestinationUri("in", trunk=trunk, destination=destination, opts=pulumi.ResourceOptions(provider=cloud))
        both = pulumi.ResourceOptions(provider=cloud, depends_on=[server])
        WhitelistedIp("entry", trunk=trunk, ip=ADDRESS, opts=both)

    assert run(program).dependencies("in") == {"voice", "server", "entry"}


def test_s63_an_entry_of_another_provider_may_wait_for_anything() -> None:
    def program() -> None:
        cloud = pulumi.ProviderResource("pulumi-python", "cloud", {})
        DestinationUri("in", trunk="TK1", destination=BY_IP)
        WhitelistedIp("entry", trunk="TK1", ip=ADDRESS, opts=pulumi.ResourceOptions(provider=cloud))

    assert run(program).dependencies("in") == set()
