"""Siblings of the refusals in `test_refusals.py`: other statuses, other methods, and words in other shapes (F8)."""

import json
from typing import Any, Literal

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import DEEPEST, Reply, read
from exotel_pulumi.api.refusals import IN_USE, TAKEN
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.simulator import Fault, Simulator
from tests.conftest import settings_for

BUSY = "Trunk has active calls"


def refusal(status: int, body: Any, method: str = "POST") -> errors.ApiError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(errors.ApiError) as refused:
        read(Reply(status, content), "trunks", lambda text: text.replace("s3cret", "***"), method)
    return refused.value


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (423, b""),
        (423, {"message": "Locked"}),
        (400, {"code": 1002, "message": "There are ongoing calls"}),
        (403, {"code": 1003, "description": "2 calls in progress"}),
        (409, BUSY.encode()),
        (422, BUSY),
        (400, {"error": {"trunk": [BUSY]}}),
        (200, {"response": {"code": 409, "status": "failure", "error_data": {"code": 1008, "message": BUSY}}}),
    ],
)
def test_s72_what_calls_prevent_waits_for_their_end(method: str, status: int, body: Any) -> None:
    error = refusal(status, body, method)
    assert type(error) is errors.InUseError
    assert error.advice == IN_USE


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_too_many_calls_at_once_are_a_rate_limit(method: str) -> None:
    assert type(refusal(429, {"message": "Too many active calls"}, method)) is errors.RateLimitError


@pytest.mark.parametrize("body", [b"", {"code": 1008, "message": "Unable to update trunk"}])
def test_a_put_that_conflicts_is_not_only_a_duplicate(body: Any) -> None:
    error = refusal(409, body, "PUT")
    assert type(error) is errors.DuplicateError
    assert error.advice == TAKEN


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (402, "balance is used up"),
        (422, "Exotel refuses this, and its words say why"),
        (423, "in a minute"),
        (451, "the law forbids it"),
    ],
)
def test_every_refusal_has_its_advice(status: int, advice: str) -> None:
    error = refusal(status, {"message": "Not now"})
    assert advice in error.advice
    assert f'HTTP {status}, "Not now"' in str(error)
    assert error.is_of_account == (status == 402)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"Number is not yours\n", "Number is not yours"),
        ("Number is not yours", "Number is not yours"),
        ({"message": {"trunk_name": ["Too long"]}}, "trunk_name: Too long"),
        (
            {"error": "Validation failed", "details": {"trunk_name": ["Too long"], "ip": ["Invalid"]}},
            "Validation failed; trunk_name: Too long; ip: Invalid",
        ),
        ({"message": "Refused", "errors": [{"password": ["s3cret is short"]}]}, "Refused; password: *** is short"),
        ({"message": "Refused", "trunk_name": "voice"}, "Refused"),
        ({"RestException": {"Status": 400, "Message": "Bad parameters", "Code": "34002"}}, "Bad parameters"),
        ({"response": "Number is not yours"}, "Number is not yours"),
        ({"response": {"code": 400, "status": "failure", "error_data": "Invalid"}}, "Invalid"),
    ],
)
def test_the_words_name_their_field(body: Any, text: str) -> None:
    assert refusal(400, body).text == text


@pytest.mark.parametrize("body", [b'{"cut off', b"\xff\xfe", b"a\x00b", b"<p>page</p>", b"Sorry <br> no", b"", b"7"])
def test_what_is_no_sentence_is_not_shown(body: bytes) -> None:
    error = refusal(400, body)
    assert error.text == ""
    assert "Exotel names no value" in error.advice


def test_a_deep_answer_is_read_to_a_depth() -> None:
    body: Any = "at the bottom"
    for _ in range(DEEPEST + 1):
        body = [body]
    assert refusal(400, body).text == ""
    assert refusal(400, body[0]).text == "at the bottom"


def test_the_values_of_what_succeeded_are_no_words_of_a_failure() -> None:
    made = {"code": 200, "status": "success", "error_data": None, "data": {"friendly_name": "made"}}
    refused = {"code": 400, "status": "failure", "error_data": {"code": 1002, "details": {"ip": ["Invalid"]}}}
    error = refusal(207, {"request_id": "r1", "response": [made, refused]})
    assert (error.code, error.text, error.request_id) == (1002, "ip: Invalid", "r1")


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"message": "Number is not yours"}, "Number is not yours"),
        ({"error_data": {"code": 1002, "details": {"ip": ["Invalid"]}}, "data": {"ip": "1.2.3.4"}}, "ip: Invalid"),
    ],
)
def test_a_failure_in_an_answer_that_is_right_has_its_own_words(entry: dict[str, Any], text: str) -> None:
    assert refusal(200, {"request_id": "r1", "response": {"code": 400, "status": "failure", **entry}}).text == text


def test_s46_a_secret_is_masked_before_a_long_text_is_cut() -> None:
    assert refusal(400, {"code": 1002, "message": "x" * 496 + "s3cret"}).text == "x" * 496 + "***"


def test_a_fault_of_ours_without_words_stays_a_fault_of_ours() -> None:
    assert "fault of exotel-pulumi" in refusal(415, b"").advice
    assert "fault of exotel-pulumi" in refusal(400, {"code": 1007}).advice


def test_the_list_of_trunks_names_no_trunk_and_a_change_does(simulator: Simulator) -> None:
    client = Client(settings_for(simulator))
    trunks = TRUNK.endpoint(None)
    simulator.add_fault(Fault("*", "", "respond", status=403, body={"code": 1003, "message": "No"}, times=0))
    with pytest.raises(errors.ForbiddenError, match="not opened for SIP trunking, or is suspended"):
        client.rows(trunks)
    methods: tuple[Literal["PUT", "DELETE"], ...] = ("PUT", "DELETE")
    for method in methods:
        with pytest.raises(errors.ForbiddenError, match="verify the trunk SID"):
            client.send(method, trunks, "TK1", {})


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_server_that_is_out_of_order_is_asked_again_whatever_it_says(method: str) -> None:
    with pytest.raises(errors.ServerError):
        read(Reply(503, b'{"message": "call in progress"}'), "trunks", str, method)
