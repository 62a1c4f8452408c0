"""What is true of whitelisted IPs alone."""

import pytest
from pydantic import ValidationError

from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP, WhitelistedIpInputs


def test_a_new_mask_goes_with_the_address() -> None:
    inputs = WhitelistedIpInputs(trunk_sid="TK1", ip="13.233.10.20")
    body = {"ip": "13.233.10.20", "mask": 32}
    assert WHITELISTED_IP.create_body(inputs) == WHITELISTED_IP.update_body(inputs, {"mask"}) == body


@pytest.mark.parametrize(
    ("ip", "mask", "fits"), [("13.233.0.0", 16, True), ("13.233.10.20", 30, True), ("13.233.10.21", 30, False)]
)
def test_s42_a_mask_leaves_no_host_bits(ip: str, mask: int, fits: bool) -> None:
    values = {"trunk_sid": "TK1", "ip": ip, "mask": mask}
    if fits:
        assert WhitelistedIpInputs.model_validate(values).mask == mask
    else:
        with pytest.raises(ValidationError, match="host bits"):
            WhitelistedIpInputs.model_validate(values)


def test_an_entry_made_elsewhere_stays_readable() -> None:
    row = {"trunk_sid": "TK1", "ip": "13.233.10.21", "mask": "8"}
    assert WhitelistedIpInputs.model_validate(row, context=AS_ANSWERED).mask == 8


@pytest.mark.parametrize(
    ("unchanged", "unaffected"),
    [
        ({"ip", "mask"}, {"ip", "mask"}),
        ({"mask", "trunk_sid"}, {"trunk_sid"}),  # another address may have bits that the mask does not cover
        ({"ip"}, {"ip"}),
        (set(), set()),
    ],
)
def test_s42_the_rule_of_a_mask_reads_the_address(unchanged: set[str], unaffected: set[str]) -> None:
    assert WHITELISTED_IP.unaffected(unchanged) == unaffected
