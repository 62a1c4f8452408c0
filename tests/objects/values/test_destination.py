"""Destinations: one spelling, their parts, and words for what is refused, part by part."""

import pytest
from hypothesis import given

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.destination import (
    Destination,
    DestinationText,
    Priority,
    destination_fault,
    host_of,
)
from tests.objects.values.asking import WRITTEN, refusal, spelled, suggestion

TLS = "sip.example.com:5061;transport=tls"
WAYS = [
    TLS,
    f"sip:{TLS}",
    "SIP:SIP.example.com:5061;transport=TLS",
    f"  {TLS}\n",
    "sip.example.com:05061;Transport=tls",
]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("sip:SIP.example.com:5061;transport=TLS", TLS),
        ("13.233.10.20:5060;transport=tcp", "13.233.10.20:5060;transport=tcp"),
        ("xn--9a.example.co.in:1;transport=tcp", "xn--9a.example.co.in:1;transport=tcp"),
    ],
)
def test_s36_what_a_person_may_write(written: str, canonical: str) -> None:
    assert spelled(DestinationText, written) == canonical


def test_s36_a_priority_goes_as_far_as_exotels() -> None:
    assert spelled(Priority, 65535) == 65535


def test_what_exotel_answers_stays_readable() -> None:
    answered = "sip:10.0.0.1:5060;transport=udp"
    assert spelled(DestinationText, answered, AS_ANSWERED) == "10.0.0.1:5060;transport=udp"


@pytest.mark.parametrize("written", WAYS)
def test_s36_a_destination_is_taken_apart_in_every_spelling_that_is_taken(written: str) -> None:
    assert Destination.parse(written) == ("sip.example.com", 5061, "tls")
    assert Destination.parse(spelled(DestinationText, written)) == Destination.parse(written)


@given(WRITTEN)
def test_s36_whatever_is_taken_can_be_taken_apart(written: str) -> None:
    taken = destination_fault(written.strip().lower().removeprefix("sip:")) is None
    assert not taken or Destination.parse(written) is not None


@pytest.mark.parametrize(
    "written", ["", "nonsense", "sip.example.com", "sip.example.com:5061", f"sip:sip:{TLS}", f"agent@{TLS}", f"<{TLS}>"]
)
def test_what_is_no_destination_has_no_parts(written: str) -> None:
    assert Destination.parse(written) is None


@pytest.mark.parametrize(
    ("destination", "is_ip", "host"),
    [
        ("13.233.10.20:5061;transport=tls", True, "13.233.10.20"),
        ("SIP:13.233.10.20:5061;transport=tls", True, "13.233.10.20"),
        ("sip.example.com:5061;transport=tls", False, "sip.example.com"),
        ("nonsense", False, "nonsense"),
    ],
)
def test_which_destinations_are_addresses(destination: str, is_ip: bool, host: str) -> None:
    found = Destination.parse(destination)
    assert bool(found and found.is_ip) is is_ip
    assert found is None or found.host == host
    assert host_of(spelled(DestinationText, destination, AS_ANSWERED)) == host


@pytest.mark.parametrize(
    ("written", "words", "right"),  # right: the value as it should be written, where anybody can know it
    [
        (f"agent@{TLS}", "no user part", [TLS]),
        (f"sips:{TLS}", "no sips:", [TLS]),
        ("sips:sip.example.com:5061", "no sips:", [TLS]),
        (f"<sip:{TLS}>", "no angle brackets", [TLS]),
        (f"<sip:agent@{TLS}>", "no angle brackets; must have no user part", [TLS]),
        (f"sip:sip:{TLS}", "must be <ip or host name>", []),
        ("sip.example.com:5060;transport=udp", "Exotel has no UDP", []),
        ("sip.example.com;transport=tls", "must have a port", [TLS]),
        ("sip.example.com;transport=tcp", "must have a port", ["sip.example.com:5060;transport=tcp"]),
        ("sip.example.com:5061", "must end with ;transport=tls or", [TLS]),
        ("sip.example.com:8443", "must end with ;transport=tls or", []),
        ("sip.example.com", "must end with ;transport=tls or ;transport=tcp; must have a port", []),
        (f"{TLS};lr", "no other parameter than transport, not lr", [TLS]),
        (f"{TLS};user=phone;lr", "not user=phone, lr", [TLS]),
        ("[2001:db8::1]:5061;transport=tls", "takes no IPv6", []),
        ("sip.example.com.:5061;transport=tls", "no dot at the end", [TLS]),
        ("https://sip.example.com", "not a URL", []),
        ("localhost:5060;transport=tcp", "a host name with a dot in it", []),
        ("sip.example.com:99999;transport=tls", "a port from 1 to 65535", []),
        ("sip.example.com:sip;transport=tls", "a port from 1 to 65535", []),
        ("10.0.0.1:5060;transport=tcp", "must be a public address", []),
        ("agent@10.0.0.1:5060;transport=tcp", "no user part", []),
        # Nobody can know which of the two hosts is meant.
        ("agent@sip.example.com:5061;transport=tls;x=a@b.example.com:5061", "no user part", []),
        ("", "must be <ip or host name>", []),
    ],
)
def test_s42_a_refused_destination_is_answered_part_by_part(written: str, words: str, right: list[str]) -> None:
    message, suggested = refusal(DestinationText, written)
    assert words in message
    assert suggested == right


@given(WRITTEN)
def test_s42_what_is_suggested_is_right(written: str) -> None:
    suggestion(destination_fault, written.lower().removeprefix("sip:"))
