"""What is true of caller IDs alone."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.resources.caller_id import CallerIdInputs, CallerIdProvider

PROVIDER = CallerIdProvider()
INPUTS = CallerIdInputs(trunk_sid="TK1", phone_number="+919876543210")


def test_it_is_a_setting_of_the_trunk() -> None:
    body = {"name": "trunk_external_alias", "value": "+919876543210"}
    assert PROVIDER.create_body(INPUTS) == PROVIDER.update_body(INPUTS, {"phone_number"}) == body


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({"name": "trunk_external_alias", "value": "+919876543210"}, {"phone_number": "+919876543210"}),
        ({"name": "trunk_external_alias", "value": None}, {}),
        ({"name": "another_setting", "value": "+919876543210"}, {}),
    ],
)
def test_no_other_setting_is_taken_for_it(row: dict[str, Any], values: dict[str, str]) -> None:
    assert PROVIDER.from_row(row) == values


def test_s40_a_trunk_has_one_whatever_its_number() -> None:
    other = INPUTS.model_copy(update={"phone_number": "+919876543211"})
    assert PROVIDER.mark(INPUTS.model_dump()) == PROVIDER.mark(other.model_dump())


def test_s40_a_removal_that_is_not_offered_is_explained() -> None:
    refused: dict[str, Any] = {"status": 404, "code": None, "text": "", "request_id": None, "advice": ""}
    advice = PROVIDER.advise(errors.RouteNotFoundError(**refused), INPUTS.model_dump())
    assert advice is not None
    assert "does not offer removing a caller ID" in advice
    assert PROVIDER.advise(errors.ServerError(**refused), INPUTS.model_dump()) is None
