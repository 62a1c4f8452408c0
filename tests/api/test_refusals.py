"""What Exotel refuses with, in every shape: the words are shown, and the advice answers the question (F8)."""

import json
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Reply, read
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.simulator import Fault, Simulator
from tests.conftest import settings_for


def refusal(status: int, body: Any, method: str) -> errors.ApiError:
    content = json.dumps(body).encode() if not isinstance(body, bytes) else body
    with pytest.raises(errors.ApiError) as refused:
        read(Reply(status, content), "trunks", lambda text: text.replace("s3cret", "***"), method)
    return refused.value


BUSY = "Trunk has active calls"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, {"code": 1008, "message": BUSY}),
        (409, {"message": BUSY}),
        (409, {}),
        (400, {"code": 1002, "message": BUSY}),
        (423, {"message": BUSY}),
        (
            200,
            {
                "http_code": 200,
                "response": {"code": 409, "status": "failure", "error_data": {"code": 1008, "message": BUSY}},
            },
        ),
    ],
)
def test_s72_a_refused_delete_is_never_a_duplicate(status: int, body: Any) -> None:
    error = refusal(status, body, "DELETE")
    assert type(error) is errors.InUseError
    assert "wait for their end" in error.advice
    assert "exists already" not in error.advice


def test_s72_the_same_words_to_a_post_are_what_they_were() -> None:
    assert type(refusal(409, {"code": 1008, "message": BUSY}, "POST")) is errors.DuplicateError


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"error": "Validation failed", "details": {"trunk_name": ["Special characters not allowed"]}},
            ["Validation failed", "Special characters not allowed"],
        ),
        ({"RestException": {"Status": 400, "Message": "Bad or missing parameters"}}, ["Bad or missing parameters"]),
        ([{"title": "first fault"}, {"title": "second fault"}], ["first fault", "second fault"]),
        ({"errors": [{"reason": "the value s3cret is wrong"}]}, ["the value *** is wrong"]),
    ],
)
def test_the_words_of_a_refusal_are_shown_whatever_its_shape(body: Any, words: list[str]) -> None:
    error = refusal(400, body, "POST")
    for word in words:
        assert word in str(error)
    assert "s3cret" not in str(error)


@pytest.mark.parametrize("body", [{}, b"", b"<html>a page</html>"])
def test_where_nothing_is_named_the_advice_names_nothing(body: Any) -> None:
    error = refusal(400, body, "POST")
    assert "the value that Exotel names" not in error.advice
    assert "Exotel names no value" in error.advice


def test_a_long_text_is_cut() -> None:
    assert len(refusal(400, {"error": "x" * 5000}, "POST").text) == 500


def test_an_account_that_may_make_no_trunk_is_not_asked_for_a_trunk_sid(simulator: Simulator) -> None:
    client = Client(settings_for(simulator))
    body = {"code": 1003, "message": "Account does not have vSIP feature enabled"}
    simulator.add_fault(Fault("POST", "", "respond", status=403, body=body, times=0))
    with pytest.raises(errors.ForbiddenError) as refused:
        client.send("POST", TRUNK.endpoint(None), body={"trunk_name": "voice"})
    assert "not opened for SIP trunking, or is suspended" in refused.value.advice
    for kind in KINDS[1:]:
        with pytest.raises(errors.ForbiddenError) as refused:
            client.send("POST", kind.endpoint("TK1"), body={})
        assert "verify the trunk SID" in refused.value.advice
