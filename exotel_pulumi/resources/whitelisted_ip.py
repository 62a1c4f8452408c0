"""An address from which a trunk accepts calls: an entry of its IP access control list (ACL)."""

import pulumi

from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import TrunkInput


class WhitelistedIp(Declared):
    """An address that may place calls through a trunk. Its id is `<trunk_sid>/<whitelisted_ip_id>`.

    `mask` changes in place; `ip` replaces the entry, the new one being made first so that calls go on; `trunk`
    replaces it.
    """

    kind = WHITELISTED_IP

    trunk_sid: pulumi.Output[str]
    ip: pulumi.Output[str]
    mask: pulumi.Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        ip: pulumi.Input[str],
        mask: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares an address that may place calls through a trunk. `mask` alone changes in place.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk: A `Trunk`, a `SipTrunk`, a trunk that was looked up, or a trunk SID.
        :param ip: A public IPv4 address.
        :param mask: Length of the network's prefix, 16 to 32. Exotel's voice-AI guides honour 32 only.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        super().__init__(resource_name, {"ip": ip, "mask": mask}, opts, trunk=trunk)

    @property
    def whitelisted_ip_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the entry."""
        return self._id_part()
