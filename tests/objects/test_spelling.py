"""One spelling for each meaning, and nothing that Exotel answers is refused for breaking a rule."""

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from exotel_pulumi.objects import rules, spelling
from exotel_pulumi.objects.spelling import AS_ANSWERED


def spelled(kind: Any, value: Any, context: Any = None) -> Any:
    return TypeAdapter(kind).validate_python(value, context=context)


@pytest.mark.parametrize(
    ("kind", "written", "canonical"),
    [
        (spelling.NsoCode, "any any", "ANY-ANY"),
        (spelling.NsoCode, " Any_any ", "ANY-ANY"),
        (spelling.NsoCode, "any - any", "ANY-ANY"),
        (spelling.NsoCode, "ANY-ANY", "ANY-ANY"),
        (spelling.NsoCode, "ka-any", "ka-any"),
        (spelling.Destination, "sip:SIP.example.com:5061;transport=TLS", "sip.example.com:5061;transport=tls"),
        (spelling.Destination, "13.233.10.20:5060;transport=tcp", "13.233.10.20:5060;transport=tcp"),
        (spelling.Destination, "xn--9a.example.co.in:1;transport=tcp", "xn--9a.example.co.in:1;transport=tcp"),
        (spelling.Mask, 32.0, 32),
        (spelling.Mask, 16, 16),
        (spelling.Priority, 65535, 65535),
        (spelling.PhoneNumberText, "+919876543210", "+919876543210"),
        (spelling.PhoneNumberText, "+1234567", "+1234567"),
        (spelling.Password, None, None),
        (spelling.Label, "anything at all…", "anything at all…"),
        (spelling.DomainName, "a_b.c.pstn.exotel.com", "a_b.c.pstn.exotel.com"),
        (spelling.UserName, "x" * 64, "x" * 64),
        (spelling.FriendlyName, "x" * 32, "x" * 32),
        (spelling.TrunkName, "A_1", "A_1"),
    ],
)
def test_s36_what_a_person_may_write(kind: Any, written: Any, canonical: Any) -> None:
    assert spelled(kind, written) == canonical


@pytest.mark.parametrize(
    ("kind", "answered", "canonical"),
    [
        (spelling.TrunkName, "made by hand in 2019", "made by hand in 2019"),
        (spelling.PhoneNumberText, "09876543210", "09876543210"),
        (spelling.PhoneNumberText, 9876543210, "9876543210"),
        (spelling.PhoneNumberText, "919876543210", "+919876543210"),
        (spelling.PhoneNumberText, "+91 98765-43210", "+919876543210"),
        (spelling.PhoneNumberText, "(91) 80.4711 2233", "+918047112233"),
        (spelling.Mode, "sip", "sip"),
        (spelling.Mask, "24", 24),
        (spelling.Mask, 8, 8),
        (spelling.Mask, 8.0, 8),
        (spelling.IpAddress, "10.0.0.1", "10.0.0.1"),
        (spelling.NsoCode, "any any", "ANY-ANY"),
        (spelling.Destination, "sip:10.0.0.1:5060;transport=udp", "10.0.0.1:5060;transport=udp"),
        (spelling.Label, None, None),
    ],
)
def test_what_exotel_answers_stays_readable(kind: Any, answered: Any, canonical: Any) -> None:
    assert spelled(kind, answered, AS_ANSWERED) == canonical


@pytest.mark.parametrize(
    "value", ["wide", "", " 24", "²", "24.0", None, [], {}, True, 24.5, float("nan"), float("inf")]
)
def test_s43_a_number_that_is_none_is_a_fault_in_every_context(value: Any) -> None:
    for context in (None, AS_ANSWERED):
        with pytest.raises(ValidationError):
            spelled(spelling.Mask, value, context)


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
    assert spelling.is_ip_destination(destination) is is_ip
    assert spelling.destination_host(spelled(spelling.Destination, destination, AS_ANSWERED)) == host


@pytest.mark.parametrize(
    ("ip", "mask", "network"),
    [
        ("13.233.10.0", 24, None),
        ("13.233.10.20", 32, None),
        ("13.233.10.20", 24, "13.233.10.0/24"),
        ("13.233.10.20", 16, "13.233.0.0/16"),
    ],
)
def test_s42_host_bits(ip: str, mask: int, network: str | None) -> None:
    fault = rules.host_bits(ip, mask)
    assert fault == (network and f"{ip}/{mask} has host bits set; the network is {network}")


def test_s46_a_refused_value_is_never_shown() -> None:
    for value in ("secret-part", "secret part" * 20):
        with pytest.raises(ValidationError) as caught:
            spelled(Annotated[str, spelling.identifier(64)], value)
        assert "secret" not in str([fault["msg"] for fault in caught.value.errors()])
