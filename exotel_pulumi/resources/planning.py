"""The plan of a program in a dry run: from what it declares, what the engine makes of it, and what the stack has.

Owns the stack's old state, of which only what recognises an object is kept: the engine hands over passwords as well.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, TypeAlias

import pulumi
from pulumi.runtime.resource import all_aliases

from exotel_pulumi.lifecycle.planned import Former, Plan, Planned, Step
from exotel_pulumi.objects import BY_TOKEN, KINDS
from exotel_pulumi.objects.fields import by_field
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.hosting import alias_of_other_host
from exotel_pulumi.resources.program import Declaration

Urn: TypeAlias = str
State: TypeAlias = Mapping[Urn, tuple[Kind[Any, Any], Mapping[str, Any]]]

# By these an object is recognised, and none of them is a secret.
RECOGNISED_BY = frozenset({kind.key for kind in KINDS} | {"trunk_sid", "account_sid"})


def read_state() -> State | None:
    """Returns by what each object of the stack is recognised; None if the engine does not say."""
    found = read_outputs()
    return found and {urn: (kind, _recognised_by(outputs)) for urn, (kind, outputs) in found.items()}


def read_outputs() -> State | None:
    """Returns what the stack has of ours, passwords among it; None if the engine does not say."""
    try:
        answer = pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {"stackName": pulumi.get_stack()})
        found: Mapping[Urn, Mapping[str, Any]] = answer.value["outputs"]
        return {
            urn: (BY_TOKEN[each["type"]], by_field(each["outputs"]))
            for urn, each in found.items()
            if each["type"] in BY_TOKEN
        }
    except Exception:  # an old call of the engine's, which only StackReference had: whatever fails, nothing is known
        return None


def _recognised_by(outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in outputs.items() if name in RECOGNISED_BY and isinstance(value, str)}


class Planning:
    """What is declared, by URN, with the checked inputs of what the engine makes."""

    def __init__(
        self, declared: Mapping[Urn, Declaration], made: Mapping[Urn, Mapping[str, Any]], state: State
    ) -> None:
        self._declared = declared
        self._made = made
        self._state = state
        self._planned: dict[pulumi.Resource, Planned] = {}
        self._of: dict[Planned, Declaration] = {}
        self._formers: dict[Urn, Former] = {}

    def declaration(self, planned: Planned) -> Declaration:
        """Returns what the program says of a planned resource."""
        return self._of[planned]

    async def make(self) -> None:
        """Finds out what becomes of each resource, trunks first: what is on a trunk names it."""
        names = {urn: [urn, *[urn async for urn in _aliases(each)]] for urn, each in self._declared.items()}
        claimed = {name for all_names in names.values() for name in all_names}
        self._formers = {urn: Former(kind, values, urn in claimed) for urn, (kind, values) in self._state.items()}
        for urn, each in sorted(self._declared.items(), key=lambda item: not item[1].kind.collection.top_level):
            former = next((self._formers[name] for name in names[urn] if name in self._formers), None)
            planned = await self._plan(urn, each, former)
            self._planned[each.resource] = planned
            self._of[planned] = each

    def plan(self, providers: Iterable[pulumi.ProviderResource | None], account_sid: str) -> Plan:
        """Returns the plan of one account, which has these providers."""
        among = set(providers)
        planned = [planned for planned, each in self._of.items() if each.provider in among]
        formers = [
            former
            for former in self._formers.values()
            if former.values.get("account_sid", account_sid).casefold() == account_sid.casefold()
        ]
        return Plan(planned, formers)

    async def _plan(self, urn: Urn, each: Declaration, former: Former | None) -> Planned:
        step: Step = "keep" if urn not in self._made else "replace" if former is not None else "create"
        values, unknown = await _known(each.kind, self._made.get(urn, {}))
        return Planned(each.kind, step, values, unknown, await self._trunk(each), former)

    async def _trunk(self, each: Declaration) -> Planned | None:
        """Returns the trunk that an object is on, given as a resource or as one of its outputs."""
        if isinstance(each.trunk, pulumi.Output):
            sources = await each.trunk.resources()
            trunks = [self._planned[source] for source in sources if source in self._planned]
            return trunks[0] if len(trunks) == 1 and trunks[0].kind.collection.top_level else None
        return self._planned.get(each.trunk) if isinstance(each.trunk, pulumi.Resource) else None


async def _known(kind: Kind[Any, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """Returns the inputs that are known, and the names of the others; of a secret of the kind, only the name."""
    known, unknown = dict[str, Any](), set[str]()
    for name in kind.inputs.model_fields.keys() & given.keys():
        value = given[name]
        if isinstance(value, pulumi.Output) and name not in kind.write_only:
            value = await value.future() if await value.is_known() else value
        if isinstance(value, str | bool | int | float) and name not in kind.write_only:
            known[name] = value
        elif value is not None:
            unknown.add(name)
    return known, frozenset(unknown)


async def _aliases(each: Declaration) -> AsyncIterator[Urn]:
    """Yields the URNs that a resource had before: by its aliases, those of its parent, and with the other host."""
    options = each.options or pulumi.ResourceOptions()
    aliases = [*(options.aliases or ()), alias_of_other_host(each.kind, each.resource._type)]
    for alias in all_aliases(aliases, each.name, each.resource._type, options.parent):
        urn = await pulumi.Output.from_input(alias).future()
        if urn is not None:
            yield urn
