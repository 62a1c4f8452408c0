"""Errors for what a line lacks and for arguments that cannot work: every body reports them at preview."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms import asterisk, elevenlabs, freeswitch, livekit, vapi
from tests.platforms.bodies import (
    BY_ADDRESS_TOO,
    CHOOSING_TRANSPORT,
    OF_NUMBERS,
    OF_ONE_NUMBER,
    WHITELISTED,
    WITH_EDGE,
    WITH_LOGIN,
    Body,
)
from tests.platforms.made import (
    NO_LOGIN,
    NUMBER,
    OTHER_NUMBER,
    PASSWORD,
    SECOND_LOGIN,
    TWO_NUMBERS,
    body,
    line,
    output,
    unknown,
)


def refused(make: Callable[[], pulumi.Output[Any]], *, preview: bool = False) -> str:
    """Returns the message of the error that `make` must raise, which has advice and no password."""
    with pytest.raises(errors.DeclarationError) as caught:
        output(make, preview=preview)
    message = str(caught.value)
    assert PASSWORD not in message
    assert "What to do: " in message
    return message


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("make", OF_NUMBERS)
def test_a_line_without_a_number_is_refused(make: Body, preview: bool) -> None:
    known = line(numbers=[], trunk_sid=unknown() if preview else "x")
    assert "the line has no phone number" in refused(lambda: make(known), preview=preview)


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("make", WITH_LOGIN)
def test_a_line_without_a_login_is_refused(make: Body, preview: bool) -> None:
    known = line(**NO_LOGIN, trunk_sid=unknown() if preview else "x")
    message = refused(lambda: make(known), preview=preview)
    assert "the line has no SIP login (digest credential)" in message
    assert 'user_names=["livekit_prod"]' in message
    by_address = line(**NO_LOGIN, **WHITELISTED)
    if make in BY_ADDRESS_TOO:
        assert "whitelisted_ips=[…]" in message
        assert not output(lambda: make(by_address)).is_secret
    else:
        refused(lambda: make(by_address))


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("make", WITH_EDGE)
def test_a_line_without_an_edge_is_refused(make: Body, preview: bool) -> None:
    """Uses Singapore, for which Exotel's guides have one edge only."""
    edges = dict.fromkeys(("edge_tls", "edge_tcp", "address_edge_tls", "address_edge_tcp"))
    bare: dict[str, Any] = {"region": "singapore", **edges, **WHITELISTED}
    known = line(**bare, trunk_sid=unknown() if preview else "x")
    message = refused(lambda: make(known), preview=preview)
    assert "edge of Exotel is known in region singapore" in message
    assert 'give edge="<host>:' in message
    assert body(lambda: make(line(**bare), edge="sg.example.com:5070"))


@pytest.mark.parametrize("make", WITH_EDGE)
@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ("in.voip.exotel.com", "has no port"),
        ("in.voip.exotel.com:", "has no port"),
        ("in.voip.exotel.com:70000", "has no port"),
        (":443", "has no port"),
        ("sip:in.voip.exotel.com:443", "has a `sip:` prefix"),
        ("bot@in.voip.exotel.com:443", "has a user part"),
        ("in.voip.exotel.com:443;transport=tls", "has a parameter"),
        ("in voip:443", "is no host name"),
        ("in.voip.exotel.com:443\n", "has no port"),
    ],
)
def test_an_edge_that_is_not_host_and_port_is_refused(make: Body, edge: str, message: str) -> None:
    known = line(**WHITELISTED)
    assert message in refused(lambda: make(known, edge=edge))
    assert message in refused(lambda: make(known, edge=pulumi.Output.from_input(edge)))
    assert not output(lambda: make(known, edge=unknown()), preview=True).is_known


def test_an_edge_that_resolves_to_none_means_the_edge_of_the_line() -> None:
    nothing: Any = pulumi.Output.from_input(None)
    bare = line(edge_tls=None)
    assert "no TLS edge of Exotel" in refused(lambda: livekit.outbound_trunk(bare, edge=nothing))
    assert body(lambda: livekit.outbound_trunk(line(), edge=nothing))


@pytest.mark.parametrize("make", CHOOSING_TRANSPORT)
def test_udp_is_refused_before_anything_is_known(make: Body) -> None:
    with pytest.raises(errors.DeclarationError, match="Exotel takes no UDP signalling"):
        make(unknown(), transport="udp")


@pytest.mark.parametrize(
    "make", [livekit.outbound_trunk, elevenlabs.phone_number, vapi.credential, asterisk.pjsip_conf, freeswitch.gateway]
)
def test_srtp_cannot_be_required_over_tcp(make: Body) -> None:
    with pytest.raises(errors.DeclarationError, match='encryption="required" cannot work over TCP'):
        make(unknown(), transport="tcp", encryption="required")
    with pytest.raises(errors.DeclarationError, match="give one of: disabled, allowed, required"):
        make(unknown(), encryption="yes")


@pytest.mark.parametrize("make", WITH_LOGIN)
def test_a_login_is_chosen_by_its_name(make: Body) -> None:
    two = line(credentials=[*line()["credentials"], SECOND_LOGIN])
    made = str(body(lambda: make(two, user_name="second")))
    assert "Other_1" in made
    assert PASSWORD not in made
    message = refused(lambda: make(two, user_name="third"))
    assert "the line has no login 'third'" in message
    assert "livekit_prod, second" in message


@pytest.mark.parametrize("make", WITH_LOGIN)
def test_a_login_that_was_only_read_is_refused(make: Body) -> None:
    known = line(credentials=[{**SECOND_LOGIN, "password": None}])
    assert "the password of the login 'second' is not known" in refused(lambda: make(known))


@pytest.mark.parametrize("make", OF_ONE_NUMBER)
def test_one_number_of_several_must_be_chosen(make: Body) -> None:
    two = line(numbers=TWO_NUMBERS)
    assert OTHER_NUMBER.removeprefix("+") in str(body(lambda: make(two, phone_number=OTHER_NUMBER)))
    message = refused(lambda: make(two))
    assert f"the line has 2 numbers: {NUMBER}, {OTHER_NUMBER}" in message
    assert "+911234567890 is not on the line" in refused(lambda: make(two, phone_number="+911234567890"))
    assert "must be E.164" in refused(lambda: make(two, phone_number="09876543210"))


def test_an_empty_list_of_numbers_is_not_all_numbers() -> None:
    assert "phone_numbers is empty" in refused(lambda: livekit.outbound_trunk(line(), phone_numbers=[]))


def test_a_field_that_is_set_already_is_refused() -> None:
    message = refused(
        lambda: livekit.outbound_trunk(line(), fields={"media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW"}})
    )
    assert message.startswith("the outbound trunk for LiveKit\n  fields: media.encryption is set already")
