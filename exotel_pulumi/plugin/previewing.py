"""Outputs as a change will leave them: what neither state nor program says will be Exotel's to say."""

from collections import abc
from collections.abc import Mapping
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from exotel_pulumi.objects.fields import UNCONFIRMED
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.values import AS_ANSWERED
from exotel_pulumi.plugin.wire import Loaded


def of_new(kind: Kind[Any, Any], inputs: Loaded) -> dict[str, Any]:
    """Returns the outputs of an object that will be made."""
    own = [] if kind.own_id is None else [kind.own_id]
    reported = kind.state.model_fields.keys() - kind.inputs.model_fields.keys() - {UNCONFIRMED}
    later = {*reported, *kind.write_only, *kind.account_defaults("any"), *own}
    return {**dict.fromkeys(later, UNKNOWN), **inputs.values}


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
