"""A SIP trunk: what phone numbers, addresses and logins are attached to."""

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import StandsForTrunk


class Trunk(Declared, StandsForTrunk):
    """An Exotel SIP trunk. Its id is the trunk SID.

    `trunk_name` and `nso_code` change in place; `domain_name` replaces the trunk, the old one being deleted first.
    Exotel deletes a trunk with all that is on it, also what was put there by hand. With `cascade=False`, each resource
    on the trunk is deleted by a call of its own, and the trunk only if nothing else is left on it.
    """

    kind = TRUNK
    taken_as = "id"

    trunk_name: pulumi.Output[str]
    nso_code: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    adopt: pulumi.Output[bool]
    cascade: pulumi.Output[bool]
    status: pulumi.Output[str | None]
    auth_type: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk_name: pulumi.Input[str],
        nso_code: pulumi.Input[str] | None = None,
        domain_name: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        cascade: bool | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares an Exotel SIP trunk. Its id is the trunk SID; a new `domain_name` replaces it.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk_name: Unique in the account; letters, digits and underscores, at most 16.
        :param nso_code: Which operators may carry calls; any spelling of `ANY-ANY`.
        :param domain_name: SIP domain; ends in `.pstn.exotel.com`. Default `{account_sid}.pstn.exotel.com`.
        :param adopt: Take over a trunk of this name that exists already, instead of refusing.
        :param cascade: Let what is on the trunk go with it, in one call. `False`: each resource on it is deleted by a
            call of its own, and the trunk only if nothing else is on it.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        if cascade is not None and not isinstance(cascade, bool):
            raise DeclarationError(
                f"cascade must be True or False, not {type(cascade).__name__}: it decides how what is on the trunk is "
                "declared, which must be known while the program runs",
                "write one of the two, or read a setting with config.get_bool(…).",
                tried=f"declaring {resource_name}",
            )
        inputs = {
            "trunk_name": trunk_name,
            "nso_code": nso_code,
            "domain_name": domain_name,
            "adopt": adopt,
            "cascade": cascade,
        }
        super().__init__(resource_name, inputs, opts)

    @property
    def trunk_sid(self) -> pulumi.Output[str]:
        """The trunk SID, which is the id: known while an update is previewed, unlike an output."""
        return self.id
