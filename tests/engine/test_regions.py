"""Where calls go to: each region's own host, seen by a proxy that lets nothing through."""

from exotel_pulumi.simulator import Simulator
from tests.api.scripted import Said, Scripted, scripted

from .programs import TRUNK
from .stack import Stack


def asked_for(proxy: Scripted) -> set[str]:
    """The addresses of Exotel that the proxy was asked to connect to; the engine may look for others."""
    return {heard.target for heard in proxy.heard if "exotel" in heard.target}


def test_s61_each_region_has_its_host_and_an_address_beats_them(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK)
    del stack.environment["EXOTEL_API_URL"]
    for region, host in ((None, "api.in.exotel.com"), ("singapore", "api.exotel.com"), ("mumbai", "api.in.exotel.com")):
        if region is not None:
            stack.environment["EXOTEL_REGION"] = region
        with scripted(Said(502)) as proxy:
            stack.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy.server_port}"
            refused = stack.up(fails=True)
            assert asked_for(proxy) == {f"{host}:443"}
        assert f"no connection to https://{host} through the proxy" in refused.text
        assert stack.resources() == {}

    stack.config("exotel:region", "singapore")
    with scripted(Said(502)) as proxy:
        stack.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy.server_port}"
        stack.up(fails=True)
        assert asked_for(proxy) == {"api.exotel.com:443"}, "the stack's configuration wins"
        stack.config("exotel:apiUrl", simulator.url)
        stack.up()
    assert len(simulator.trunks()) == 1
    stack.settle_and_destroy()
