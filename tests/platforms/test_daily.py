"""Daily's bodies, compared with Daily's API pages: no library knows these bodies."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import daily
from tests.platforms.documented import DAILY_DIAL_OUT, DAILY_SIP_TRUNK, check
from tests.platforms.made import NO_LOGIN, body, line

HOOK = "https://agent.example.com/daily"


def test_a_sip_trunk_takes_calls_from_the_addresses_of_exotel() -> None:
    made = body(
        lambda: daily.sip_trunk(
            line(),
            trunk_name="support",
            webhook_url=HOOK,
            room_template={"privacy": "private"},
            fields={"enabled": True, "notification": {"hmac": "c2VjcmV0"}},
        )
    )
    check(made, DAILY_SIP_TRUNK)
    assert made == {
        "trunk_name": "support",
        "room_template": {"privacy": "private"},
        "notification": {"webhook_url": HOOK, "hmac": "c2VjcmV0"},
        "trunk_config": {"allowed_ips": ["203.0.113.7"]},
        "enabled": True,
    }


def test_a_sip_trunk_has_exactly_one_gate() -> None:
    """Expects one gate, for Daily refuses a trunk that is both gated and open."""
    opened = body(lambda: daily.sip_trunk(line(), trunk_name="support", webhook_url=HOOK, is_open=True))
    assert opened["trunk_config"] == {"is_open": True}
    closed = line(signalling_source_ips=[])
    with pytest.raises(errors.DeclarationError, match="or is_open=True"):
        body(lambda: daily.sip_trunk(closed, trunk_name="support", webhook_url=HOOK))


def test_a_call_out_goes_by_address_whatever_logins_the_line_has() -> None:
    made = body(lambda: daily.dial_out(line(acl=["203.0.113.20/32"]), to="+6561234567"))
    assert made["sipUri"] == "sip:+6561234567@pstn.in2.exotel.com:5070;transport=tcp"


def test_a_call_out_needs_a_whitelisted_address() -> None:
    known = line(acl=["203.0.113.20/32"], **NO_LOGIN)
    made = body(lambda: daily.dial_out(known, to="+6561234567", fields={"displayName": "Agent"}))
    check(made, DAILY_DIAL_OUT)
    assert made == {
        "sipUri": "sip:+6561234567@pstn.in2.exotel.com:5070;transport=tcp",
        "provider": "daily",  # Daily's default is another carrier, whose addresses nobody has whitelisted
        "displayName": "Agent",
    }
    with pytest.raises(errors.DeclarationError, match="the line has no whitelisted address"):
        body(lambda: daily.dial_out(line(), to="+6561234567"))
