"""A SIP trunk: what phone numbers, addresses and logins are attached to."""

from collections import abc
from typing import Any

from pydantic import Field

from exotel_pulumi.api.dialect import LIVE, Collection
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects.fields import Inputs, State
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.values.text import DomainName, NsoCode, TrunkName


class TrunkInputs(Inputs):
    trunk_name: TrunkName = Field(
        description="Unique in the account; letters, digits and underscores, at most 16.", examples=["voice_ai"]
    )
    nso_code: NsoCode = Field(LIVE.any_any, description="Which operators may carry calls; any spelling of `ANY-ANY`.")
    domain_name: DomainName = Field(
        None, description="SIP domain; ends in `.pstn.exotel.com`. Default `{account_sid}.pstn.exotel.com`."
    )
    adopt: bool = Field(False, description="Take over a trunk of this name that exists already, instead of refusing.")
    cascade: bool = Field(
        True,
        description="Let what is on the trunk go with it, in one call. `False`: each resource on it is deleted by a "
        "call of its own, and the trunk only if nothing else is on it.",
    )


class TrunkState(TrunkInputs, State):
    status: str | None = Field(None, description="As Exotel reports it, such as `active`.")
    auth_type: str | None = Field(None, description="As Exotel reports it, such as `IP-WHITELIST`.")


class TrunkKind(Kind[TrunkInputs, TrunkState]):
    name = "Trunk"
    noun = "trunk"
    collection = Collection("trunks", id_field="trunk_sid", top_level=True)
    inputs = TrunkInputs
    state = TrunkState
    key = "trunk_name"
    key_has_case = False
    replaces = frozenset({"domain_name"})
    not_compared = frozenset({"adopt"})
    not_sent = frozenset({"cascade"})
    to_adopt = "choose another trunk_name, or set {adopt} to take {identity} over into this stack."
    shown = ("trunk_name", "status", "domain_name", "nso_code")  # and of its state, whether it works

    def account_defaults(self, account_sid: str | None) -> dict[str, Any]:
        return {"domain_name": f"{account_sid}.pstn.exotel.com"} if account_sid else {}

    def update_body(self, inputs: TrunkInputs, changed: abc.Collection[str]) -> dict[str, Any]:
        return inputs.model_dump(include=set(changed) - self.not_sent)

    def from_row(self, row: Row) -> Row:
        # A null domain is Exotel not saying, never a trunk without one: taken at its word it would mean replacement.
        return {name: value for name, value in row.items() if name != "domain_name" or value is not None}

    def may_adopt(self, inputs: TrunkInputs) -> bool:
        return inputs.adopt


TRUNK = TrunkKind()
