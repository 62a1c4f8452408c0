"""The one place that knows Pulumi's dynamic provider host.

Owns floats, unknown values, pickles, "gone", secrets and tracebacks; decides nothing about Exotel's objects.
"""

import functools
import os
import traceback
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import pulumi
from pulumi import dynamic
from pulumi.runtime import rpc

from exotel_pulumi import config, errors, lifecycle
from exotel_pulumi.api.client import Client
from exotel_pulumi.kind import InputsT, Kind, StateT
from exotel_pulumi.run import Plan, Run

PROVIDER_KEY = "__provider"  # where Pulumi keeps the pickled provider among a resource's values

TrunkInput: TypeAlias = pulumi.CustomResource | pulumi.Input[str] | pulumi.Output[Any]

P = ParamSpec("P")
R = TypeVar("R")
ProviderT = TypeVar("ProviderT", bound="Provider[Any, Any]")

_plan = Plan()
_clients: dict[config.Settings, Client] = {}
_clients_lock = Lock()


def _told_plainly(
    method: Callable[Concatenate[ProviderT, P], R],
) -> Callable[Concatenate[ProviderT, P], R]:
    """The host prints the whole traceback of an exception: this leaves one frame of ours and one clear message."""

    @functools.wraps(method)
    def told(self: ProviderT, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except errors.ExotelError as error:
            raise error.with_traceback(None) from None
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            raise errors.InternalError(
                f"{type(error).__name__} in {os.path.basename(where.filename)}, line {where.lineno}",
                "this is a fault of exotel-pulumi; please report it. Nothing is known about the request under way.",
                tried=f"{method.__name__} of a {self.noun}",
            ) from None

    return told


class Provider(Kind[InputsT, StateT], dynamic.ResourceProvider):
    """A kind of object as Pulumi's host calls it.

    Instances are pickled into the state: they have no attributes until `configure`, which runs in the host only.
    """

    serialize_as_secret_always = False
    _stack_config: Callable[[str], Any] = staticmethod(lambda _name: None)

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Keeps the stack's configuration; a fault in it is told when the first call is made."""
        self._stack_config = req.config.get

    @_told_plainly
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        given, unknown = _values(news)
        account_sid = config.look_up("account_sid", self._stack_config, os.environ)
        inputs, faults = lifecycle.check(self, {**given, **unknown}, unknown, account_sid)
        if not faults and not unknown:
            _plan.expect(self.mark(inputs))
        return dynamic.CheckResult(inputs, [self._failure(name, reason) for name, reason in faults])

    @_told_plainly
    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        given, unknown = _values(news)
        difference = lifecycle.diff(self, _values(olds)[0], given, unknown)
        return dynamic.DiffResult(
            changes=bool(difference.changed),
            replaces=sorted(difference.replaces),
            delete_before_replace=difference.delete_first,
        )

    @_told_plainly
    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        identity, state = lifecycle.create(self, self._run(), self._inputs(props))
        return dynamic.CreateResult(identity, state.model_dump())

    @_told_plainly
    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        olds, _ = _values(props)
        state = lifecycle.read(self, self._run(), id_, olds)
        if state is None and not olds:
            raise errors.GoneError(
                f"there is no {self.noun} {id_} in this account", "verify the id and the account.", tried=f"get {id_}"
            )
        if state is None:
            return dynamic.ReadResult("", {})
        outs = state.model_dump()
        return dynamic.ReadResult(id_, outs, self._drifted_inputs(olds, outs))

    @_told_plainly
    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        state = lifecycle.update(self, self._run(), _id, _values(olds)[0], self._inputs(news))
        return dynamic.UpdateResult(state.model_dump())

    @_told_plainly
    def delete(self, _id: str, props: dict[str, Any]) -> None:
        lifecycle.delete(self, self._run(), _id, _values(props)[0])

    def _failure(self, name: str, reason: str) -> dynamic.CheckFailure:
        # The engine prints the value of the property that a failure names, a secret one too: such a failure names none.
        return (
            dynamic.CheckFailure("", f"{name}: {reason}")
            if name in self.write_only
            else dynamic.CheckFailure(name, reason)
        )

    def _inputs(self, props: dict[str, Any]) -> InputsT:
        given = {name: value for name, value in _values(props)[0].items() if value is not None}
        account_sid = config.look_up("account_sid", self._stack_config, os.environ)
        return self.inputs.model_validate({**self.defaults(account_sid), **given})

    def _drifted_inputs(self, olds: Mapping[str, Any], outs: Mapping[str, Any]) -> dict[str, Any] | None:
        """The inputs as they now are at Exotel, or None to leave those of the state as they are.

        A write-only field stays out: the host cannot tell a declared one from a generated one, and what it returns
        here without having been declared would stand in the state in plain text.
        """
        if not lifecycle.diff(self, olds, outs).changed:
            return None
        names = self.inputs.model_fields.keys() - self.write_only
        return {name: outs[name] for name in sorted(names) if outs[name] is not None}

    def _run(self) -> Run:
        settings = config.load(self._stack_config, os.environ)
        with _clients_lock:
            if settings not in _clients:
                _clients[settings] = Client(settings)
            return Run(_clients[settings], _plan)


def _values(props: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the host hands over, without its own key: the known values, and those that are or contain unknowns."""
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, value in props.items():
        if name != PROVIDER_KEY:
            (unknown if _is_unknown(value) else known)[name] = value
    return known, unknown


def _is_unknown(value: Any) -> bool:
    """Both forms in which the host has handed over what is not known yet, at any depth."""
    if isinstance(value, dict):
        return any(_is_unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_is_unknown(item) for item in value)
    return value == rpc.UNKNOWN or type(value).__name__ == "Unknown"


class Declared(dynamic.Resource):
    """The root of the resources that a person declares."""

    provider: ClassVar[type[Provider[Any, Any]]]

    def __init__(
        self,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        trunk: TrunkInput | None = None,
    ) -> None:
        provider = self.provider()
        defaults = pulumi.ResourceOptions(additional_secret_outputs=sorted(provider.write_only) or None)
        values = dict.fromkeys(provider.state.model_fields) | dict(inputs)
        if trunk is not None:
            values["trunk_sid"] = _sid_of(trunk)
            if provider.cascades and isinstance(trunk, pulumi.CustomResource):
                defaults.deleted_with = trunk
            defaults.depends_on = _prerequisites(self, trunk, inputs)
        super().__init__(provider, resource_name, values, pulumi.ResourceOptions.merge(defaults, opts))

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:  # noqa: A002
        """Reads an object that exists already, made here or elsewhere, without taking it into the stack's hands."""
        found = cls.__new__(cls)
        Declared.__init__(found, resource_name, {}, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)))
        return found

    def _id_part(self) -> pulumi.Output[str]:
        """Exotel's own id. Taken from the resource's id, which stays known while an update is previewed."""
        return self.id.apply(lambda identity: identity.rpartition("/")[2])


# What each running program has declared, as (trunk, collection, resource).
_declared: WeakKeyDictionary[pulumi.Resource, list[tuple[TrunkInput, str, pulumi.Resource]]] = WeakKeyDictionary()


def _prerequisites(
    resource: Declared, trunk: TrunkInput, inputs: Mapping[str, Any]
) -> pulumi.Output[list[pulumi.Resource]] | None:
    """The resources on the same trunk that must exist before this one, wherever in the program they are declared."""
    program = pulumi.runtime.get_root_resource()
    if program is None:
        return None
    declared = _declared.setdefault(program, [])
    declared.append((trunk, resource.provider.collection.name, resource))
    needed = resource.provider().prerequisite(inputs)
    if needed is None:
        return None

    async def once_the_program_has_run() -> list[pulumi.Resource]:
        # Pulumi runs the program's own code to its end before it serves the first awaitable.
        return [
            other
            for where, collection, other in declared
            if collection == needed.name and (where is trunk or (isinstance(where, str) and where == trunk))
        ]

    return pulumi.Output.from_input(once_the_program_has_run())


def _sid_of(trunk: TrunkInput) -> pulumi.Input[str]:
    if isinstance(trunk, pulumi.CustomResource):
        return trunk.id
    if isinstance(trunk, str):
        return trunk
    output: pulumi.Output[Any] = pulumi.Output.from_input(trunk)
    return output.apply(lambda known: known.id if isinstance(known, pulumi.CustomResource) else known)
