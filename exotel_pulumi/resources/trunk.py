"""A SIP trunk: what phone numbers, addresses and logins are attached to."""

from collections.abc import Collection as AnyOf
from typing import Any

import pulumi
from pydantic import Field

from exotel_pulumi import values
from exotel_pulumi.api.dialect import LIVE, TRUNKS
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider


class TrunkInputs(Fields):
    trunk_name: values.TrunkName = Field(
        description="Unique in the account; letters, digits and underscores, at most 16."
    )
    nso_code: values.NsoCode = Field(
        LIVE.any_any, description="Which operators may carry calls; any spelling of `ANY-ANY`."
    )
    domain_name: values.DomainName = Field(
        None, description="SIP domain; ends in `.pstn.exotel.com`. Default `{account_sid}.pstn.exotel.com`."
    )
    adopt: bool = Field(False, description="Take over a trunk of this name that exists already, instead of refusing.")


class TrunkState(TrunkInputs):
    status: str | None = Field(None, description="As Exotel reports it, such as `active`.")
    auth_type: str | None = Field(None, description="As Exotel reports it, such as `IP-WHITELIST`.")
    date_created: str | None = Field(None, description="ISO 8601, UTC.")


class TrunkProvider(Provider[TrunkInputs, TrunkState]):
    noun = "trunk"
    collection = TRUNKS
    inputs = TrunkInputs
    state = TrunkState
    key = "trunk_name"
    replaces = frozenset({"domain_name"})
    local = frozenset({"adopt"})

    def defaults(self, account_sid: str | None) -> dict[str, Any]:
        return {"domain_name": f"{account_sid}.pstn.exotel.com"} if account_sid else {}

    def create_body(self, inputs: TrunkInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"trunk_name", "nso_code", "domain_name"}, exclude_none=True)

    def update_body(self, inputs: TrunkInputs, changed: AnyOf[str]) -> dict[str, Any]:
        return inputs.model_dump(include=set(changed))

    def from_row(self, row: Row) -> Row:
        # A null domain is Exotel not saying, never a trunk without one: taken at its word it would mean replacement.
        return {name: value for name, value in row.items() if name != "domain_name" or value is not None}

    def may_adopt(self, inputs: TrunkInputs) -> bool:
        return inputs.adopt


class Trunk(Declared, module="exotel", name="Trunk"):
    """An Exotel SIP trunk. Its id is the trunk SID.

    `trunk_name` and `nso_code` change in place; `domain_name` replaces the trunk, the old one being deleted first.
    """

    provider = TrunkProvider

    trunk_name: pulumi.Output[str]
    nso_code: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    adopt: pulumi.Output[bool]
    status: pulumi.Output[str | None]
    auth_type: pulumi.Output[str | None]
    date_created: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk_name: pulumi.Input[str],
        nso_code: pulumi.Input[str] | None = None,
        domain_name: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {"trunk_name": trunk_name, "nso_code": nso_code, "domain_name": domain_name, "adopt": adopt}
        super().__init__(resource_name, inputs, opts)

    @property
    def trunk_sid(self) -> pulumi.Output[str]:
        """The trunk SID, which is the id: known while an update is previewed, unlike an output."""
        return self.id
