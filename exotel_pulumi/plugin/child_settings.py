"""The settings of what is on a SipTrunk as other languages than Python give them: mappings beside the lists of values.

A mapping decides by its keys which resources there are. Its values may come from other resources, which Pulumi's
servicer says of a mapping as a whole alone; so they are taken out of the engine's request.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import pulumi
from google.protobuf import struct_pb2
from pulumi.resource import DependencyResource
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi import errors
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.component_schema import SETTINGS

Entries: TypeAlias = dict[str, dict[str, Any]]  # the settings of each child by its key


def of_request(request: provider_pb2.ConstructRequest) -> dict[str, Entries]:
    """Returns the settings by the arguments that have the values. DeclarationError for what is not known yet."""
    found: dict[str, Entries] = {}
    for argument, (name, _) in SETTINGS.items():
        given = to_camel(name)
        if given in request.inputs.fields:
            urns = request.inputDependencies[given].urns if given in request.inputDependencies else ()
            found[argument] = dict(_entries(argument, given, request.inputs.fields[given], urns))
    return found


def beside(values: Iterable[str], settings: Entries) -> Entries:
    """Returns a list of values and their settings as one mapping, as SipTrunk takes it."""
    return {**{value: {} for value in values}, **settings}


def _entries(
    argument: str, given: str, item: struct_pb2.Value, urns: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    opened = wire.opened(item)
    for key, each in _fields(opened, given).items():
        entry = wire.opened(each)
        loaded = wire.load(struct_pb2.Struct(fields=_fields(entry, f"{given} {key}")))
        unknown = {to_camel(name) for name in loaded.values.keys() - {*SETTINGS[argument].kind.declarable}}
        if unknown:
            raise errors.DeclarationError(f"{given} {key} has unknown settings: {', '.join(sorted(unknown))}")
        secret = loaded.values.keys() if opened.is_secret or entry.is_secret else loaded.secret
        yield (
            key,
            {
                name: _output(value, urns, is_known=name not in loaded.unknown, is_secret=name in secret)
                for name, value in loaded.values.items()
            },
        )


def _fields(opened: wire.Opened, where: str) -> Mapping[str, struct_pb2.Value]:
    if opened.is_unknown:
        raise errors.DeclarationError(
            f"{where} must be known before anything is made: each key is a resource of its own",
            "give the keys as plain text; each setting below a key may come from another resource.",
        )
    if opened.item.WhichOneof("kind") != "struct_value":
        raise errors.DeclarationError(f"{where} must be an object of settings")
    return opened.item.struct_value.fields


def _output(value: Any, urns: Iterable[str], *, is_known: bool, is_secret: bool) -> Any:
    """Returns a setting as a program in Python has it."""
    sources: set[pulumi.Resource] = {DependencyResource(urn) for urn in urns}
    if is_known and not is_secret and not sources:
        return value
    return pulumi.Output(sources, _soon(value), _soon(is_known), _soon(is_secret))


def _soon(value: Any) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_result(value)
    return future
