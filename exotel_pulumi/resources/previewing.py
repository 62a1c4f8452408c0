"""A preview that asks: what the engine would create or replace is compared with Exotel, and said at the resource.

The engine says by a hook of each resource which ones these are, in a dry run alone: no hook is ever registered in an
update, and none for a deletion, which a state would keep. Mocks call no hook, and so ask nothing.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import get_config
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import monitor_supports_feature

from exotel_pulumi import config, errors
from exotel_pulumi.foreign import printable
from exotel_pulumi.lifecycle.foresight import SETTLED, Finding, foresee, gaps
from exotel_pulumi.lifecycle.planned import Plan
from exotel_pulumi.lifecycle.questions import Answers, ask_accounts
from exotel_pulumi.resources.planning import Planning, Urn, read_state
from exotel_pulumi.resources.program import TURNS, Declaration
from exotel_pulumi.resources.provider import Provider
from exotel_pulumi.words import PYTHON

CREDENTIALS = {config.NAMES[field][0] for field in ("account_sid", "api_key", "api_token")}
MOST_WATCHED = 300  # resources: each hook is a call of the engine's, and their cost grows faster than their number


class Preview:
    """One program in a dry run."""

    def __init__(self, settings: config.PreviewSettings) -> None:
        self._settings = settings
        self._hook = pulumi.ResourceHook("exotel-preview", self._record, pulumi.ResourceHookOptions(on_dry_run=True))
        self._declared: list[Declaration] = []
        self._only_read: list[pulumi.Resource] = []
        self._made: dict[Urn, Mapping[str, Any]] = {}  # the checked inputs of what is created or replaced
        self._compared: set[Urn] = set()
        self._said: set[tuple[pulumi.Resource | None, str]] = set()
        self._requests = settings.preview_requests  # that may still be sent
        self._is_waiting = False

    def watch(self, new: Declaration) -> pulumi.ResourceHookBinding | None:
        """Takes a resource into the preview; returns the hook that the resource needs for it, if it gets one."""
        self._declared.append(new)
        if not self._is_waiting:
            self._is_waiting = True
            _: pulumi.Output[None] = pulumi.Output.from_input(self._look_ahead())  # the program waits for each Output
        if len(self._declared) <= MOST_WATCHED:
            return pulumi.ResourceHookBinding(before_create=[self._hook])
        if len(self._declared) == MOST_WATCHED + 1:
            _warn_of(f"what is declared after the first {MOST_WATCHED} resources of the program")
        return None

    def pass_over(self, found: pulumi.Resource) -> None:
        """Takes a resource that is only read: the state has it, and it is not the stack's own."""
        self._only_read.append(found)

    def _record(self, step: pulumi.ResourceHookArgs) -> None:
        self._made[step.urn] = step.new_inputs or {}

    async def _look_ahead(self) -> None:
        """Compares what is declared, and fails for no fault of ours: the engine's own preview is right without this."""
        try:
            await self._compare()
        except pulumi.RunError:
            raise
        except errors.ExotelError as error:
            _warn_of(error.answered.partition("\n")[0])
        except Exception as error:
            _warn_of(f"{type(error).__name__}, which is a fault of exotel-pulumi; please report it")

    async def _compare(self) -> None:
        """Compares all that is declared with Exotel, once the engine has said what it makes of each resource."""
        declared = await self._registered()
        self._is_waiting = False  # what is declared from now on is compared later
        if self._made.keys() <= self._compared or not self._made.keys() <= declared.keys():
            return
        self._compared |= self._made.keys()
        state = await asyncio.to_thread(read_state)
        if state is None:
            _warn_of("the state of the stack cannot be read")
            return
        foreign = {await found.urn.future() for found in self._only_read}
        own = {urn: values for urn, values in state.items() if urn not in foreign}
        planning = Planning(declared, self._made, own)
        await planning.make()
        plans = [
            (planning.plan(providers, settings.account_sid), settings)
            for settings, providers in (await _accounts(declared.values())).items()
        ]
        try:
            compared = await asyncio.to_thread(ask_accounts, plans, self._requests)
        except errors.AuthenticationError as error:
            await self._end(f"{error}{SETTLED}")
            return
        self._requests -= sum(answers.sent for _, answers in compared)
        refused = sum(self._say(plan, answers, planning) for plan, answers in compared)
        if refused:
            await self._end(f"Exotel would refuse {refused} of these resources, as is said at each of them.{SETTLED}")

    async def _registered(self) -> dict[Urn, Declaration]:
        """Waits for all resources of the program; of those that fail, which is said already, there is nothing here."""
        found, done, turns = dict[Urn, Declaration](), 0, 0
        while turns < TURNS:
            if done == len(self._declared):
                turns += 1  # in which what is known by now lets the program declare more
                await asyncio.sleep(0)
                continue
            each = self._declared[done]
            done, turns = done + 1, 0
            with suppress(Exception):
                found[str(await each.resource.urn.future())] = each
        return found

    def _say(self, plan: Plan, answers: Answers, planning: Planning) -> int:
        """Says all that was found, and returns the number of refusals that fail the preview."""
        for gap in gaps(answers, self._settings.preview_requests):
            pulumi.log.warn(printable(gap))
        return sum(self._say_one(finding, planning) for finding in foresee(plan, answers, PYTHON))

    def _say_one(self, finding: Finding, planning: Planning) -> bool:
        resource = None if finding.at is None else planning.declaration(finding.at).resource
        if (resource, finding.text) in self._said:
            return False
        self._said.add((resource, finding.text))
        if finding.gravity == "refusal" and self._settings.preview_asks == "fail":
            pulumi.log.error(printable(finding.text + SETTLED, keep="\n"), resource)
            return True
        say = pulumi.log.info if finding.gravity == "note" else pulumi.log.warn
        say(printable(finding.text, keep="\n"), resource)
        return False

    async def _end(self, said: str) -> None:
        """Fails the preview, once all that was said has reached the engine."""
        if self._settings.preview_asks == "warn":
            pulumi.log.warn(said)
            return
        for _ in range(TURNS):
            await asyncio.sleep(0)
        raise pulumi.RunError(said)


async def _accounts(
    declared: Iterable[Declaration],
) -> dict[config.Settings, list[pulumi.ProviderResource | None]]:
    """Returns the settings of each account with its providers; says why an account cannot be asked."""
    found: defaultdict[config.Settings, list[pulumi.ProviderResource | None]] = defaultdict(list)
    for provider in dict.fromkeys(each.provider for each in declared):
        settings = await _settings_of(provider)
        if settings is not None:
            found[settings].append(provider)
    return found


async def _settings_of(provider: pulumi.ProviderResource | None) -> config.Settings | None:
    if provider is None:
        wrong = config.wrong(config.Settings, get_config, os.environ)
        if not wrong:
            return config.load(get_config, os.environ)
        missing = any(each.name in CREDENTIALS and each.said == "is not set" for each in wrong)
        _say_of("no key" if missing else f"{wrong[0].name}: {wrong[0].said}")
        return None
    if not isinstance(provider, Provider):
        _say_of(f"nothing is known of the account of the provider {provider._name}")
        return None
    known = provider.settings_output()
    if not await known.is_known():
        _say_of(f"the key of the provider {provider._name} is not known yet")
        return None
    return await known.future()


def _warn_of(reason: str) -> None:
    pulumi.log.warn(printable(f"not compared with Exotel: {reason}"))


def _say_of(reason: str) -> None:
    pulumi.log.info(printable(f"not compared with Exotel: {reason}"))


# By the program's root resource; None for a program that asks nothing.
_previews: WeakKeyDictionary[pulumi.Resource, Preview | None] = WeakKeyDictionary()


def watch(new: Declaration) -> pulumi.ResourceHookBinding | None:
    """Takes a resource of the running program into its preview; None where nothing is previewed or asked."""
    preview = _running()
    return None if preview is None else preview.watch(new)


def pass_over(found: pulumi.Resource) -> None:
    """Takes a resource that the running program only reads into its preview."""
    preview = _running()
    if preview is not None:
        preview.pass_over(found)


def _running() -> Preview | None:
    root = pulumi.runtime.get_root_resource()
    if root is None or not pulumi.runtime.is_dry_run():
        return None
    if root not in _previews:
        _previews[root] = _begun()
    return _previews[root]


def _begun() -> Preview | None:
    settings = config.load_preview(get_config, os.environ)
    # A command line of before the hooks fails a program that has one.
    can_say = monitor_supports_feature(resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS)
    return Preview(settings) if can_say and settings.preview_asks != "off" else None
