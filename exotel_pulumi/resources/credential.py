"""A SIP login (digest credential) of a trunk."""

import pulumi

from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.resources.handed import TrunkInput


class Credential(Declared):
    """A digest login with which a platform places calls through a trunk. Its id is `<trunk_sid>/<credential_id>`.

    `user_name`, `password` and `friendly_name` change in place; `trunk` replaces the login. A password that is left out
    is generated once in the life of a login: a login that is replaced gets another one. Exotel never returns a
    password: a refresh sees a change made by hand only by the date of the last change, where Exotel's rows have one.
    Another value of `rotation` sets the password again.
    """

    kind = CREDENTIAL

    trunk_sid: pulumi.Output[str]
    user_name: pulumi.Output[str]
    password: pulumi.Output[str]
    friendly_name: pulumi.Output[str | None]
    rotation: pulumi.Output[str | None]
    date_updated: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        user_name: pulumi.Input[str],
        password: pulumi.Input[str] | None = None,
        friendly_name: pulumi.Input[str] | None = None,
        rotation: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a digest login with which a platform places calls through a trunk. A new `trunk` replaces it.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk: A `Trunk`, a `SipTrunk`, a trunk that was looked up, or a trunk SID.
        :param user_name: The login.
        :param password: Letters, digits and underscores. Generated once if left out. Always a secret.
        :param friendly_name: Letters, digits and underscores, at most 32. Left as it is if left out.
        :param rotation: Any text; another text sets the password again, a generated one to another value.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        inputs = {
            "user_name": user_name,
            "password": None if password is None else pulumi.Output.secret(password),
            "friendly_name": friendly_name,
            "rotation": rotation,
        }
        super().__init__(resource_name, inputs, opts, trunk=trunk)

    @property
    def credential_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the credential."""
        return self._id_part()
