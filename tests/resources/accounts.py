"""Accounts and their explicit providers, for programs under Pulumi's mocks."""

from typing import Any

import pulumi

import exotel_pulumi as exotel
from exotel_pulumi.simulator import Account

SG = Account("acme1sg", "key_9d20aa", "token_f1d8")
GIVEN: dict[str, Any] = {"account_sid": SG.sid, "api_key": SG.api_key, "api_token": SG.api_token}


def sg(name: str = "sg", **changes: Any) -> exotel.Provider:
    """Declares a provider, with changes of its arguments."""
    return exotel.Provider(name, **{**GIVEN, **changes})


def using(provider: pulumi.ProviderResource, **more: Any) -> pulumi.ResourceOptions:
    """Returns the options of a resource that has the provider."""
    return pulumi.ResourceOptions(provider=provider, **more)
