"""Outputs as a change will leave them: what neither state nor program says will be Exotel's to say."""

from collections import abc
from collections.abc import Mapping
from functools import cache
from typing import Any

from google.protobuf import struct_pb2

from exotel_pulumi.objects.fields import UNCONFIRMED, to_camel
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.plugin.wire import UNKNOWN, Loaded


def add_reported(kind: Kind[Any, Any], outputs: struct_pb2.Struct) -> None:
    """Makes outputs of the inputs of an object that will be made: what Exotel reports is not known yet."""
    for name in _reported_later(kind):
        if name not in outputs.fields:
            outputs.fields[name].string_value = UNKNOWN


def of_changed(
    kind: Kind[Any, Any], olds: Mapping[str, Any], news: Loaded, changed: abc.Collection[str]
) -> dict[str, Any]:
    """Returns the outputs of an object that will be changed in place; what Exotel reports stays as it is."""
    outputs = {**olds, **news.values}
    outputs.pop(UNCONFIRMED, None)
    if not news.unknown:
        inputs = kind.inputs.model_validate(news.values, context=AS_ANSWERED)
        completed = kind.complete(inputs, changed).known()
        outputs |= dict.fromkeys(completed.keys() - news.values.keys(), UNKNOWN)
    return outputs


@cache
def _reported_later(kind: Kind[Any, Any]) -> frozenset[str]:
    """Returns the outputs that Exotel tells once the object is there, as the engine names them."""
    own = [] if kind.own_id is None else [kind.own_id]
    reported = kind.state.model_fields.keys() - kind.inputs.model_fields.keys() - {UNCONFIRMED}
    return frozenset(map(to_camel, {*reported, *kind.write_only, *kind.account_defaults("any"), *own}))
