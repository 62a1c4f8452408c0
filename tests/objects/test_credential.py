"""What is true of SIP credentials alone."""

from collections.abc import Set

import pytest

from exotel_pulumi.objects.credential import ALPHABET, CREDENTIAL, CredentialInputs

INPUTS = CredentialInputs(trunk_sid="TK1", user_name="livekit_prod")
CHOSEN = INPUTS.model_copy(update={"password": "Sesame_0pen"})


@pytest.mark.parametrize("changed", [None, {"rotation"}, {"rotation", "friendly_name"}], ids=["new", "only", "too"])
def test_s48_a_password_is_generated_for_what_is_new_or_rotated(changed: Set[str] | None) -> None:
    passwords = {CREDENTIAL.complete(INPUTS, changed).password for _ in range(20)}
    assert len(passwords) == 20
    for password in passwords:
        assert password is not None
        assert len(password) == 32
        assert set(password) <= set(ALPHABET)
    assert CREDENTIAL.complete(CHOSEN, changed).password == "Sesame_0pen"


def test_s48_no_other_change_makes_a_password() -> None:
    assert CREDENTIAL.complete(INPUTS, {"friendly_name", "user_name"}).password is None


def test_generated_passwords_keep_the_rule_for_passwords() -> None:
    made = CREDENTIAL.complete(INPUTS, None)
    assert CredentialInputs.model_validate(made.model_dump()).model_dump() == made.model_dump()


@pytest.mark.parametrize(
    ("given", "may"), [({}, False), ({"password": "Sesame_0pen"}, True), ({"rotation": "1"}, True)]
)
def test_s82_only_a_password_that_nobody_wrote_needs_consent(given: dict[str, str], may: bool) -> None:
    made = CREDENTIAL.complete(INPUTS.model_copy(update=given), None)
    assert CREDENTIAL.may_adopt(made) is may
    assert made.model_dump().keys() == INPUTS.model_dump().keys(), "how it came about is not stored"


def test_exotel_is_reported_what_was_given() -> None:
    assert CREDENTIAL.create_body(CHOSEN) == {"user_name": "livekit_prod", "password": "Sesame_0pen"}


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({"password"}, {"password": "Sesame_0pen"}),
        ({"rotation"}, {"password": "Sesame_0pen"}),
        ({"user_name"}, {"user_name": "livekit_prod"}),
        ({"friendly_name"}, {}),
    ],
)
def test_a_change_is_partial(changed: set[str], body: dict[str, str]) -> None:
    assert CREDENTIAL.update_body(CHOSEN, changed) == body


def test_s46_a_password_does_not_show_where_inputs_are_printed() -> None:
    assert "Sesame_0pen" not in repr(CHOSEN)
    assert "Sesame_0pen" not in CREDENTIAL.describe(CHOSEN.model_dump())
