"""What is true of caller IDs alone."""

from typing import Any

import pytest

from exotel_pulumi.objects.caller_id import CALLER_ID, CallerIdInputs

INPUTS = CallerIdInputs(trunk_sid="TK1", phone_number="+919876543210")


def test_it_is_a_setting_of_the_trunk() -> None:
    body = {"name": "trunk_external_alias", "value": "+919876543210"}
    assert CALLER_ID.create_body(INPUTS) == CALLER_ID.update_body(INPUTS, {"phone_number"}) == body


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({"name": "trunk_external_alias", "value": "+919876543210"}, {"phone_number": "+919876543210"}),
        ({"name": "trunk_external_alias", "value": None}, {}),
        ({"name": "another_setting", "value": "+919876543210"}, {}),
    ],
)
def test_no_other_setting_is_taken_for_it(row: dict[str, Any], values: dict[str, str]) -> None:
    assert CALLER_ID.said(row) == values


def test_s40_a_trunk_has_one_whatever_its_number() -> None:
    other = INPUTS.model_copy(update={"phone_number": "+919876543211"})
    assert CALLER_ID.key_of(INPUTS.model_dump()) == CALLER_ID.key_of(other.model_dump())


def test_s40_a_removal_that_is_not_offered_is_explained() -> None:
    assert CALLER_ID.cannot_delete is not None
    assert "does not offer removing a caller ID" in CALLER_ID.cannot_delete
