"""The facts of a line for tests, and a program that runs a platform's function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pulumi
from pulumi.output import UNKNOWN
from pulumi.runtime import mocks, settings

from exotel_pulumi.resources.facts import LoginFacts, TrunkFacts

NUMBER = "+919876543210"
OTHER_NUMBER = "+919876543211"
PASSWORD = "Sesame_0pen"

LOGIN: LoginFacts = {"user_name": "livekit_prod", "password": PASSWORD, "friendly_name": "livekit", "id": "7"}
SECOND_LOGIN: LoginFacts = {"user_name": "second", "password": "Other_1", "friendly_name": None, "id": "8"}

FACTS: TrunkFacts = {
    "account_sid": "demo",
    "region": "mumbai",
    "api_host": "api.in.exotel.com",
    "trunk_sid": "trmum1x",
    "trunk_name": "voice_ai",
    "sip_domain": "demo.pstn.exotel.com",
    "dial_whom": "sip:trmum1x",
    "numbers": [{"e164": NUMBER, "mode": "pstn", "mapping_id": "1"}],
    "edge_tcp": {"host": "in.voip.exotel.com", "port": 5070, "host_port": "in.voip.exotel.com:5070"},
    "edge_tls": {"host": "in.voip.exotel.com", "port": 443, "host_port": "in.voip.exotel.com:443"},
    "address_edge_tcp": {"host": "pstn.in2.exotel.com", "port": 5070, "host_port": "pstn.in2.exotel.com:5070"},
    "address_edge_tls": {"host": "pstn.in2.exotel.com", "port": 443, "host_port": "pstn.in2.exotel.com:443"},
    "credential": LOGIN,
    "credentials": [LOGIN],
    "acl": [],
    "destinations": [],
    "media": {"ips": [], "udp_from": 10000, "udp_to": 40000},
    "caller_id": None,
    "signalling_source_ips": ["203.0.113.7"],
}
TWO_NUMBERS: Any = [*FACTS["numbers"], {"e164": OTHER_NUMBER, "mode": "pstn", "mapping_id": "2"}]
NO_LOGIN: Any = {"credential": None, "credentials": []}


def line(**changes: Any) -> TrunkFacts:
    """Returns the facts of a line as plain values, with changes."""
    return cast(TrunkFacts, {**FACTS, **changes})


class Wired:
    """An object that has facts, as a SipTrunk does."""

    def __init__(self, facts: TrunkFacts) -> None:
        self.facts: pulumi.Output[TrunkFacts] = pulumi.Output.from_input(facts)


def unknown() -> Any:
    """Returns an Output that a preview cannot know."""
    return pulumi.Output.from_input(UNKNOWN)


class NoEngine(mocks.Mocks):
    """Mocks that refuse every resource and call: a platform's function makes none."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise AssertionError(args.name)


@dataclass
class Made:
    """The value of an Output at the end of a program."""

    value: Any
    is_secret: bool
    is_known: bool


def output(make: Callable[[], pulumi.Output[Any]], *, preview: bool = False) -> Made:
    """Runs a program with the Output that `make` returns, and returns what became of the Output."""
    found: list[Made] = []

    async def look(made: pulumi.Output[Any]) -> None:
        found.append(Made(await made.future(), await made.is_secret(), await made.is_known()))

    def program() -> pulumi.Output[None]:
        return pulumi.Output.from_input(look(make()))

    settings.set_root_resource(None)  # type: ignore[arg-type]
    mocks.set_mocks(NoEngine(), preview=preview)
    mocks.test(program)()  # type: ignore[no-untyped-call]
    [made] = found
    return made


def body(make: Callable[[], pulumi.Output[Any]]) -> Any:
    """Returns the value of the Output that `make` returns, which must be known."""
    made = output(make)
    assert made.is_known
    return made.value
