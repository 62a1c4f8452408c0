"""What an answer says, in every shape that Exotel is known to give it."""

import json
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Reply, read
from exotel_pulumi.api.refusals import BY_CODE
from exotel_pulumi.explained import advice_of, entries

ROW = {"id": "41523", "phone_number": "+919876543210"}


def answer(status: int, body: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read(Reply(status, content), "phone_numbers", lambda text: text)


def entry(data: Any = None) -> dict[str, Any]:
    return {"code": 200, "status": "success", "error_data": None, "data": data}


def failed(inner: int, **error: Any) -> dict[str, Any]:
    return {"code": inner, "status": "failure", "error_data": error or None, "data": None}


def envelope(response: Any, **more: Any) -> dict[str, Any]:
    return {"request_id": "r1", "method": "GET", "http_code": 200, "response": response, **more}


@pytest.mark.parametrize(
    ("body", "is_list", "rows"),
    [
        (envelope(entry(ROW)), False, [ROW]),
        (envelope([entry(ROW)]), True, [ROW]),
        (envelope([]), True, []),
        (envelope([entry(ROW), entry(None)]), False, [ROW]),
        (envelope(None), False, []),
        (ROW, False, [ROW]),
        ([ROW], True, [ROW]),
        ([], True, []),
        ([ROW, "what"], False, [ROW]),
        ({"phone_numbers": [ROW]}, True, [ROW]),
        ({"phone_numbers": []}, True, []),
        ({}, False, [{}]),
        ({**ROW, "code": 7, "brand_new": [1]}, False, [{**ROW, "code": 7, "brand_new": [1]}]),
    ],
)
def test_s22_rows_in_every_shape(body: Any, is_list: bool, rows: list[Any]) -> None:
    said = answer(200, body)
    assert (said.is_list, said.rows) == (is_list, rows)


@pytest.mark.parametrize(
    ("metadata", "paged", "next_page", "total"),
    [
        ({"next_page_uri": "/v2?offset=50", "total": 51}, True, "/v2?offset=50", 51),
        ({"next_page_uri": None, "total": "51"}, True, None, 51),
        ({}, False, None, None),
        (None, False, None, None),
        ({"next_page_uri": 7, "total": True}, True, None, None),
    ],
)
def test_metadata(metadata: Any, paged: bool, next_page: str | None, total: int | None) -> None:
    said = answer(200, envelope([], metadata=metadata))
    assert (said.paged, said.next_page, said.total) == (paged, next_page, total)


@pytest.mark.parametrize("code", BY_CODE)
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("spelled", [int, str])
def test_exotels_own_code_decides(code: int, status: int, spelled: type) -> None:
    failure = failed(400, code=spelled(code), message="Of its own name", description="Why")
    with pytest.raises(BY_CODE[code]) as caught:
        answer(status, envelope(failure))
    assert (caught.value.code, caught.value.text, caught.value.request_id) == (code, "Of its own name: Why", "r1")
    assert caught.value.advice == advice_of(str(code))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, envelope(failed(409, code=1008)), errors.DuplicateError),
        (200, envelope(failed(409)), errors.DuplicateError),
        (409, {"code": 1008, "message": "Duplicate resource"}, errors.DuplicateError),
        (409, b"", errors.DuplicateError),
        (207, envelope([entry(ROW), failed(400, code=1002)]), errors.InvalidParameterError),
        (207, [ROW, {"code": 1002, "message": "Invalid"}], errors.InvalidParameterError),
        (207, {"phone_numbers": [{"code": 1002}]}, errors.InvalidParameterError),
        (404, {"code": 1000}, errors.NotFoundError),
        (404, b"<html>Not Found</html>", errors.RouteNotFoundError),
        (404, {"message": "no Route matched"}, errors.RouteNotFoundError),
        (405, b"", errors.RouteNotFoundError),
        (401, b"<html>", errors.AuthenticationError),
        (403, b"<html>", errors.ForbiddenError),
        (415, b"", errors.InvalidParameterError),
        (429, b"Too Many Requests", errors.RateLimitError),
        (500, envelope([]), errors.ServerError),
        (500, [], errors.ServerError),
        (503, b"<html>", errors.ServerError),
        (200, envelope(failed(503)), errors.ServerError),
        (200, envelope([], http_code=503), errors.ServerError),
        (200, {**envelope(None), "response": {"status": "failure"}}, errors.ApiError),
        (302, b"", errors.ApiError),
        (418, {"message": "teapot"}, errors.ApiError),
    ],
)
def test_s05_s11_every_failure_has_its_error(status: int, body: Any, error: type[errors.ExotelError]) -> None:
    with pytest.raises(error) as caught:
        answer(status, body)
    assert type(caught.value) is error
    assert caught.value.advice


@pytest.mark.parametrize(
    "content", [b"", b"<html>secret page</html>", b"7", b'"text"', b"null", b"[" * 100_000, b"\xff"], ids=range(7)
)
def test_s17_what_is_no_answer_is_reported_without_its_content(content: bytes) -> None:
    with pytest.raises(errors.UnexpectedAnswerError) as caught:
        answer(200, content)
    assert f"HTTP 200 with something that is not its JSON ({len(content)} bytes)" in str(caught.value)
    assert "secret page" not in str(caught.value)


def test_a_long_text_is_cut() -> None:
    with pytest.raises(errors.InvalidParameterError) as caught:
        answer(400, {"code": 1002, "message": "x" * 5000})
    assert caught.value.text == "x" * 500


CODES: dict[int, type[errors.ApiError]] = {
    1000: errors.NotFoundError,
    1001: errors.InvalidParameterError,
    1002: errors.InvalidParameterError,
    1003: errors.ForbiddenError,
    1007: errors.InvalidParameterError,
    1008: errors.DuplicateError,
    1010: errors.AuthenticationError,
    1011: errors.InvalidParameterError,
}


def test_every_code_that_exotel_documents_has_its_error_and_its_advice() -> None:
    assert BY_CODE == CODES
    assert {entry.code for entry in entries() if entry.kind == "api"} == {str(code) for code in CODES}
