"""What a command asks: for settings, the configuration of a stack or the environment; for contents, Exotel or a state.

The names, the order and the faults of settings are those of the provider (config.py).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.markup import escape

from exotel_pulumi import config
from exotel_pulumi.account import contents, state
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.http import Observer
from exotel_pulumi.cli.output import notes
from exotel_pulumi.errors import ExotelError, SettingsError
from exotel_pulumi.objects.trunk import TRUNK

HIDDEN = ("api_key", "api_token")
PULUMI_TIMEOUT = 60  # seconds for Pulumi to tell a configuration or a state


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
    entries = _pulumi(f"the configuration of {stack}", "config", "--json", "--show-secrets", "--stack", stack)
    return Source(stack, {name: entry.get("value") for name, entry in entries.items()})


def exported_state(stack: str | None) -> dict[str, Any]:
    """Returns the state of a stack of the project in this folder, or of the selected one; secrets stay encrypted.

    SettingsError if Pulumi cannot tell it.
    """
    return _pulumi(f"the state of {stack or 'the stack'}", "stack", "export", *(("--stack", stack) if stack else ()))


def contents_of(trunks: Sequence[str] | None, stack: str | None, *, from_state: bool = False) -> contents.Contents:
    """Reads the account, or the named trunks of it; or what a stack's state has of them, without asking Exotel."""
    if from_state:
        return state.read(exported_state(stack), trunks or ())
    return read_contents(source_of(stack).client(), trunks)


def compared_state(trunks: Sequence[str] | None, stack: str | None) -> contents.Contents:
    """Reads what a stack's state has, and asks Exotel what else is on those trunks: `not_in_state`.

    That only informs: where Exotel cannot be asked, one line says so.
    """
    exported = exported_state(stack)
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
    return [sid for row in client.rows(TRUNK.endpoint(None)) if (sid := str(row["trunk_sid"])).casefold() in sids]


def read_contents(client: Client, trunks: Sequence[str] | None) -> contents.Contents:
    """Reads the account of a client, or the named trunks of it, with progress on stderr."""
    with notes().status("asking Exotel") as status:
        return contents.read(client, trunks or (), lambda name: status.update(escape(f"reading trunk {name}")))


def _pulumi(wanted: str, *arguments: str) -> dict[str, Any]:
    """Returns what the person's own Pulumi CLI prints as JSON."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise SettingsError("the Pulumi CLI is not on PATH", "install it, or set EXOTEL_… and name no stack or state.")
    command = [pulumi, *arguments, "--non-interactive"]
    try:
        done = subprocess.run(  # noqa: S603 - the person's own CLI
            command, capture_output=True, text=True, check=False, timeout=PULUMI_TIMEOUT
        )
    except subprocess.TimeoutExpired:
        advice = "run `pulumi stack` to see why."
        raise SettingsError(f"Pulumi did not tell {wanted} in {PULUMI_TIMEOUT} s", advice) from None
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        advice = "run the command in the folder of a project, and name a stack of that project."
        raise SettingsError(f"Pulumi cannot read {wanted}: {said}", advice)
    read: dict[str, Any] = json.loads(done.stdout)
    return read
