"""The number that a trunk shows on outbound calls: its setting `trunk_external_alias`."""

from typing import Any

from pydantic import Field

from exotel_pulumi.api.dialect import Collection
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.values.number import PhoneNumberText

SETTING = "trunk_external_alias"


class CallerIdInputs(ChildInputs):
    phone_number: PhoneNumberText = Field(
        description="E.164 with its plus sign, such as `+919876543210`.", examples=["+919876543210"]
    )


class CallerIdState(CallerIdInputs, State):
    """Nothing beside what every object has."""


class CallerIdKind(Kind[CallerIdInputs, CallerIdState]):
    name = "CallerId"
    noun = "caller ID"
    collection = Collection("settings", id_field="name", batch="settings", upsert=True)
    inputs = CallerIdInputs
    state = CallerIdState
    key = "phone_number"
    replaces = frozenset({"trunk_sid"})
    cascades = True  # a setting is a part of its trunk
    one_per_trunk = True
    while_away = "not shown on calls out"
    cannot_delete = (
        "this account does not offer removing a caller ID. Give another number instead, have Exotel's support "
        "remove it, or let the stack forget it with `pulumi state delete`; Exotel goes on showing it until then."
    )

    def create_body(self, inputs: CallerIdInputs) -> dict[str, Any]:
        return {"name": SETTING, "value": inputs.phone_number}

    def from_row(self, row: Row) -> Row:
        return {**row, "phone_number": row["value"]} if row.get("name") == SETTING and row.get("value") else {}


CALLER_ID = CallerIdKind()
