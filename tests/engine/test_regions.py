"""Where calls go to, and for whom: the stack's configuration beats the environment, and an address beats a region."""

from exotel_pulumi.simulator import Simulator
from tests.api.scripted import Said, Scripted, scripted

from .programs import NUMBER
from .simulators import ACCOUNT
from .stack import Stack

HOSTS = {"mumbai": "api.in.exotel.com", "singapore": "api.exotel.com"}


def asked_for(proxy: Scripted) -> set[str]:
    """Returns the addresses of Exotel that the proxy was asked to connect to; the engine may look for others."""
    return {heard.target for heard in proxy.heard if "exotel" in heard.target}


def assert_calls_go_to(region: str, stack: Stack) -> None:
    """Asserts that an `up` asks for the region's own host, with a proxy that lets nothing through."""
    with scripted(Said(502)) as proxy:
        stack.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy.server_port}"
        refused = stack.up(fails=True)
        assert asked_for(proxy) == {f"{HOSTS[region]}:443"}
    assert f"no connection to https://{HOSTS[region]} through the proxy" in refused.text
    assert stack.resources() == {}


def test_s61_the_stacks_configuration_wins_and_an_address_beats_a_region(stack: Stack, simulator: Simulator) -> None:
    stack.config("exotel:accountSid", ACCOUNT.sid)
    stack.config("exotel:apiKey", ACCOUNT.api_key)
    stack.config("exotel:apiToken", ACCOUNT.api_token, secret=True)
    for name in ("EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN"):
        stack.environment[name] = "wrong"
    del stack.environment["EXOTEL_API_URL"]
    stack.program(NUMBER)

    stack.environment["EXOTEL_REGION"] = "mumbai"
    assert_calls_go_to("mumbai", stack)
    stack.config("exotel:region", "singapore")
    assert_calls_go_to("singapore", stack)

    stack.config("exotel:apiUrl", simulator.url)
    stack.environment["EXOTEL_API_URL"] = "http://127.0.0.1:9"  # nobody listens at the discard port
    stack.up()
    assert {request.account for request in simulator.requests} == {ACCOUNT.sid}
    [trunk] = simulator.trunks()
    assert trunk["domain_name"] == f"{ACCOUNT.sid}.pstn.exotel.com"
    stack.settle_and_destroy()
