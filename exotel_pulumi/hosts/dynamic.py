"""Pulumi's dynamic provider host, on the provider's side.

Owns floats, unknown values, the URN, "gone", secrets and tracebacks; decides nothing about Exotel's objects. The host's
process is one run of the engine.
"""

import functools
from collections.abc import Callable, Mapping
from itertools import starmap
from typing import Any, Concatenate, ParamSpec, TypeVar

from pulumi import dynamic
from pulumi.runtime import rpc

from exotel_pulumi import errors
from exotel_pulumi.hosts.engine_watch import EngineWatch
from exotel_pulumi.hosts.reporting import failure, internal
from exotel_pulumi.hosts.run import Run
from exotel_pulumi.hosts.sdk import request_urn, sdk, show_messages_alone, store_with_failure
from exotel_pulumi.hosts.stopping import hear_cancel, time_out
from exotel_pulumi.lifecycle import Lifecycle
from exotel_pulumi.objects.fields import UNCONFIRMED, to_snake
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.words import PYTHON

PROVIDER_KEY = "__provider"  # where Pulumi keeps the pickled provider among a resource's values
# The host serves a run with four threads: more waiting ones would leave none to make what they wait for.
WAITING_AT_ONCE = 2

P = ParamSpec("P")
R = TypeVar("R")
ProviderT = TypeVar("ProviderT", bound="DynamicProvider")

_run = Run(PYTHON, WAITING_AT_ONCE)
_watch = EngineWatch(_run.patience.stop)


def _plainly(method: Callable[Concatenate[ProviderT, P], R]) -> Callable[Concatenate[ProviderT, P], R]:
    """Leaves one frame of ours above the message: the host prints the whole traceback of an exception."""

    @functools.wraps(method)
    def plain(self: ProviderT, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with _watch.under_way:
                return method(self, *args, **kwargs)
        except errors.ExotelError as error:
            raise self._stored(_run.reporting.once(error), args[-1]).with_traceback(None) from None
        except Exception as error:
            raise internal(error, f"{method.__name__} of a {self.kind.noun}") from None

    return plain


class DynamicProvider(dynamic.ResourceProvider):
    """A kind of object as Pulumi's dynamic host calls it. What of it is stored is in `stored.py`."""

    # Else every resource's diff would carry a secret `__provider`.
    serialize_as_secret_always = False

    kind: Kind[Any, Any]
    _lifecycle: Lifecycle[Any, Any]

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Takes the stack's configuration. A fault in it is an error at the first call that needs a client.

        An exception here would break every operation, also those that send nothing.
        """
        show_messages_alone()
        _watch.begin()
        hear_cancel(_run.patience.stop)
        self._lifecycle = _run.lifecycle(self.kind, req.config.get)

    @_plainly
    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Checks what a program declares and fills in defaults."""
        given, unknown = _split(news)
        inputs, faults = self._lifecycle.check(_given(olds), given, unknown, request_urn())
        return dynamic.CheckResult(inputs, list(starmap(self._failure, faults)))

    @_plainly
    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Says what changes and whether the object is replaced."""
        difference = self._lifecycle.diff(_given(olds), *_split(news), _id)
        return dynamic.DiffResult(
            # A state of the plugin's is written again in the words of this host, which asks nothing of Exotel.
            changes=bool(difference.changed) or [*map(to_snake, olds)] != [*olds],
            replaces=sorted(difference.replaces),
            delete_before_replace=difference.delete_first,
        )

    @_plainly
    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Makes the object, or takes it over."""
        with _run.patience.within(time_out()):
            identity, state = self._lifecycle.create(_given(props), request_urn())
        return dynamic.CreateResult(identity, state.model_dump())

    @_plainly
    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Reads the object for a refresh, or for `.get()`, which hands over no properties."""
        olds = _given(props)
        state = self._lifecycle.read(id_, olds)
        if state is None and not olds:
            # The engine would report nothing, and every output would be None.
            raise errors.GoneError(
                f"there is no {self.kind.noun} {id_} in this account",
                "verify the id and the account.",
                tried=f"get {id_}",
            )
        if state is None:
            return dynamic.ReadResult("", {})  # the host's word for "gone"
        outs = state.model_dump()
        return dynamic.ReadResult(id_, outs, self._drifted_inputs(olds, outs))

    @_plainly
    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Changes the object in place."""
        with _run.patience.within(time_out()):
            state = self._lifecycle.update(_id, _given(olds), _given(news))
        return dynamic.UpdateResult(state.model_dump())

    @_plainly
    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Deletes the object, unless another resource of the program has it."""
        with _run.patience.within(time_out()):
            self._lifecycle.delete(_id, _given(props), request_urn())

    def _stored(self, error: errors.ExotelError, props: Any) -> errors.ExotelError:
        """Stores what a failure has left at Exotel for the next run; `props` are those of the resource."""
        if not isinstance(error, errors.UnsettledError):
            return error
        outputs = {**error.state, PROVIDER_KEY: props[PROVIDER_KEY]}
        if store_with_failure(error.identity, outputs, str(error)):
            return error
        return self._lifecycle.unstored(error, f"{sdk()} stores nothing with a failure")

    def _failure(self, field: str, reason: str) -> dynamic.CheckFailure:
        return dynamic.CheckFailure(*failure(self.kind, _run.words, field, reason))

    def _drifted_inputs(self, olds: Mapping[str, Any], outs: Mapping[str, Any]) -> dict[str, Any] | None:
        """Returns the inputs as they now are at Exotel, or None to leave those of the state as they are.

        A write-only field stays out: the host cannot distinguish a declared one from a generated one, and what it
        returns here without having been declared would stand in the state in plain text.
        """
        if not self._lifecycle.diff({**olds, UNCONFIRMED: None}, outs, ()).changed:
            return None
        names = self.kind.inputs.model_fields.keys() - self.kind.write_only
        return {name: outs[name] for name in sorted(names) if outs[name] is not None}


def _given(props: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what the host hands over by our fields' names, without its own key; the plugin's states are camelCase."""
    given = dict(zip(map(to_snake, props), props.values(), strict=True))
    given.pop(PROVIDER_KEY, None)
    return given


def _split(props: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Returns what the host hands over, without its own key, and the names of what is or holds an unknown."""
    given, unknown = _given(props), set[str]()
    for name, value in given.items():
        if _is_unknown(value):
            unknown.add(name)
    return given, unknown


def _is_unknown(value: Any) -> bool:
    """Recognises both forms in which SDKs hand over what is not known yet, at any depth."""
    if isinstance(value, dict | list | tuple):
        return any(map(_is_unknown, value.values() if isinstance(value, dict) else value))
    return value == rpc.UNKNOWN or type(value).__name__ == "Unknown"
