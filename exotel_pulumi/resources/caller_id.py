"""The number that a trunk shows on outbound calls: its setting `trunk_external_alias`."""

import pulumi

from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import NumberInput, TrunkInput


class CallerId(Declared):
    """The caller ID of a trunk's outbound calls; a trunk has one. Its id is `<trunk_sid>/trunk_external_alias`.

    `phone_number` changes in place; `trunk` replaces it. Declaring it for a trunk that has one takes that over.
    """

    kind = CALLER_ID

    trunk_sid: pulumi.Output[str]
    phone_number: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        phone_number: NumberInput,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the number that a trunk shows on calls out; a trunk has one.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk: A `Trunk`, a `SipTrunk`, a trunk that was looked up, or a trunk SID.
        :param phone_number: E.164 with its plus sign, such as `+919876543210`.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        super().__init__(resource_name, {"phone_number": phone_number}, opts, trunk=trunk)
