"""What a command asks: for settings, the configuration of a stack or the environment; for contents, Exotel or a state.

The names, the order and the faults of settings are those of the provider (config.py).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exotel_pulumi import config
from exotel_pulumi.account import contents, state
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.http import Observer
from exotel_pulumi.cli import pulumi_cli
from exotel_pulumi.cli.output import line, notes
from exotel_pulumi.errors import ExotelError
from exotel_pulumi.objects.trunk import TRUNK

HIDDEN = ("api_key", "api_token")


@dataclass(frozen=True)
class Setting:
    """One setting, with the place that it comes from; a credential shows as asterisks."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Source:
    """The configuration of a stack, empty without one, over the environment."""

    stack: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def settings(self) -> config.Settings:
        """Returns the settings. SettingsError names everything that is missing or wrong."""
        return config.load(self.values.get, os.environ)

    def preview_settings(self) -> config.PreviewSettings:
        """Returns what a preview may ask. SettingsError as above."""
        return config.load_preview(self.values.get, os.environ)

    def wrong(self) -> list[config.Wrong]:
        """Lists the settings that are missing or wrong."""
        return config.wrong(config.Settings, self.values.get, os.environ)

    def client(self, observe: Observer | None = None) -> Client:
        """Returns a client of the account; `observe` is shown its answers."""
        return Client(self.settings(), observe)

    def listed(self) -> list[Setting]:
        """Returns every setting that is set, in the order of the documents."""
        found = []
        for name_of, (name, variable) in config.NAMES.items():
            value = config.look_up(name_of, self.values.get, os.environ)
            if value is not None:
                origin = f"stack {self.stack}" if self.values.get(name) not in (None, "") else variable
                found.append(Setting(name, "***" if name_of in HIDDEN else value, origin))
        return found


def source_of(stack: str | None) -> Source:
    """Returns the source for a stack of the project in this folder, or for the environment alone.

    SettingsError if Pulumi cannot tell the configuration of the stack.
    """
    if stack is None:
        return Source()
    return Source(stack, pulumi_cli.configuration(stack))


def contents_of(trunks: Sequence[str] | None, stack: str | None, *, from_state: bool = False) -> contents.Contents:
    """Reads the account, or the named trunks of it; or what a stack's state has of them, without asking Exotel."""
    if from_state:
        return state.read(pulumi_cli.exported_state(stack), trunks or ())
    return read_contents(source_of(stack).client(), trunks)


def compared_state(trunks: Sequence[str] | None, stack: str | None) -> contents.Contents:
    """Reads what a stack's state has, and asks Exotel what else is on those trunks: `not_in_state`.

    That only informs: where Exotel cannot be asked, one line says so.
    """
    exported = pulumi_cli.exported_state(stack)
    held = state.read(exported, trunks or ())
    others: dict[str, dict[str, list[contents.Child]]] = {}
    try:
        client = source_of(stack).client()
        if sids := _at_exotel(client, held):  # the state's other trunks are gone, or of another account
            account = read_contents(client, sids)
            others = {trunk["trunk_sid"].casefold(): rest for trunk, rest in state.beside(held, account, exported)}
    except ExotelError as error:
        notes().print(f"What else is on the trunks is not known. {error}", markup=False, soft_wrap=True)
    for trunk in held["trunks"]:
        trunk["not_in_state"] = others.get(trunk["trunk_sid"].casefold())
    return held


def _at_exotel(client: Client, held: contents.Contents) -> list[str]:
    """Returns the SIDs of those trunks of a state that the account has, as Exotel spells them."""
    sids = {trunk["trunk_sid"].casefold() for trunk in held["trunks"]}
    return [sid for row in client.rows(TRUNK.endpoint(None)) if (sid := str(row.get("trunk_sid"))).casefold() in sids]


def read_contents(client: Client, trunks: Sequence[str] | None) -> contents.Contents:
    """Reads the account of a client, or the named trunks of it, with progress on stderr."""
    with notes().status("asking Exotel") as status:
        return contents.read(client, trunks or (), lambda name: status.update(line("reading trunk ", name)))
