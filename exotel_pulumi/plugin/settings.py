"""The settings of a provider: what is wrong with them, what differs, and what a run is configured with.

The stack's own provider is completed by the environment, as with the dynamic host. One that the program declares with
its account is whole: the variables of one account must not complete the settings of another.
"""

import json
import os
import re
from typing import Any

from pulumi.runtime.proto import provider_pb2

from exotel_pulumi import config
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.words import NATIVE
from exotel_pulumi.words import PYTHON, Words

OF_STACKS = "PULUMI_CONFIG"  # the variable by which the engine hands the settings of a stack to its plugins
SECRETS = frozenset({"api_key", "api_token"})
PLUGIN_HOST = "plugin_host"
OF_PULUMI = {"version", "plugin_download_url"}
FIELDS = {name: field for field, (name, _) in config.NAMES.items()} | {config.PLUGIN_HOST: PLUGIN_HOST}
# What the engine calls a provider that the program has not declared: with a version, and with where it comes from.
OF_STACK = re.compile(r"default(_\d+_\d+_\d+.*|_https?_.*)?")
DIFF = provider_pb2.DiffResponse


class Given:
    """The settings of one provider, by their names in a stack's configuration; called as a stack's configuration is."""

    def __init__(self, loaded: wire.Loaded | None = None, name: str = "") -> None:
        self._values = {} if loaded is None else {field: _as_text(value) for field, value in loaded.values.items()}
        self._is_whole = not OF_STACK.fullmatch(name) and "account_sid" in self._values
        self.hides_account = loaded is not None and "account_sid" in loaded.secret

    def __call__(self, name: str) -> Any:
        """Returns a setting; None where it is not given."""
        if name == config.EXPLICIT:
            return "true" if self._is_whole else None
        return self._values.get(FIELDS.get(name, ""))

    def of_program(self, name: str) -> Any:
        """Returns a setting of the whole program, which holds for a provider that the program declares, too."""
        # The engine hands the stack's settings of this package to each process, by their names without the package.
        given = self._values.get(FIELDS.get(name, ""))
        return given or json.loads(os.environ.get(OF_STACKS, "{}")).get(name.removeprefix("exotel:"))

    @property
    def words(self) -> Words:
        """The words of the program: programs in Python alone are moved to the plugin by a setting."""
        return PYTHON if PLUGIN_HOST in self._values else NATIVE


def check(request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
    """Says what is wrong with the settings of a provider; what is not known yet is looked at when it is."""
    news = wire.load(request.news)
    known = {field: value for field, value in news.values.items() if field not in news.unknown | OF_PULUMI}
    wrong = [(field, "is not a setting of this provider") for field in known.keys() - {*FIELDS.values()}]
    wrong += config.faults({field: _as_text(value) for field, value in known.items()})
    failures = [_failure(field, reason) for field, reason in sorted(wrong)]
    return provider_pb2.CheckResponse(inputs=wire.dump(news.values, news.secret | SECRETS), failures=failures)


def diff(request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
    """Says which settings differ. None replaces a provider: each resource guards the account in its state."""
    old, new = wire.load(request.old_inputs).values, wire.load(request.news).values
    changed = sorted(to_camel(field) for field in old.keys() | new.keys() if old.get(field) != new.get(field))
    return DIFF(changes=DIFF.DIFF_SOME if changed else DIFF.DIFF_NONE, diffs=changed)


def _failure(field: str, reason: str) -> provider_pb2.CheckFailure:
    # The engine prints the value of the property that a failure names.
    if field in SECRETS:
        return provider_pb2.CheckFailure(reason=f"{to_camel(field)}: {reason}")
    return provider_pb2.CheckFailure(property=to_camel(field), reason=reason)


def _as_text(value: Any) -> str:
    """Returns what a stack's configuration would hold: numbers come as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
