"""The one place that knows Pulumi's dynamic provider host.

Owns floats, unknown values, pickles, "gone", secrets and tracebacks; decides nothing about Exotel's objects.
"""

import functools
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import FrameType
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
            raise errors.InternalError(
                f"{type(error).__name__} in {_place(error)}",
                "this is a fault of exotel-pulumi; please report it. Nothing is known about the request under way.",
                tried=f"{method.__name__} of a {self.noun}",
            ) from None

    return told


def _place(error: Exception) -> str:
    """The last place in this package that an exception has passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if os.path.dirname(frame.filename).startswith(os.path.dirname(__file__))]
    return f"{os.path.basename(ours[-1].filename)}, line {ours[-1].lineno}"


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
    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        given, unknown = _values(news)
        account_sid = config.look_up("account_sid", self._stack_config, os.environ)
        inputs, faults = lifecycle.check(self, {**given, **unknown}, unknown, account_sid)
        if not faults and not unknown:
            faults = self._expect(_values(olds)[0], inputs)
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
        lifecycle.delete(self, self._run(), _id, _values(props)[0], _urn())

    def _expect(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Notes what is declared; a fault where this run has deleted it, with a resource that had it, too."""
        mark, urn = self.mark(inputs), _urn()
        before = self.mark(self.inputs.one_spelling(olds)) if olds else None
        _plan.expect(mark, urn, before)
        told = "went with another resource that had it, too: run `pulumi refresh`, then `pulumi up`"
        return [(self.key, told)] if before == mark and _plan.is_deleted(mark, by_another_than=urn) else []

    def _failure(self, name: str, reason: str) -> dynamic.CheckFailure:
        # The engine prints the value of the property that a failure names, a secret one too: such a failure names none.
        named = name not in self.write_only
        return dynamic.CheckFailure(name if named else "", reason if named else f"{name}: {reason}")

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


def _urn() -> str:
    """The URN of the resource that is being asked about: the host has it in the request, and hands on only the rest."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if isinstance(urn := getattr(frame.f_locals.get("request"), "urn", None), str):
            return urn
        frame = frame.f_back
    return ""


def _values(props: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the host hands over, without its own key: the known values, and those that are or contain unknowns."""
    given = {name: value for name, value in props.items() if name != PROVIDER_KEY}
    unknown = {name: value for name, value in given.items() if _is_unknown(value)}
    return {name: value for name, value in given.items() if name not in unknown}, unknown


def _is_unknown(value: Any) -> bool:
    """Both forms in which the host has handed over what is not known yet, at any depth."""
    if isinstance(value, dict | list | tuple):
        return any(map(_is_unknown, value.values() if isinstance(value, dict) else value))
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
        defaults = pulumi.ResourceOptions(
            additional_secret_outputs=sorted(provider.write_only) or None,
            # For `up --replace`, which does not ask the provider: creating first would meet the old object.
            delete_before_replace=None if provider.create_first else True,
        )
        values = dict.fromkeys(provider.state.model_fields) | dict(inputs)
        if trunk is not None:
            values["trunk_sid"] = _sid_of(trunk)
            if provider.cascades and isinstance(trunk, Declared) and trunk._leaves_exotel:
                defaults.deleted_with = trunk
        if inputs:
            defaults.depends_on = _declare(self, resource_name, trunk, inputs)
        options = pulumi.ResourceOptions.merge(defaults, opts)
        # What is only read, or is to be kept, takes nothing along when it leaves the stack.
        self._leaves_exotel: bool = options.id is None and not options.retain_on_delete
        super().__init__(provider, resource_name, values, options)

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:  # noqa: A002
        """Reads an object that exists already, made here or elsewhere, without taking it into the stack's hands."""
        found = cls.__new__(cls)
        Declared.__init__(found, resource_name, {}, pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)))
        # Not every engine says the id of what it has read: it would be unknown in each preview, and its users replaced.
        found.__dict__["id"] = pulumi.Output.all(found.urn, id).apply(lambda known: known[1])
        return found

    def _id_part(self) -> pulumi.Output[str]:
        """Exotel's own id. Taken from the resource's id, which stays known while an update is previewed."""
        return self.id.apply(lambda identity: identity.rpartition("/")[2])


@dataclass(frozen=True)
class _Declaration:
    """One resource of a running program, as far as the program's text tells."""

    resource: Declared
    trunk: TrunkInput | None
    inputs: Mapping[str, Any]

    def is_on(self, trunk: TrunkInput | None) -> bool:
        return self.trunk is trunk or (isinstance(trunk, str) and self.trunk == trunk)

    def key(self) -> str | None:
        """What tells it apart on its trunk; None where that is not known yet."""
        kind = self.resource.provider
        if kind.one_per_trunk:
            return ""
        key = self.inputs.get(kind.key)
        return str(kind.inputs.one_spelling({kind.key: key})[kind.key]) if isinstance(key, str) else None

    def is_twin_of(self, other: "_Declaration") -> bool:
        """Whether both surely stand for one object."""
        same_kind = type(self.resource) is type(other.resource)
        return same_kind and self.is_on(other.trunk) and self.key() is not None and self.key() == other.key()


# What each running program has declared.
_declared: WeakKeyDictionary[pulumi.Resource, list[_Declaration]] = WeakKeyDictionary()


def _declare(
    resource: Declared, name: str, trunk: TrunkInput | None, inputs: Mapping[str, Any]
) -> pulumi.Output[list[pulumi.Resource]] | None:
    """The resources on the same trunk that must exist before this one, wherever in the program they are declared.

    ConflictError where the program has declared this very object before.
    """
    program = pulumi.runtime.get_root_resource()
    if program is None:
        return None
    declared = _declared.setdefault(program, [])
    own = _Declaration(resource, trunk, inputs)
    if any(own.is_twin_of(other) for other in declared):
        raise errors.ConflictError(
            f"this {resource.provider.noun} is declared twice in the program",
            "keep one of the two declarations.",
            tried=f"declaring {name}",
        )
    declared.append(own)
    needed = resource.provider().prerequisite(inputs) if trunk is not None else None
    if needed is None:
        return None

    async def once_the_program_has_run() -> list[pulumi.Resource]:
        # Pulumi runs the program's own code to its end before it serves the first awaitable.
        return [
            other.resource for other in declared if other.resource.provider.collection == needed and other.is_on(trunk)
        ]

    return pulumi.Output.from_input(once_the_program_has_run())


def _sid_of(trunk: TrunkInput) -> pulumi.Input[str]:
    if isinstance(trunk, pulumi.CustomResource):
        return trunk.id
    if isinstance(trunk, str):
        return trunk
    output: pulumi.Output[Any] = pulumi.Output.from_input(trunk)
    return output.apply(lambda known: known.id if isinstance(known, pulumi.CustomResource) else known)
