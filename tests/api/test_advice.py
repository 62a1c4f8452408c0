"""The advice answers the question that was asked: by the method and by Exotel's words (scenario 96)."""

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
from tests.kinds import PHONE_NUMBER
from tests.lifecycle.stage import Stage


def refusal(method: str, status: int, code: int | None, text: str) -> errors.ApiError:
    content = json.dumps({"code": code, "message": text}).encode()
    with pytest.raises(errors.ApiError) as refused:
        read(Reply(status, content), "trunks", str, method)
    return refused.value


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (400, 1002, "Trunk is attached to flow 784512"),
        (422, 1013, "Phone number is associated with an active flow"),
        (403, 1003, "used by a campaign"),
        (409, 1008, "Number is assigned to an applet"),
        (400, None, "Exophone in use by another resource"),
    ],
)
def test_s96_a_deletion_of_what_something_uses(status: int, code: int | None, text: str) -> None:
    error = refusal("DELETE", status, code, text)
    assert type(error) is errors.InUseError
    assert "take it out of the flow or campaign in Exotel's console" in error.advice
    assert "correct the value" not in error.advice


@pytest.mark.parametrize("text", ["Invalid parameter: not now", "Trunk cannot be removed", "Bad name"])
@pytest.mark.parametrize("status", [400, 422])
def test_s96_a_deletion_has_no_value_to_correct(status: int, text: str) -> None:
    error = refusal("DELETE", status, 1002, text)
    assert error.advice.startswith("Exotel does not delete the object, and its words say why")


QUOTA = "the account may have no more of these"
KYC = "wants the account or the number to be verified first (KYC)"
FOREIGN = "the number is not one of this account"
DNS = "Exotel finds no address for the host"


@pytest.mark.parametrize(
    ("status", "code", "text", "advice"),
    [
        (403, 1003, "Maximum number of trunks reached", QUOTA),
        (400, 1002, "Maximum number of trunks reached", QUOTA),
        (400, 1002, "Limit of phone numbers exceeded", QUOTA),
        (403, None, "Trunk quota exhausted", QUOTA),
        (400, 1014, "KYC is not completed", KYC),
        (403, 1003, "Number is not yet verified", KYC),
        (403, 1003, "Number does not belong to this account", FOREIGN),
        (400, 1002, "Exophone is owned by another account", FOREIGN),
        (400, 1002, "Destination is not a valid Ip or Fqdn", DNS),
        (400, 1002, "Host could not be resolved", DNS),
        (400, 1002, "Not now", "Exotel refuses this, and its words say why"),
        (400, 1002, "trunk_name: maximum allowed length is 16", "correct the value that Exotel names"),
        (400, 1002, "Invalid parameter: phone_number", "correct the value that Exotel names"),
    ],
)
def test_s96_a_creation_that_is_refused(status: int, code: int | None, text: str, advice: str) -> None:
    assert advice in refusal("POST", status, code, text).advice


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
@pytest.mark.parametrize(("status", "code"), [(401, 1010), (429, None), (503, None)])
def test_s96_words_say_nothing_where_the_account_or_the_server_is_the_fault(
    method: str, status: int, code: int | None
) -> None:
    plain = refusal(method, status, code, "")
    worded = refusal(method, status, code, "quota of flows: not resolved by another account, KYC")
    assert (type(worded), worded.advice) == (type(plain), plain.advice)


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
@pytest.mark.parametrize(("code", "error"), [(1000, errors.NotFoundError), (None, errors.RouteNotFoundError)])
@pytest.mark.parametrize("text", ["Number is not associated with this trunk", "Not found: used by no flow"])
def test_s96_what_is_absent_is_used_by_nothing(
    method: str, code: int | None, error: type[errors.ApiError], text: str
) -> None:
    assert type(refusal(method, 404, code, text)) is error


@pytest.mark.parametrize("text", ["Trunk does not belong to this account", "Trunk is owned by another account"])
def test_s96_a_foreign_trunk_is_no_foreign_number(text: str) -> None:
    assert "verify the trunk SID" in refusal("POST", 403, 1003, text).advice


def test_s96_a_quota_of_trunks_is_no_account_that_is_not_opened(simulator: Simulator) -> None:
    body = {"code": 1003, "message": "Maximum number of trunks reached"}
    simulator.add_fault(Fault("POST", "", "respond", status=403, body=body, times=0))
    client = Client(settings_for(simulator))
    for kind in KINDS:
        trunk_sid = None if kind is TRUNK else "TK1"
        with pytest.raises(errors.ForbiddenError) as refused:
            client.send("POST", kind.endpoint(trunk_sid), body={})
        assert QUOTA in refused.value.advice


def test_s96_what_something_uses_is_not_taken_for_gone(simulator: Simulator) -> None:
    stage = Stage(simulator)
    identity, state = stage.create(PHONE_NUMBER)
    body: Any = {"code": 1003, "message": "used by a campaign"}
    simulator.add_fault(Fault("DELETE", "", "respond", status=403, body=body, times=0))
    with pytest.raises(errors.InUseError):
        stage.new_run().of(PHONE_NUMBER).delete(identity, state.model_dump(), "urn")
    assert len(stage.rows(PHONE_NUMBER)) == 1
