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
        """Declares where a trunk delivers calls. `priority` and `weight` change in place.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk: A `Trunk`, a `SipTrunk`, a trunk that was looked up, or a trunk SID.
        :param destination: `<ip or host name>:<port>;transport=<tls or tcp>`, with or without `sip:` in front.
        :param priority: 0 to 65535; the lowest is tried first.
        :param weight: 0 to 65535; the share among destinations of one priority.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        inputs = {"destination": destination, "priority": priority, "weight": weight}
        super().__init__(resource_name, inputs, opts, trunk=trunk)

    @property
    def destination_uri_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the destination."""
        return self._id_part()
