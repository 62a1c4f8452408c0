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
        super().__init__(resource_name, {"ip": ip, "mask": mask}, opts, trunk=trunk)

    @property
    def whitelisted_ip_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the entry."""
        return self._id_part()
