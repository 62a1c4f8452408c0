"""The number that a trunk shows on outbound calls: its setting `trunk_external_alias`."""

from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import Field

from exotel_pulumi import errors, values
from exotel_pulumi.api.dialect import SETTINGS
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider, TrunkInput

SETTING = "trunk_external_alias"


class CallerIdInputs(Fields):
    trunk_sid: values.TrunkSid = Field(description="The trunk.")
    phone_number: values.PhoneNumberText = Field(description="E.164 with its plus sign, such as `+919876543210`.")


class CallerIdState(CallerIdInputs):
    pass


class CallerIdProvider(Provider[CallerIdInputs, CallerIdState]):
    noun = "caller ID"
    collection = SETTINGS
    inputs = CallerIdInputs
    state = CallerIdState
    key = "phone_number"
    replaces = frozenset({"trunk_sid"})
    cascades = True  # a setting is a part of its trunk
    one_per_trunk = True

    def create_body(self, inputs: CallerIdInputs) -> dict[str, Any]:
        return {"name": SETTING, "value": inputs.phone_number}

    def update_body(self, inputs: CallerIdInputs, changed: AnyOf[str]) -> dict[str, Any]:
        return self.create_body(inputs)

    def from_row(self, row: Row) -> Row:
        return {"phone_number": row["value"]} if row.get("name") == SETTING and row.get("value") else {}

    def advise(self, error: errors.ApiError, known: Mapping[str, Any]) -> str | None:
        if not isinstance(error, errors.RouteNotFoundError):
            return None
        return (
            "this account does not offer removing a caller ID. Give another number instead, have Exotel's support "
            "remove it, or let the stack forget it with `pulumi state delete`; Exotel goes on showing it until then."
        )


class CallerId(Declared, module="exotel", name="CallerId"):
    """The caller ID of a trunk's outbound calls; a trunk has one. Its id is `<trunk_sid>/trunk_external_alias`.

    `phone_number` changes in place; `trunk` replaces it. Declaring it for a trunk that has one takes that over.
    """

    provider = CallerIdProvider

    trunk_sid: pulumi.Output[str]
    phone_number: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        phone_number: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, {"phone_number": phone_number}, opts, trunk=trunk)
