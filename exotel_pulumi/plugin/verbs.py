"""What the engine asks about one resource, over the lifecycle of its kind. Decides nothing about Exotel's objects."""

import logging
from collections.abc import Mapping, Set
from typing import Any, TypeAlias

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi import errors
from exotel_pulumi.hosts.reporting import failure
from exotel_pulumi.hosts.run import Run
from exotel_pulumi.lifecycle import Lifecycle
from exotel_pulumi.objects import BY_NAME, KINDS
from exotel_pulumi.objects.fields import ADDED, UNCONFIRMED, to_camel
from exotel_pulumi.objects.kind import NATIVE_TOKENS, Kind
from exotel_pulumi.plugin import previewing, wire
from exotel_pulumi.plugin.foreseeing import Foresight
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.plugin.words import spelled

log = logging.getLogger("exotel_pulumi")

AnyKind: TypeAlias = Kind[Any, Any]
DIFF = provider_pb2.DiffResponse
# What an object that was made elsewhere has, whatever a program says by default: nothing of it goes without a call.
IMPORTED = {"cascade": False}
NEVER_RETURNED = (
    "%s %s: Exotel never returns its %s, so the state has none. Give one in the program, or a `rotation`, which sets "
    "another one."
)


class Verbs:
    """The verbs of one run with one provider's settings."""

    def __init__(self, run: Run, given: Given) -> None:
        self._run = run
        self._given = given
        self._lifecycles = {kind.name: run.lifecycle(kind, given) for kind in KINDS}
        self._foresight = Foresight(run, given)

    def check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        """Checks what a program declares and fills in defaults."""
        kind, news = kind_of(request.urn), wire.load(request.news)
        olds = wire.load(request.olds).values
        inputs, faults = self._lifecycle(kind).check(olds, news.values, news.unknown, request.urn)
        return provider_pb2.CheckResponse(
            inputs=wire.dump(inputs, self._secret(kind, news)),
            failures=[self._failure(kind, field, reason) for field, reason in faults],
        )

    def diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        """Says what changes, property by property, and whether the object is replaced."""
        kind, news, loaded = kind_of(request.urn), wire.load(request.news), wire.load(request.olds)
        olds = _state(kind, loaded)
        difference = self._lifecycle(kind).diff(olds, news.values, news.unknown, request.id)
        replaces = difference.replaces
        self._foresight.record(request.urn, kind, olds)
        details = {to_camel(name): _detail(name in replaces, name not in olds) for name in difference.changed}
        if not details and loaded.is_of_dynamic_host:
            # An update that asks nothing of Exotel writes the dynamic host's state in this one's words. The engine
            # shows an update by a property alone.
            details = {to_camel(ADDED): provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.UPDATE)}
        stable = [to_camel(name) for name in (kind.own_id, ADDED) if name]
        return DIFF(
            changes=DIFF.DIFF_SOME if details else DIFF.DIFF_NONE,
            replaces=sorted(map(to_camel, replaces)),
            deleteBeforeReplace=difference.delete_first,
            diffs=sorted(details),
            detailedDiff=details,
            hasDetailedDiff=True,
            stables=[] if replaces else stable,
        )

    def create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        """Makes the object, or takes it over; in a preview, says what its outputs will be."""
        kind = kind_of(request.urn)
        if request.preview:
            return self._foreseen(kind, request)
        inputs = wire.load(request.properties)
        identity, state = self._lifecycle(kind).create(inputs.values, request.urn)
        outputs = outputs_of(kind, identity, state.model_dump())
        return provider_pb2.CreateResponse(id=identity, properties=wire.dump(outputs, self._secret(kind, inputs)))

    def update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:
        """Changes the object in place; in a preview, says what its outputs will be."""
        kind, news = kind_of(request.urn), wire.load(request.news)
        lifecycle, olds = self._lifecycle(kind), _state(kind, wire.load(request.olds))
        if request.preview:
            changed = lifecycle.diff(olds, news.values, news.unknown).changed
            values = previewing.of_changed(kind, olds, news, changed)
        else:
            values = lifecycle.update(request.id, olds, news.values).model_dump()
        outputs = outputs_of(kind, request.id, values)
        return provider_pb2.UpdateResponse(properties=wire.dump(outputs, self._secret(kind, news)))

    def read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:
        """Reads the object for a refresh, an import or a look-up. The answer is empty for what is gone."""
        kind, loaded, inputs = kind_of(request.urn), wire.load(request.properties), wire.load(request.inputs)
        olds = _state(kind, loaded)
        state = self._lifecycle(kind).read(request.id, olds)
        if state is None:
            return provider_pb2.ReadResponse()
        found = state.model_dump()
        if olds:
            now = self._followed(kind, olds, inputs.values, found)
        else:
            found |= {name: value for name, value in IMPORTED.items() if name in found}
            now = self._declared(kind, found)
            for name in kind.write_only:
                log.warning(NEVER_RETURNED, kind.noun, request.id, name)
        secret = self._secret(kind, loaded) | inputs.secret
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=wire.dump(outputs_of(kind, request.id, found), secret),
            inputs=wire.dump(now, secret),
        )

    def delete(self, request: provider_pb2.DeleteRequest) -> None:
        """Deletes the object, unless another resource of the program has it."""
        kind = kind_of(request.urn)
        self._lifecycle(kind).delete(request.id, _state(kind, wire.load(request.properties)), request.urn)

    def left(self, urn: str, properties: struct_pb2.Struct, error: errors.UnsettledError) -> struct_pb2.Struct:
        """Returns the outputs of what a failure has left at Exotel; `properties` are those that were asked for."""
        kind = kind_of(urn)
        secret = self._secret(kind, wire.load(properties))
        return wire.dump(outputs_of(kind, error.identity, error.state), secret)

    def _foreseen(self, kind: AnyKind, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        """Says what will be known of an object that is made. The inputs are not taken apart: there may be thousands."""
        taken_over = self._foresight.of_creation(request.urn, kind, request.properties)
        response = provider_pb2.CreateResponse(id=taken_over or "", properties=request.properties)
        if taken_over is not None:
            response.properties.MergeFrom(wire.dump(outputs_of(kind, taken_over, {})))
        previewing.add_reported(kind, response.properties)
        wire.hide(response.properties, self._hidden(kind))
        return response

    def _lifecycle(self, kind: AnyKind) -> Lifecycle[Any, Any]:
        return self._lifecycles[kind.name]

    def _secret(self, kind: AnyKind, loaded: wire.Loaded) -> Set[str]:
        """Returns the names of what is a secret: by the program, by nature, or since it tells a secret account."""
        return loaded.secret | self._hidden(kind)

    def _hidden(self, kind: AnyKind) -> Set[str]:
        """Returns the names of what is a secret whatever the program says of it."""
        return kind.write_only | ({ADDED, *kind.account_defaults("any")} if self._given.hides_account else set())

    def _failure(self, kind: AnyKind, field: str, reason: str) -> provider_pb2.CheckFailure:
        named, said = failure(kind, self._run.words, field, reason)
        return provider_pb2.CheckFailure(property=to_camel(named), reason=spelled(said, self._run.words))

    def _followed(
        self, kind: AnyKind, olds: Mapping[str, Any], inputs: Mapping[str, Any], found: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Returns the inputs as they now are at Exotel, where they have drifted; a secret is not to be seen there."""
        unmarked = {name: value for name, value in olds.items() if name != UNCONFIRMED}
        drifted = self._lifecycle(kind).diff(unmarked, found, ()).changed - kind.write_only
        return {**inputs, **{name: found[name] for name in drifted}}

    def _declared(self, kind: AnyKind, found: Mapping[str, Any]) -> dict[str, Any]:
        """Returns what a program has to say of an object that was made elsewhere: what is not so by default."""
        sid = found.get(ADDED)
        defaults = kind.inputs.normalized({**kind.inputs.static_defaults(), **kind.account_defaults(sid)})
        names = kind.inputs.model_fields.keys() - kind.write_only - {ADDED}
        return {name: found[name] for name in names if found[name] != defaults.get(name)}


def kind_of(urn: str) -> AnyKind:
    """Returns the kind of a resource. InternalError for one that only another version knows."""
    token = urn.split("::")[2].rpartition("$")[2]
    name = token.removeprefix(NATIVE_TOKENS)
    if name not in BY_NAME:
        raise errors.InternalError(
            f"this version of exotel-pulumi knows no {token}",
            "install the version with which the stack was last updated, or a newer one.",
        )
    return BY_NAME[name]


def outputs_of(kind: AnyKind, identity: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the outputs of an object: its values, and Exotel's own id, which stays known in a preview."""
    own = {kind.own_id: kind.split_id(identity)[1]} if kind.own_id else {}
    return {**values, **own}


def _state(kind: AnyKind, loaded: wire.Loaded) -> dict[str, Any]:
    """Returns the values of the state: an own id is not among them."""
    return {name: value for name, value in loaded.values.items() if name in kind.state.model_fields}


def _detail(replaces: bool, adds: bool) -> provider_pb2.PropertyDiff:
    how = ("ADD" if adds else "UPDATE") + ("_REPLACE" if replaces else "")
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(how))
