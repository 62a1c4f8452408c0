"""A phone number mapped to a trunk."""

import pulumi

from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import ModeInput, NumberInput, StandsForNumber, TrunkInput


class PhoneNumber(Declared, StandsForNumber):
    """A phone number (DID) on a trunk. Its id is `<trunk_sid>/<phone_number_id>`.

    `mode` changes in place and keeps the id. `phone_number` replaces the mapping: the new one is made first, so that a
    refused number does not cost the one in use. `trunk` replaces the mapping: the old one is deleted first, since a
    number lives on one trunk.
    """

    kind = PHONE_NUMBER

    trunk_sid: pulumi.Output[str]
    phone_number: pulumi.Output[str]
    mode: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        phone_number: NumberInput,
        mode: ModeInput | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a phone number (DID) on a trunk. `mode` alone changes in place.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk: A `Trunk`, a `SipTrunk`, a trunk that was looked up, or a trunk SID.
        :param phone_number: E.164 with its plus sign, such as `+919876543210`.
        :param mode: Leave it out for SIP platforms such as LiveKit, ElevenLabs or Vapi: they need `pstn`. `flow` is for
            Exotel's own Voicebot and stream applets.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        super().__init__(resource_name, {"phone_number": phone_number, "mode": mode}, opts, trunk=trunk)

    @property
    def phone_number_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the mapping."""
        return self._id_part()
