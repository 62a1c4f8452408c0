"""A list is read in each shape that Exotel's own samples have shown (scenario 89); docs/real_account.md lists them."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.config import Settings
from tests.api.collections import CREDENTIALS, PHONE_NUMBERS

from .scripted import Said, scripted

ROWS = [{"id": "41523", "phone_number": "+919876543210"}, {"id": "41524", "phone_number": "+919876543211"}]
ONE_PAGE = {"page_size": 50, "first_page_uri": "/v2/x?offset=0&page_size=50", "prev_page_uri": None}


def entry(data: Any, **more: Any) -> dict[str, Any]:
    return {"code": 200, "error_data": None, "status": "success", "data": data, **more}


def envelope(response: Any, **more: Any) -> dict[str, Any]:
    return {"request_id": "785471d2", "method": "GET", "http_code": 200, "response": response, **more}


def read(body: Any, *more: Any) -> list[dict[str, Any]]:
    with scripted(*[Said(body=each) for each in (body, *more)]) as server:
        own = {"account_sid": "acme", "api_key": "key", "api_token": "token", "api_url": server.url}
        return Client(Settings.model_validate({**own, "retry_delay": 0})).rows(Endpoint(PHONE_NUMBERS, "TK1"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            envelope([entry(row) for row in ROWS], metadata={**ONE_PAGE, "next_page_uri": None}),
            id="entries, pages, no total",
        ),
        pytest.param(
            envelope([entry(row) for row in ROWS], metadata={**ONE_PAGE, "next_page_uri": None, "total": 2, "page": 1}),
            id="entries, pages, total",
        ),
        pytest.param(envelope(entry(ROWS)), id="one entry with the list"),
        pytest.param(
            envelope(entry(ROWS), metadata={**ONE_PAGE, "next_page_uri": None}), id="one entry with the list, pages"
        ),
        pytest.param(ROWS, id="bare list"),
        pytest.param({"phone_numbers": ROWS}, id="bare list with its name"),
    ],
)
def test_s89_a_list_is_read_in_every_shape(body: Any) -> None:
    assert read(body) == ROWS


@pytest.mark.parametrize("body", [envelope([]), envelope(entry([])), [], {"phone_numbers": []}])
def test_s89_an_empty_list_is_read_in_every_shape(body: Any) -> None:
    assert read(body) == []


def test_s89_one_entry_with_a_full_page_is_not_the_end() -> None:
    rows = [{"id": str(number)} for number in range(50)]
    more = [{"id": "last"}]
    assert len(read(*[envelope(entry(page)) for page in (rows, more, rows, more)])) == 51


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(envelope(entry({"username": "TK1", "password": "hidden"})), id="one login without an id"),
        pytest.param(envelope(entry(None)), id="nothing"),
        pytest.param(envelope(entry([ROWS[0], "and more"])), id="not all of them objects"),
        pytest.param(envelope(entry([{"phone_number": "+919876543210"}])), id="no id"),
        pytest.param(envelope(entry(ROWS, next_page_uri="/v2/x?offset=2")), id="perhaps not the whole list"),
        pytest.param({"data": ROWS}, id="another name"),
    ],
)
def test_s88_s89_any_other_answer_is_an_error(body: Any) -> None:
    with pytest.raises(errors.UnexpectedAnswerError, match="assumed about what exists"):
        read(body)


def test_s89_a_failure_is_one_whatever_its_data() -> None:
    with pytest.raises(errors.InvalidParameterError):
        read(envelope(entry([], status="failure", code=400, error_data={"code": 1002, "message": "Invalid parameter"})))


def test_s89_a_password_in_a_list_that_is_not_read_stays_out_of_the_error() -> None:
    with pytest.raises(errors.UnexpectedAnswerError) as caught:
        read(envelope(entry({"username": "TK1", "password": "hidden"})))
    assert "hidden" not in str(caught.value)
    assert CREDENTIALS.name not in str(caught.value)
