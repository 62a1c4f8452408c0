"""The platforms' fixed addresses, as entries of a trunk's ACL."""

import pytest

from exotel_pulumi import WhitelistedIp, errors, platforms
from exotel_pulumi.platforms import bolna, vapi
from tests.resources.program import run

PRESETS = [
    (vapi.whitelisted_ips(), ["44.229.228.186", "44.238.177.138"]),
    (vapi.whitelisted_ips("eu"), ["63.182.83.170"]),
    (bolna.whitelisted_ips(), ["13.200.45.61", "13.206.230.198"]),
]


@pytest.mark.parametrize(("preset", "expected"), PRESETS)
def test_each_address_becomes_an_entry(preset: list[str], expected: list[str]) -> None:
    assert preset == expected

    def program() -> None:
        for ip in preset:
            WhitelistedIp(ip, trunk="TK1", ip=ip)

    engine = run(program)
    assert [engine.inputs(ip)["ip"] for ip in expected] == expected
    known = [WhitelistedIp.kind.inputs.model_validate({"trunk_sid": "TK1", "ip": ip}) for ip in preset]
    assert [(entry.ip, entry.mask) for entry in known] == [(ip, 32) for ip in expected]


def test_no_other_platform_has_fixed_addresses() -> None:
    having = [name for name in platforms.__all__ if hasattr(getattr(platforms, name), "whitelisted_ips")]
    assert having == ["bolna", "vapi"]


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(errors.DeclarationError, match="give one of: us, eu"):
        vapi.whitelisted_ips("asia")  # type: ignore[arg-type]
