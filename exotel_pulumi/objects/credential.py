"""A SIP login (digest credential) of a trunk."""

import secrets
import string
from collections import abc
from collections.abc import Mapping
from typing import Any

from pydantic import Field, PrivateAttr

from exotel_pulumi.api.dialect import Collection
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind, Summary
from exotel_pulumi.objects.values.text import FriendlyName, Label, Password, UserName

ALPHABET = string.ascii_letters + string.digits + "_"  # all that the live API accepts in a password
GENERATED_LENGTH = 32


class CredentialInputs(ChildInputs):
    user_name: UserName = Field(description="The login.", examples=["livekit_prod"])
    password: Password = Field(
        None, repr=False, description="Letters, digits and underscores. Generated once if left out. Always a secret."
    )
    friendly_name: FriendlyName = Field(
        None, description="Letters, digits and underscores, at most 32. Left as it is if left out."
    )
    rotation: Label = Field(
        None, description="Any text; another text sets the password again, a generated one to another value."
    )
    _is_generated: bool = PrivateAttr(False)  # the password; never stored


class CredentialState(CredentialInputs, State):
    date_updated: str | None = Field(
        None, description="When the login was last changed, by Exotel's clock. Not every answer has it."
    )


class CredentialKind(Kind[CredentialInputs, CredentialState]):
    name = "Credential"
    noun = "SIP credential"
    collection = Collection("credentials")
    inputs = CredentialInputs
    state = CredentialState
    key = "user_name"
    replaces = frozenset({"trunk_sid"})
    not_sent = frozenset({"rotation"})
    write_only = frozenset({"password"})
    while_away = "refused as a login"
    to_adopt = (
        "whoever uses this login would be locked out by a generated password. Give the password in use, choose another "
        "user_name, or give `rotation` (any text) to set a new password. A login whose resource only has a new name in "
        "the program stays as it is with an alias."
    )

    def summary(self, values: Mapping[str, Any]) -> Summary:
        return Summary("login", values["user_name"], values["friendly_name"] or "")

    def complete(self, inputs: CredentialInputs, changed: abc.Collection[str] | None) -> CredentialInputs:
        needed = changed is None or "rotation" in changed
        if not needed or inputs.password is not None:
            return inputs
        password = "".join(secrets.choice(ALPHABET) for _ in range(GENERATED_LENGTH))
        completed = inputs.model_copy(update={"password": password})
        completed._is_generated = True
        return completed

    def may_adopt(self, inputs: CredentialInputs) -> bool:
        return not inputs._is_generated or inputs.rotation is not None

    def update_body(self, inputs: CredentialInputs, changed: abc.Collection[str]) -> dict[str, Any]:
        fields = set(changed) | ({"password"} if "rotation" in changed else set())
        return inputs.model_dump(include=fields - self.not_sent, exclude_none=True)


CREDENTIAL = CredentialKind()
