"""What is true of destination URIs alone."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.objects.destination_uri import DESTINATION_URI, DestinationUriInputs
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP
from exotel_pulumi.words import PYTHON

INPUTS = DestinationUriInputs(trunk_sid="TK1", destination="sip:13.233.10.20:5060;transport=tcp", weight=5)


def refusal(code: int, text: str) -> errors.InvalidParameterError:
    return errors.InvalidParameterError(status=400, code=code, text=text, request_id=None, advice="")


NOT_WHITELISTED = refusal(1002, "Invalid parameter: Destination not whitelisted")
OTHERS = [refusal(1002, "Destination is not a valid Ip or Fqdn"), refusal(1001, "Destination not whitelisted")]


def test_priority_and_weight_are_set_by_a_change_of_their_own() -> None:
    assert DESTINATION_URI.create_body(INPUTS) == {"destination": "13.233.10.20:5060;transport=tcp"}
    assert DESTINATION_URI.update_body(INPUTS, {"weight"}) == {"priority": 0, "weight": 5}


def test_s39_a_missing_address_is_what_helps() -> None:
    need = DESTINATION_URI.needs(INPUTS.model_dump())
    assert need is not None
    assert (need.kind, need.key, need.is_missing(NOT_WHITELISTED)) == ("WhitelistedIp", "13.233.10.20", True)
    assert need.advice == "whitelist the address on the same trunk"
    declared = PYTHON.declaration(need.kind, **{need.field: str(need.key)})
    assert declared == 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.20")'


@pytest.mark.parametrize("other", OTHERS, ids=lambda error: error.text)
def test_s39_no_other_refusal_is_taken_for_it(other: errors.InvalidParameterError) -> None:
    need = DESTINATION_URI.needs(INPUTS.model_dump())
    assert need is not None
    assert not need.is_missing(other)


@pytest.mark.parametrize(
    ("destination", "waits"),
    [
        ("13.233.10.20:5060;transport=tcp", True),
        ("sip:13.233.10.20:5060;transport=tcp", True),
        (" SIP:13.233.10.20:5060;transport=TCP", True),
        ("sip.example.com:5061;transport=tls", False),
        ("nonsense", False),
        (object(), True),  # an Output: nobody knows yet
        (None, True),
    ],
)
def test_s39_an_address_needs_the_whitelist(destination: Any, waits: bool) -> None:
    need = DESTINATION_URI.needs({"destination": destination})
    assert (need is not None) == waits
    assert need is None or need.kind == WHITELISTED_IP.name
