"""Which host the resources of a program have: Pulumi's dynamic one, or the plugin; and in whose process they are made.

The plugin makes a component of a program in another language in its own process: the component's children are resources
of the plugin's, with the settings of one provider.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime import get_config

from exotel_pulumi.config import PLUGIN_HOST
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.kind import Kind

NATIVE = "native"
PACKAGE = "exotel"  # of the plugin's resources
DYNAMIC_PACKAGE = "pulumi-python"  # of every dynamic resource


@dataclass(frozen=True, eq=False)
class Construction:
    """One component that is made in the plugin's process, with the settings of its provider."""

    setting: Callable[[str], Any]
    hides_account: bool
    spelled: Callable[[str], str] = str  # how a text is spelled for the program


construction: ContextVar[Construction | None] = ContextVar("construction", default=None)


def is_native() -> bool:
    """Returns whether the plugin is the host. DeclarationError for a setting that there is not."""
    chosen = get_config(PLUGIN_HOST)
    if chosen in (None, "", NATIVE):
        return chosen == NATIVE or construction.get() is not None
    raise DeclarationError(
        f"{PLUGIN_HOST} is {chosen!r}, and must be native, or not set",
        f"run `pulumi config set {PLUGIN_HOST} {NATIVE}` for the plugin, or `pulumi config rm {PLUGIN_HOST}` for "
        "Pulumi's own host of Python.",
    )


def package() -> str:
    """Returns the package of the program's resources."""
    return PACKAGE if is_native() else DYNAMIC_PACKAGE


def other_package() -> str:
    """Returns the package that the same resources have with the other host."""
    return DYNAMIC_PACKAGE if is_native() else PACKAGE


def alias_of_other_host(kind: Kind[Any, Any], token: str) -> pulumi.Alias:
    """Returns what the resource of this type is with the other host, so that a stack may be moved there and back."""
    return pulumi.Alias(type_=kind.token if token == kind.native_token else kind.native_token)


def spelled(text: str) -> str:
    """Returns a text with the names of arguments as the program has them."""
    served = construction.get()
    return text if served is None else served.spelled(text)


def root() -> object | None:
    """Returns what stands for the running program: its root resource, or the component that is being made."""
    return construction.get() or pulumi.runtime.get_root_resource()
