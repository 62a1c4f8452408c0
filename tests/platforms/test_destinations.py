"""The inbound destination of each platform, which a DestinationUri of this package must take."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pydantic import TypeAdapter

from exotel_pulumi import DestinationUri, errors
from exotel_pulumi.account.topology import PLATFORMS, platform_of
from exotel_pulumi.objects.values.destination import DestinationText
from exotel_pulumi.platforms import (
    asterisk,
    bolna,
    daily,
    elevenlabs,
    freeswitch,
    livekit,
    retell,
    smallest,
    ultravox,
    vapi,
    videosdk,
)
from tests.platforms.made import body, output, unknown
from tests.resources.program import run

PRESETS: list[tuple[str, str]] = [
    (livekit.destination("my-project"), "my-project.sip.livekit.cloud:5061;transport=tls"),
    (livekit.destination("my-project", transport="tcp"), "my-project.sip.livekit.cloud:5060;transport=tcp"),
    (livekit.destination("my-project", region="india"), "my-project.india.sip.livekit.cloud:5061;transport=tls"),
    (elevenlabs.destination(), "sip.rtc.elevenlabs.io:5061;transport=tls"),
    (elevenlabs.destination(transport="tcp"), "sip.rtc.elevenlabs.io:5060;transport=tcp"),
    (elevenlabs.destination(static_ip=True), "sip-static.rtc.elevenlabs.io:5061;transport=tls"),
    (elevenlabs.destination(region="in"), "sip.rtc.in.residency.elevenlabs.io:5061;transport=tls"),
    (
        elevenlabs.destination(region="in", static_ip=True),
        "sip-static.rtc.in.residency.elevenlabs.io:5061;transport=tls",
    ),
    (vapi.destination("0a1b-2c"), "0a1b-2c.sip.vapi.ai:5060;transport=tcp"),
    (vapi.destination("0a1b-2c", region="eu", transport="tls"), "0a1b-2c.sip.eu.vapi.ai:5061;transport=tls"),
    (retell.destination(), "sip.retellai.com:5060;transport=tcp"),
    (retell.destination(transport="tls"), "sip.retellai.com:5061;transport=tls"),
    (ultravox.destination("Acct.sip.ultravox.ai"), "acct.sip.ultravox.ai:5060;transport=tcp"),
    (bolna.destination("trunk.bolna.ai"), "trunk.bolna.ai:5060;transport=tcp"),
    (bolna.destination("13.200.45.61", port=5080), "13.200.45.61:5080;transport=tcp"),
    (bolna.destination("sip.bolna.ai", transport="tls"), "sip.bolna.ai:5061;transport=tls"),
    (daily.destination("acme", "support"), "acme-support.siptrunk.sip-us.daily.co:5060;transport=tcp"),
    (asterisk.destination("sbc.example.com"), "sbc.example.com:5061;transport=tls"),
    (asterisk.destination("13.233.10.20", port=5070, transport="tcp"), "13.233.10.20:5070;transport=tcp"),
    (freeswitch.destination("sbc.example.com", port=5081), "sbc.example.com:5081;transport=tls"),
]


@pytest.mark.parametrize(("destination", "expected"), PRESETS)
def test_a_preset_is_a_text_that_a_destination_uri_takes(destination: str, expected: str) -> None:
    assert destination == expected
    assert TypeAdapter(DestinationText).validate_python(destination) == destination


def test_presets_reach_the_resource() -> None:
    def program() -> None:
        for index, (destination, _) in enumerate(PRESETS):
            DestinationUri(f"d{index}", trunk="TK1", destination=destination)

    engine = run(program)
    assert [engine.inputs(f"d{index}")["destination"] for index in range(len(PRESETS))] == [
        expected for _, expected in PRESETS
    ]


OF_A_PART: list[Callable[[Any], Any]] = [
    livekit.destination,
    vapi.destination,
    ultravox.destination,
    bolna.destination,
    asterisk.destination,
    freeswitch.destination,
]
LABELS = (livekit.destination, vapi.destination)


@pytest.mark.parametrize("destination", OF_A_PART)
def test_the_destination_of_an_output_is_an_output(destination: Callable[[Any], Any]) -> None:
    part = "acme" if destination in LABELS else "acme.example.com"
    assert body(lambda: destination(pulumi.Output.from_input(part))) == destination(part)
    assert output(lambda: destination(pulumi.Output.secret(part))).is_secret
    assert not output(lambda: destination(unknown()), preview=True).is_known


@pytest.mark.parametrize("destination", OF_A_PART)
@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("sip:acme", "`sip:` prefix"),
        ("SIPS:acme", "`sip:` prefix"),
        ("bot@acme", "user part (`@`)"),
        ("acme;transport=tls", "a parameter"),
        ("", "is no "),
        ("a b", "is no "),
        ("acme\n", "is no "),
        ("acme:5060", "without a port"),
    ],
)
def test_a_part_that_no_host_has_is_refused(destination: Callable[[Any], Any], part: str, message: str) -> None:
    with pytest.raises(errors.DeclarationError) as caught:
        destination(part)
    assert message in str(caught.value)
    assert "What to do: " in str(caught.value)
    with pytest.raises(errors.DeclarationError):
        output(lambda: destination(pulumi.Output.from_input(part)), preview=True)


UDP: Any = "udp"


@pytest.mark.parametrize(
    "make",
    [
        lambda: livekit.destination("acme", transport=UDP),
        lambda: elevenlabs.destination(transport=UDP),
        lambda: vapi.destination("acme", transport=UDP),
        lambda: retell.destination(transport=UDP),
        lambda: ultravox.destination("a.example.com", transport=UDP),
        lambda: bolna.destination("a.example.com", transport=UDP),
        lambda: daily.destination("acme", "support", transport=UDP),
        lambda: asterisk.destination("a.example.com", transport=UDP),
        lambda: freeswitch.destination("a.example.com", transport=UDP),
        lambda: livekit.destination(unknown(), transport=UDP),
    ],
)
def test_udp_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(errors.DeclarationError, match=r"transport='udp' cannot be used: Exotel takes no UDP"):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: livekit.destination("my-project.sip.livekit.cloud"), "give the first part alone"),
        (lambda: livekit.destination("p_my-project"), "'p_my-project' is no single part"),
        (lambda: livekit.destination("my-project", region="indi"), "region='indi' cannot be used"),  # type: ignore[arg-type]
        (lambda: videosdk.destination("acme", region="delhi"), "region='delhi' cannot be used"),  # type: ignore[arg-type]
        (lambda: vapi.destination("0a1b.sip.vapi.ai"), "give the first part alone"),
        (lambda: daily.destination("acme.daily.co", "support"), "give the first part alone"),
        (lambda: elevenlabs.destination(region="us"), "region='us' cannot be used"),  # type: ignore[arg-type]
        (lambda: vapi.destination("0a1b", region="in"), "region='in' cannot be used"),  # type: ignore[arg-type]
        (lambda: asterisk.destination("10.0.0.1"), "must be a public address"),
        (lambda: bolna.destination("trunk.bolna.ai", port=0), "must have a port from 1 to 65535"),
        (lambda: bolna.destination("trunk.bolna.ai", port=70000), "must have a port from 1 to 65535"),
    ],
)
def test_a_destination_that_a_platform_does_not_have_is_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(errors.DeclarationError) as caught:
        make()
    assert message in str(caught.value)


def test_a_picture_names_the_platform_behind_each_destination() -> None:
    known = {
        "Bolna": [bolna.destination("trunk.bolna.ai")],
        "Daily": [daily.destination("acme", "support")],
        "ElevenLabs": [elevenlabs.destination(), elevenlabs.destination(region="in", static_ip=True)],
        "Jambonz": ["acme.sip.jambonz.cloud:5060;transport=tcp"],
        "LiveKit": [livekit.destination("acme", region="india"), smallest.destination("acme.sip.livekit.cloud")],
        "OpenAI": ["sip.api.openai.com:5061;transport=tls"],
        "Retell": [retell.destination()],
        "Ultravox": [ultravox.destination("acme.sip.ultravox.ai")],
        "Vapi": [vapi.destination("0a1b"), vapi.destination("0a1b", region="eu")],
        "VideoSDK": [videosdk.destination("acme")],
    }
    assert set(known) == set(PLATFORMS.values())
    for name, destinations in known.items():
        assert {platform_of(destination) for destination in destinations} == {name}
    for own in (
        "sip.example.com:5061;transport=tls",
        "13.233.10.20:5060;transport=tcp",
        "notvapi.ai:5060;transport=tcp",
    ):
        assert platform_of(own) is None
