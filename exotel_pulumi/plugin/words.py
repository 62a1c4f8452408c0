"""The words of programs in languages other than Python: what is given, by the names of the schema."""

import re

from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.plugin.component_schema import INPUTS
from exotel_pulumi.words import Words

FIELDS = {name for kind in KINDS for name in kind.state.model_fields} | INPUTS.keys()
FIELD = re.compile(rf"(?<![\w-])({'|'.join(sorted(name for name in FIELDS if '_' in name))})(?![\w-])")


class NativeWords:
    """Names as the schema has them, which every language shows, and no language's own spelling of a call."""

    adopt = "adopt: true"
    # The engine makes the new resource before it deletes the old one: only an alias lets it see that they are one.
    move = (
        "give the resource the option `aliases` with its old name, and with its old parent if it has another one now."
    )

    def argument(self, field: str) -> str:
        """Returns the name of the property."""
        return to_camel(field)

    def declaration(self, resource: str, **values: str) -> str:
        """Returns the resource's type with the properties to give."""
        given = ", ".join(f'{to_camel(name)}: "{value}"' for name, value in values.items())
        return f"exotel:{resource} with {given or 'the same trunkSid'}"

    def setting(self, name: str, variable: str, *, is_secret: bool) -> str:
        """Returns the command that sets it, and the variable."""
        flag = "--secret " if is_secret else ""
        return f"Run `pulumi config set {flag}{name} <value>`, or set {variable}."

    def provider_setting(self, field: str) -> str:
        """Returns the property to give."""
        return f"Give the provider another {to_camel(field)}."

    def provider_argument(self, field: str) -> str:
        """Returns the property's name."""
        return f"{to_camel(field)} of its provider"


NATIVE = NativeWords()


def spelled(text: str, words: Words) -> str:
    """Returns a text of the core's with the names of fields as the program has them."""
    return FIELD.sub(lambda found: to_camel(found[0]), text) if words is NATIVE else text
