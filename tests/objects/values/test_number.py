"""Phone numbers: one spelling, and words for what is refused."""

from typing import Any

import pytest
from hypothesis import given

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.number import PhoneNumberText, phone_number_fault
from tests.objects.values.asking import WRITTEN, refusal, spelled, suggestion


@pytest.mark.parametrize("written", ["+919876543210", "+1234567"])
def test_s36_what_a_person_may_write(written: str) -> None:
    assert spelled(PhoneNumberText, written) == written


@pytest.mark.parametrize(
    ("answered", "canonical"),
    [
        ("09876543210", "09876543210"),
        (9876543210, "9876543210"),
        ("919876543210", "+919876543210"),
        ("+91 98765-43210", "+919876543210"),
        ("(91) 80.4711 2233", "+918047112233"),
        ("1800 123 4567", "18001234567"),
        ("18601234567", "18601234567"),
        ("14155550123", "+14155550123"),
    ],
)
def test_what_exotel_answers_stays_readable(answered: Any, canonical: str) -> None:
    assert spelled(PhoneNumberText, answered, AS_ANSWERED) == canonical


@pytest.mark.parametrize(
    ("written", "words", "right"),  # right: the value as it should be written, where anybody can know it
    [
        ("09876543210", "For a number of India", ["+919876543210"]),
        ("9876543210", "For a number of India", ["+919876543210"]),
        ("63123456", "For a number of Singapore", ["+6563123456"]),
        ("+91 98765 43210", "without blanks", ["+919876543210"]),
        ("+91-98765-43210", "without blanks", ["+919876543210"]),
        ("(91) 80.4711 2233", "a plus sign", ["+918047112233"]),
        ("00919876543210", "a plus sign", ["+919876543210"]),
        ("919876543210", "a plus sign", ["+919876543210"]),
        ("tel:+919876543210", "must be E.164", ["+919876543210"]),
        ("1800 123 4567", "a plus sign, the country's code", []),
        ("18601234567", "a plus sign, the country's code", []),
        ("14155550123", "a plus sign, the country's code", []),
        ("0014155550123", "a plus sign", ["+14155550123"]),
        ("+1 415 555 0123", "without blanks", ["+14155550123"]),
        (919876543210, "in quotes", ["+919876543210"]),
        (9.1987654321e11, "in quotes", ["+919876543210"]),
        (9876543210, "must be text, not a number", []),
        (18001234567, "must be text, not a number", []),
        (-919876543210, "must be text, not a number", []),
        (True, "must be text, not true or false", []),
        (float("nan"), "must be text, not a number", []),
        (float("inf"), "must be text, not a number", []),
        ("+0123", "like +919876543210", []),
        ("12345", "like +919876543210", []),
        ("0012345", "like +919876543210", []),
        ("main", "like +919876543210", []),
        ("", "like +919876543210", []),
    ],
)
def test_s42_s98_s99_a_refused_number_is_answered_with_the_right_one(
    written: Any, words: str, right: list[str]
) -> None:
    message, suggested = refusal(PhoneNumberText, written)
    assert words in message
    assert suggested == right


@given(WRITTEN)
def test_s42_what_is_suggested_is_right(written: str) -> None:
    suggestion(phone_number_fault, written)
