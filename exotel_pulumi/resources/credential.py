"""A SIP login (digest credential) of a trunk."""

import secrets
import string
from collections.abc import Collection as AnyOf
from typing import Any

import pulumi
from pydantic import Field

from exotel_pulumi import values
from exotel_pulumi.api.dialect import CREDENTIALS
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider, TrunkInput

ALPHABET = string.ascii_letters + string.digits + "_"  # all that the live API accepts in a password
GENERATED_LENGTH = 32


class CredentialInputs(Fields):
    trunk_sid: values.TrunkSid = Field(description="The trunk.")
    user_name: values.UserName = Field(description="The login.")
    password: values.Password = Field(
        None, repr=False, description="Letters, digits and underscores. Generated once if left out. Always a secret."
    )
    friendly_name: values.FriendlyName = Field(
        None, description="Letters, digits and underscores, at most 32. Left as it is if left out."
    )
    rotation: values.Label = Field(
        None, description="Any text; a changed one sets the password anew, a generated one to another value."
    )


class CredentialState(CredentialInputs):
    pass


class CredentialProvider(Provider[CredentialInputs, CredentialState]):
    noun = "SIP credential"
    collection = CREDENTIALS
    inputs = CredentialInputs
    state = CredentialState
    key = "user_name"
    replaces = frozenset({"trunk_sid"})
    write_only = frozenset({"password"})

    def complete(self, inputs: CredentialInputs, changed: AnyOf[str] | None) -> CredentialInputs:
        needed = changed is None or "rotation" in changed
        if not needed or inputs.password is not None:
            return inputs
        password = "".join(secrets.choice(ALPHABET) for _ in range(GENERATED_LENGTH))
        return inputs.model_copy(update={"password": password})

    def create_body(self, inputs: CredentialInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"user_name", "password", "friendly_name"}, exclude_none=True)

    def update_body(self, inputs: CredentialInputs, changed: AnyOf[str]) -> dict[str, Any]:
        fields = set(changed) | ({"password"} if "rotation" in changed else set())
        return inputs.model_dump(include=fields - {"rotation"}, exclude_none=True)


class Credential(Declared, module="exotel", name="Credential"):
    """A digest login with which a platform places calls through a trunk. Its id is `<trunk_sid>/<credential_id>`.

    `user_name`, `password` and `friendly_name` change in place; `trunk` replaces it. Exotel never returns a password: a
    change made by hand cannot be seen; a new value of `rotation` sets the password again.
    """

    provider = CredentialProvider

    trunk_sid: pulumi.Output[str]
    user_name: pulumi.Output[str]
    password: pulumi.Output[str]
    friendly_name: pulumi.Output[str | None]
    rotation: pulumi.Output[str | None]

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
