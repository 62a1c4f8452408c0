"""Addresses and their networks: one spelling, and words for what is refused."""

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.address import IpAddress, Mask, host_bits_fault, ip_fault
from tests.objects.values.asking import WRITTEN, refusal, spelled, suggestion


@pytest.mark.parametrize(("written", "canonical"), [(32.0, 32), (16, 16)])
def test_s36_what_a_person_may_write(written: float, canonical: int) -> None:
    assert spelled(Mask, written) == canonical


@pytest.mark.parametrize(
    ("sort", "answered", "canonical"),
    [(Mask, "24", 24), (Mask, 8, 8), (Mask, 8.0, 8), (IpAddress, "10.0.0.1", "10.0.0.1")],
)
def test_what_exotel_answers_stays_readable(sort: Any, answered: Any, canonical: Any) -> None:
    assert spelled(sort, answered, AS_ANSWERED) == canonical


@pytest.mark.parametrize(
    "value", ["wide", "", " 24", "²", "24.0", None, [], {}, True, 24.5, float("nan"), float("inf")]
)
def test_s43_a_number_that_is_none_is_a_fault_in_every_context(value: Any) -> None:
    for context in (None, AS_ANSWERED):
        with pytest.raises(ValidationError):
            spelled(Mask, value, context)


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
    fault = host_bits_fault(ip, mask)
    assert fault == (network and f"{ip}/{mask} has host bits set; the network is {network}")


@pytest.mark.parametrize(
    ("written", "words", "right"),  # right: the value as it should be written, where anybody can know it
    [
        ("13.233.10.20/32", 'ip="13.233.10.20", mask=32', []),
        ("13.233.10.0/24", 'ip="13.233.10.0", mask=24', []),
        ("13.233.10.20/24", 'ip="13.233.10.0", mask=24', []),
        ("13.0.0.0/8", "in mask, from 16 to 32", []),
        ("10.0.0.0/24", "must be a public address", []),
        ("13.233.10.20/abc", "takes no host name", []),
        ("13.233.10.20/", "takes no host name", []),
        ("2001:db8::1", "takes no IPv6", []),
        ("[2001:db8::1]", "takes no IPv6", []),
        ("2001:db8::/32", "takes no IPv6", []),
        ("13.233.10.20-13.233.10.30", "not a range", []),
        ("13.233.10.20:5060", "the address alone", ["13.233.10.20"]),
        ("sip:13.233.10.20", "the address alone", ["13.233.10.20"]),
        (" 13.233.10.20\n", "the address alone", ["13.233.10.20"]),
        ("13.233.010.020", "without leading zeros", []),
        ("300.233.10.20", "four numbers from 0 to 255", []),
        ("sip.example.com", "takes no host name", []),
        ("10.0.0.1", "must be a public address", []),
    ],
)
def test_s42_a_refused_address_is_answered_with_the_right_one(written: str, words: str, right: list[str]) -> None:
    message, suggested = refusal(IpAddress, written)
    assert words in message
    assert suggested == right


@given(WRITTEN)
def test_s42_what_is_suggested_is_right(written: str) -> None:
    suggested = suggestion(ip_fault, written)
    assert not (suggested and suggested[2]) or host_bits_fault(suggested[1], int(suggested[2])) is None
