"""An address from which a trunk accepts calls: an entry of its IP access control list (ACL)."""

from collections.abc import Collection as AnyOf
from typing import Any

import pulumi
from pydantic import Field, ValidationInfo, field_validator

from exotel_pulumi import values
from exotel_pulumi.api.dialect import WHITELISTED_IPS
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider, TrunkInput


class WhitelistedIpInputs(Fields):
    trunk_sid: values.TrunkSid = Field(description="The trunk.")
    ip: values.IpAddress = Field(description="A public IPv4 address.")
    mask: values.Mask = Field(
        32, description="Length of the network's prefix, 16 to 32. Exotel's voice-AI guides honour 32 only."
    )

    @field_validator("mask")
    @classmethod
    def _whole_network(cls, mask: int, info: ValidationInfo) -> int:
        ip = info.data.get("ip")
        fault = values.host_bits(ip, mask) if ip and info.context is not values.AS_ANSWERED else None
        if fault:
            raise ValueError(fault)
        return mask


class WhitelistedIpState(WhitelistedIpInputs):
    pass


class WhitelistedIpProvider(Provider[WhitelistedIpInputs, WhitelistedIpState]):
    noun = "whitelisted IP"
    collection = WHITELISTED_IPS
    inputs = WhitelistedIpInputs
    state = WhitelistedIpState
    key = "ip"
    replaces = frozenset({"trunk_sid", "ip"})
    create_first = frozenset({"ip"})
    cascades = True

    def create_body(self, inputs: WhitelistedIpInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"ip", "mask"})

    def update_body(self, inputs: WhitelistedIpInputs, changed: AnyOf[str]) -> dict[str, Any]:
        return self.create_body(inputs)


class WhitelistedIp(Declared, module="exotel", name="WhitelistedIp"):
    """An address that may place calls through a trunk. Its id is `<trunk_sid>/<whitelisted_ip_id>`.

    `mask` changes in place; `ip` replaces the entry, the new one being made first so that calls go on; `trunk`
    replaces it.
    """

    provider = WhitelistedIpProvider

    trunk_sid: pulumi.Output[str]
    ip: pulumi.Output[str]
    mask: pulumi.Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        ip: pulumi.Input[str],
        mask: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, {"ip": ip, "mask": mask}, opts, trunk=trunk)

    @property
    def whitelisted_ip_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the entry."""
        return self._id_part()
