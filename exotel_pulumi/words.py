"""What a host calls things, so that a message names what its reader can write.

The core says what is wrong and what helps; a host gives the words for it. Programs in Python have `PYTHON`.
"""

from typing import Protocol


class Words(Protocol):
    """The phrases that differ from host to host."""

    @property
    def adopt(self) -> str:
        """The argument of a trunk that lets the trunk be taken over."""

    @property
    def move(self) -> str:
        """The sentence on how a phone number moves from one trunk of a program to another in one run."""

    def argument(self, field: str) -> str:
        """Returns the argument of a resource that a field of its inputs comes from."""

    def declaration(self, resource: str, **values: str) -> str:
        """Returns how a program declares a resource with these values on a trunk."""

    def setting(self, name: str, variable: str, *, is_secret: bool) -> str:
        """Returns what to do for a setting, by its name in a stack and its environment variable."""

    def provider_setting(self, field: str) -> str:
        """Returns what to do for a setting of an explicit provider."""

    def provider_argument(self, field: str) -> str:
        """Returns what an explicit provider's argument is called in the middle of a sentence."""


class PythonWords:
    """The words of programs in Python."""

    adopt = "adopt=True"
    # The engine makes the new resource before it deletes the old one: only an alias lets it see that they are one.
    move = (
        'opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="<old name>")]); from one SipTrunk to another: '
        'child_opts={"phone_numbers": lambda number: pulumi.ResourceOptions(aliases=[pulumi.Alias('
        'name=f"<old line>-{number}", parent=<old line>)])}.'
    )

    def argument(self, field: str) -> str:
        """Returns `trunk` for the SID of a trunk, else the field's own name."""
        return "trunk" if field == "trunk_sid" else field

    def declaration(self, resource: str, **values: str) -> str:
        """Returns a call of the resource's class."""
        given = "".join(f', {name}="{value}"' for name, value in values.items())
        return f"exotel.{resource}(…, trunk=…{given})"

    def setting(self, name: str, variable: str, *, is_secret: bool) -> str:
        """Returns the command that sets it, and the variable."""
        flag = "--secret " if is_secret else ""
        return f"Run `pulumi config set {flag}{name} <value>`, or set {variable}."

    def provider_setting(self, field: str) -> str:
        """Returns the argument to give."""
        return f"Give exotel.Provider another {field}."

    def provider_argument(self, field: str) -> str:
        """Returns the argument's name."""
        return f"{field} of its exotel.Provider"


PYTHON = PythonWords()
