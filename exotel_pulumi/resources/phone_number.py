"""A phone number mapped to a trunk."""

from collections.abc import Collection as AnyOf
from typing import Any

import pulumi
from pydantic import Field

from exotel_pulumi import values
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import PHONE_NUMBERS
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider, TrunkInput


class PhoneNumberInputs(Fields):
    trunk_sid: values.TrunkSid = Field(description="The trunk.")
    phone_number: values.PhoneNumberText = Field(description="E.164 with its plus sign, such as `+919876543210`.")
    mode: values.Mode = Field("pstn", description="`pstn`, or `flow` for a voice-AI flow.")


class PhoneNumberState(PhoneNumberInputs):
    pass


class PhoneNumberProvider(Provider[PhoneNumberInputs, PhoneNumberState]):
    noun = "phone number"
    collection = PHONE_NUMBERS
    inputs = PhoneNumberInputs
    state = PhoneNumberState
    key = "phone_number"
    replaces = frozenset({"trunk_sid", "phone_number"})
    cascades = True

    def create_body(self, inputs: PhoneNumberInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"phone_number", "mode"})

    def update_body(self, inputs: PhoneNumberInputs, changed: AnyOf[str]) -> dict[str, Any]:
        return self.create_body(inputs)  # Exotel wants the mapped number beside the new mode

    def elsewhere(self, client: Client, inputs: PhoneNumberInputs) -> str | None:
        others = [sid for sid in client.trunks_of_number(inputs.phone_number) if sid != inputs.trunk_sid]
        return f"mapped to trunk {', '.join(others)}" if others else None


class PhoneNumber(Declared, module="exotel", name="PhoneNumber"):
    """A phone number (DID) on a trunk. Its id is `<trunk_sid>/<phone_number_id>`.

    `mode` changes in place and keeps the id; `phone_number` and `trunk` replace it, the old mapping being deleted
    first, since a number lives on one trunk.
    """

    provider = PhoneNumberProvider

    trunk_sid: pulumi.Output[str]
    phone_number: pulumi.Output[str]
    mode: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        phone_number: pulumi.Input[str],
        mode: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, {"phone_number": phone_number, "mode": mode}, opts, trunk=trunk)

    @property
    def phone_number_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the mapping."""
        return self._id_part()
