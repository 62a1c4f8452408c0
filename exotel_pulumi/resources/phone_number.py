"""A phone number mapped to a trunk."""

import pulumi

from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import NumberInput, StandsForNumber, TrunkInput


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
        mode: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, {"phone_number": phone_number, "mode": mode}, opts, trunk=trunk)

    @property
    def phone_number_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the mapping."""
        return self._id_part()
