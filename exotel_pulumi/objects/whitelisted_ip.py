"""An address from which a trunk accepts calls: an entry of its IP access control list (ACL)."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from exotel_pulumi.api.dialect import Collection
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind, Summary
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.objects.values.address import IpAddress, Mask, host_bits_fault


class WhitelistedIpInputs(ChildInputs):
    ip: IpAddress = Field(description="A public IPv4 address.", examples=["13.233.10.20"])
    mask: Mask = Field(
        32, description="Length of the network's prefix, 16 to 32. Exotel's voice-AI guides honour 32 only."
    )

    @field_validator("mask")
    @classmethod
    def _whole_network(cls, mask: int, info: ValidationInfo) -> int:
        ip = info.data.get("ip")
        fault = host_bits_fault(ip, mask) if ip and info.context is not AS_ANSWERED else None
        if fault:
            raise ValueError(fault)
        return mask


class WhitelistedIpState(WhitelistedIpInputs, State):
    """Nothing beside what every object has."""


class WhitelistedIpKind(Kind[WhitelistedIpInputs, WhitelistedIpState]):
    name = "WhitelistedIp"
    noun = "whitelisted IP"
    collection = Collection("whitelisted_ips")
    inputs = WhitelistedIpInputs
    state = WhitelistedIpState
    key = "ip"
    replaces = frozenset({"trunk_sid", "ip"})
    create_first = frozenset({"ip"})
    cascades = True
    while_away = "refused as a source of calls"
    judged_with = (("mask", "ip"),)

    def summary(self, values: Mapping[str, Any]) -> Summary:
        return Summary("whitelisted", f"{values['ip']}/{values['mask']}")


WHITELISTED_IP = WhitelistedIpKind()
