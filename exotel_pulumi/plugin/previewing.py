"""Outputs as a change will leave them: what neither state nor program says will be Exotel's to say."""

from collections import abc
from collections.abc import Mapping
from functools import cache
from typing import Any

from exotel_pulumi.objects.fields import UNCONFIRMED
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.plugin.wire import UNKNOWN, Loaded


def of_new(kind: Kind[Any, Any], inputs: Loaded) -> dict[str, Any]:
    """Returns the outputs of an object that will be made."""
    return {**dict.fromkeys(_reported_later(kind), UNKNOWN), **inputs.values}


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
    """Returns the outputs that Exotel tells once the object is there."""
    own = [] if kind.own_id is None else [kind.own_id]
    reported = kind.state.model_fields.keys() - kind.inputs.model_fields.keys() - {UNCONFIRMED}
    return frozenset({*reported, *kind.write_only, *kind.account_defaults("any"), *own})
