"""Writes what a release leaves in people's states, one of each kind: `python -m tests.host.freeze 0.2.0`."""

import json
import pickle
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from pulumi.dynamic.dynamic import PROVIDER_KEY

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.stored import Provider
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, pickled
from tests.kinds import CHANGES, SAMPLES, Resource, Sample, Values

FOLDER = Path(__file__).with_name("frozen")
PROTOCOLS = ("4", "5")  # the default before Python 3.14, and from there on


def main(release: str, folder: Path = FOLDER) -> None:
    """Writes the file of a release. SystemExit for one that is there: a released state is never written again."""
    file = folder / f"{release}.json"
    if file.exists():
        raise SystemExit(f"{file.name} is there already, and people have such states: name the release to come")
    file.write_text(json.dumps(state(), indent=2) + "\n", encoding="utf-8")


def state() -> dict[str, Any]:
    """Returns names, pickles and values of today's kinds."""
    with Simulator(Options(rate_limit=0)) as simulator, Host(simulator) as host:
        stack = FakeStack(host)
        return {
            "kinds": {sample.kind.name: _named(sample.resource) for sample in SAMPLES},
            "resources": [_made(stack, sample) for sample in SAMPLES],
        }


def _named(resource: Resource) -> Values:
    return {
        "type": f"pulumi-python:{resource._resource_type_name}",
        "provider": [f"{Provider.__module__}.{Provider.__qualname__}", resource.kind.name],
        "pickles": {protocol: _pickled(resource, protocol) for protocol in PROTOCOLS},
    }


def _pickled(resource: Resource, protocol: str) -> str:
    with mock.patch.object(pickle, "DEFAULT_PROTOCOL", int(protocol)):
        return pickled(resource)


def _made(stack: FakeStack, sample: Sample) -> Values:
    name = sample.kind.name
    owner = {} if sample.is_trunk else {"trunk_sid": stack["Trunk"].id}
    optional = {
        change.field: change.new
        for change in CHANGES
        if change.resource is sample.resource and change.step == "update" and change.taken
    }
    declared = owner | optional | sample.arguments
    stack.up(name, sample.resource, **declared)
    held = stack[name]
    outputs = {PROVIDER_KEY: _pickled(sample.resource, PROTOCOLS[0]), **held.outputs}
    return {"kind": name, "id": held.id, "declared": declared, "inputs": held.inputs, "outputs": outputs}


if __name__ == "__main__":
    main(sys.argv[1])
