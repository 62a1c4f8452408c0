"""Ultravox's bodies, compared with Ultravox's API pages: no library knows these bodies."""

import re
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import ultravox
from tests.platforms.documented import ULTRAVOX_OUTGOING, ULTRAVOX_SIP, check
from tests.platforms.made import NO_LOGIN, NUMBER, OTHER_NUMBER, PASSWORD, TWO_NUMBERS, body, line


def test_a_sip_configuration_assigns_the_numbers_to_the_agent() -> None:
    made = body(lambda: ultravox.sip_configuration(line(numbers=TWO_NUMBERS, **NO_LOGIN), agent_id="agent_1"))
    check(made, ULTRAVOX_SIP)
    [agent] = made["allowedAgents"]
    assert (made["allowedCidrRanges"], made["allowAllAgents"]) == (["203.0.113.7/32"], False)
    assert agent["agentId"] == "agent_1"
    for called in (NUMBER, NUMBER.removeprefix("+"), OTHER_NUMBER):
        assert re.fullmatch(agent["toUserPattern"], called)
    assert not re.search(agent["toUserPattern"], NUMBER + "0")


def test_a_sip_configuration_takes_every_argument() -> None:
    networks = ["203.0.113.0/28"]
    bare = body(lambda: ultravox.sip_configuration(line(numbers=[]), allowed_addresses=networks))
    assert bare == {"allowedCidrRanges": networks}
    pattern = body(lambda: ultravox.sip_configuration(line(numbers=[]), agent_id="a", to_user_pattern="^x$"))
    assert pattern["allowedAgents"] == [{"agentId": "a", "toUserPattern": "^x$"}]
    everyone = body(lambda: ultravox.sip_configuration(line(), fields={"allowAllAgents": True}))
    assert everyone == {"allowedCidrRanges": ["203.0.113.7/32"], "allowAllAgents": True}


def test_a_pattern_that_is_too_long_is_refused() -> None:
    def made(count: int) -> Any:
        numbers: Any = [{"e164": f"+9180471122{place:02}", "mode": "pstn", "mapping_id": "1"} for place in range(count)]
        return body(lambda: ultravox.sip_configuration(line(numbers=numbers), agent_id="agent_1"))

    assert len(made(14)["allowedAgents"][0]["toUserPattern"]) <= 200
    with pytest.raises(errors.DeclarationError, match="characters, and Ultravox takes 200"):
        made(20)


def test_a_line_without_a_signalling_address_is_refused() -> None:
    with pytest.raises(errors.DeclarationError, match="Ultravox takes calls from listed addresses only"):
        body(lambda: ultravox.sip_configuration(line(signalling_source_ips=[])))


@pytest.mark.parametrize(
    ("given", "to"),
    [
        ({}, "sip:+6561234567@in.voip.exotel.com:5070;transport=tcp"),
        ({"transport": "tls"}, "sip:+6561234567@in.voip.exotel.com:443;transport=tls"),
        ({"edge": "203.0.113.9:5070"}, "sip:+6561234567@203.0.113.9:5070;transport=tcp"),
    ],
)
def test_an_outgoing_medium_has_callee_caller_and_login(given: dict[str, Any], to: str) -> None:
    made = body(lambda: ultravox.outgoing_medium(line(), to="+6561234567", **given))
    outgoing = made["sip"]["outgoing"]
    check(outgoing, ULTRAVOX_OUTGOING)
    assert outgoing == {"to": to, "from": NUMBER, "username": "livekit_prod", "password": PASSWORD}


def test_a_callee_that_is_not_e164_is_refused() -> None:
    with pytest.raises(errors.DeclarationError, match=r"'61234567' must be E\.164"):
        body(lambda: ultravox.outgoing_medium(line(), to="61234567"))
