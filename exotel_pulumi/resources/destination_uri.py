"""Where a trunk sends the calls that come in."""

import pulumi

from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import TrunkInput


class DestinationUri(Declared):
    """Where a trunk delivers calls. Its id is `<trunk_sid>/<destination_uri_id>`.

    `priority` and `weight` change in place; `destination` replaces it, the new one being made first; `trunk` replaces
    it. An IP address is made after the `WhitelistedIp`s of the same trunk, wherever in the program they stand.
    """

    kind = DESTINATION_URI

    trunk_sid: pulumi.Output[str]
    destination: pulumi.Output[str]
    priority: pulumi.Output[int]
    weight: pulumi.Output[int]
    type: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        destination: pulumi.Input[str],
        priority: pulumi.Input[int] | None = None,
        weight: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {"destination": destination, "priority": priority, "weight": weight}
        super().__init__(resource_name, inputs, opts, trunk=trunk)

    @property
    def destination_uri_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the destination."""
        return self._id_part()
