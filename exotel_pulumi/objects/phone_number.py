"""A phone number mapped to a trunk."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from exotel_pulumi.api.dialect import Collection
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind, Summary
from exotel_pulumi.objects.values.number import PhoneNumberText
from exotel_pulumi.objects.values.text import Mode


class PhoneNumberInputs(ChildInputs):
    phone_number: PhoneNumberText = Field(
        description="E.164 with its plus sign, such as `+919876543210`.", examples=["+919876543210"]
    )
    mode: Mode = Field(
        "pstn",
        description="Leave it out for SIP platforms such as LiveKit, ElevenLabs or Vapi: they need `pstn`. `flow` is "
        "for Exotel's own Voicebot and stream applets.",
        examples=["flow"],
    )


class PhoneNumberState(PhoneNumberInputs, State):
    """Nothing beside what every object has."""


class PhoneNumberKind(Kind[PhoneNumberInputs, PhoneNumberState]):
    name = "PhoneNumber"
    noun = "phone number"
    collection = Collection("phone_numbers", across="exophone")
    inputs = PhoneNumberInputs
    state = PhoneNumberState
    key = "phone_number"
    replaces = frozenset({"trunk_sid", "phone_number"})
    create_first = frozenset({"phone_number"})  # a refused number must not cost the one in use
    cascades = True
    while_away = "off the air"

    # The body of a PUT is that of the POST: Exotel wants the mapped number beside the new mode.

    def summary(self, values: Mapping[str, Any]) -> Summary:
        return Summary("number", values["phone_number"], values["mode"])


PHONE_NUMBER = PhoneNumberKind()
