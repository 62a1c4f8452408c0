"""Where the command line takes its settings from: the configuration of a stack, as Pulumi tells it, or the environment.

The names, the order and the faults are those of the provider (config.py).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exotel_pulumi import config
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.http import Observer
from exotel_pulumi.errors import SettingsError

HIDDEN = ("api_key", "api_token")
LONGEST_WAIT = 60  # seconds for Pulumi to answer


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


def of(stack: str | None) -> Source:
    """Returns the source for a stack of the project in this folder, or for the environment alone.

    SettingsError if Pulumi cannot tell the configuration of the stack.
    """
    if stack is None:
        return Source()
    entries = _pulumi(f"the configuration of {stack}", "config", "--json", "--show-secrets", "--stack", stack)
    return Source(stack, {name: entry.get("value") for name, entry in entries.items()})


def exported(stack: str | None) -> dict[str, Any]:
    """Returns the state of a stack of the project in this folder, or of the selected one; secrets stay encrypted.

    SettingsError if Pulumi cannot tell it.
    """
    return _pulumi(f"the state of {stack or 'the stack'}", "stack", "export", *(("--stack", stack) if stack else ()))


def _pulumi(wanted: str, *arguments: str) -> dict[str, Any]:
    """Returns what the person's own Pulumi CLI prints as JSON."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise SettingsError("the Pulumi CLI is not on PATH", "install it, or set EXOTEL_… and name no stack or state.")
    try:
        done = subprocess.run(  # noqa: S603 - the person's own CLI
            [pulumi, *arguments, "--non-interactive"], capture_output=True, text=True, check=False, timeout=LONGEST_WAIT
        )
    except subprocess.TimeoutExpired:
        advice = "run `pulumi stack` to see why."
        raise SettingsError(f"Pulumi did not tell {wanted} in {LONGEST_WAIT} s", advice) from None
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        advice = "run the command in the folder of a project, and name a stack of that project."
        raise SettingsError(f"Pulumi cannot read {wanted}: {said}", advice)
    read: dict[str, Any] = json.loads(done.stdout)
    return read
