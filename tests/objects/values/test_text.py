"""Names, words and logins: one spelling for each meaning, and words for what is refused."""

from typing import Annotated, Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.text import (
    DomainName,
    FriendlyName,
    Label,
    Mode,
    NsoCode,
    Password,
    TrunkName,
    UserName,
    identifier,
    user_name_fault,
)
from tests.objects.values.asking import WRITTEN, refusal, spelled, suggestion


@pytest.mark.parametrize(
    ("sort", "written", "canonical"),
    [
        (NsoCode, "any any", "ANY-ANY"),
        (NsoCode, " Any_any ", "ANY-ANY"),
        (NsoCode, "any - any", "ANY-ANY"),
        (NsoCode, "ANY-ANY", "ANY-ANY"),
        (NsoCode, "ka-any", "ka-any"),
        (Password, None, None),
        (Label, "anything at all…", "anything at all…"),
        (DomainName, "a_b.c.pstn.exotel.com", "a_b.c.pstn.exotel.com"),
        (UserName, "x" * 64, "x" * 64),
        (FriendlyName, "x" * 32, "x" * 32),
        (TrunkName, "A_1", "A_1"),
    ],
)
def test_s36_what_a_person_may_write(sort: Any, written: Any, canonical: Any) -> None:
    assert spelled(sort, written) == canonical


@pytest.mark.parametrize(
    ("sort", "answered", "canonical"),
    [
        (TrunkName, "made by hand in 2019", "made by hand in 2019"),
        (Mode, "sip", "sip"),
        (NsoCode, "any any", "ANY-ANY"),
        (Label, None, None),
    ],
)
def test_what_exotel_answers_stays_readable(sort: Any, answered: Any, canonical: Any) -> None:
    assert spelled(sort, answered, AS_ANSWERED) == canonical


@pytest.mark.parametrize(
    ("written", "words", "right"),  # right: the value as it should be written, where anybody can know it
    [
        ("x" * 65, "at most 64 characters, not 65", []),
        ("", "must not be empty", []),
        ("  ", "must not be empty", []),
        ("agent one", "no blanks", []),
        (" agent", "user part of a SIP address alone", ["agent"]),
        ("agent@sip.example.com", "user part of a SIP address alone", ["agent"]),
        ("<sip:agent@sip.example.com>", "user part of a SIP address alone", ["agent"]),
        ("SIP:agent@sip.example.com", "user part of a SIP address alone", ["agent"]),
        ('"agent"', "user part of a SIP address alone", ["agent"]),
        ("<agent>", "user part of a SIP address alone", ["agent"]),
        ("a;b", "none of @ : ;", []),
        ("a;" + "b" * 62, "none of @ : ;", []),  # 64 characters are not too many
    ],
)
def test_s42_a_refused_login_is_answered_with_the_right_one(written: str, words: str, right: list[str]) -> None:
    message, suggested = refusal(UserName, written)
    assert words in message
    assert suggested == right


@given(WRITTEN)
def test_s42_what_is_suggested_is_right(written: str) -> None:
    suggestion(user_name_fault, written)


@pytest.mark.parametrize(("written", "word"), [("PSTN", "pstn"), ("Flow", "flow"), (" pstn ", "pstn")])
def test_s42_a_word_of_a_closed_set_has_no_case(written: str, word: str) -> None:
    assert spelled(Mode, written) == word
    with pytest.raises(ValidationError, match="must be pstn or flow"):
        spelled(Mode, f"{written}x")


def test_s46_a_refused_value_is_never_shown() -> None:
    for value in ("secret-part", "secret part" * 20):
        with pytest.raises(ValidationError) as caught:
            spelled(Annotated[str, identifier(64)], value)
        assert "secret" not in str([fault["msg"] for fault in caught.value.errors()])


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        (UserName, 1001, 'must be text: write "1001", in quotes'),
        (FriendlyName, 2024, 'must be text: write "2024", in quotes'),
        (Label, 2.0, 'must be text: write "2", in quotes'),
        (TrunkName, 7, 'must be text: write "7", in quotes'),
        (Password, 12345678, "must be text: put it in quotes"),
        (Mode, 1, "must be text, not a number"),
        (UserName, 1.5, "must be text, not a number"),
    ],
)
def test_s99_text_that_a_configuration_made_a_number(kind: Any, written: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(written)
    assert refused.value.errors()[0]["msg"] == f"Value error, {words}"
