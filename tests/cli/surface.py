"""The parts of the package that other people's states, settings and scripts name, read from the code as it is."""

import json
from typing import Any, get_args, get_type_hints

import exotel_pulumi
from exotel_pulumi import config
from exotel_pulumi.checks.live.report import Point, Report
from exotel_pulumi.cli.app import app
from exotel_pulumi.cli.output import Exit
from exotel_pulumi.explained import Entry
from exotel_pulumi.objects import KINDS
from exotel_pulumi.resources.facts import EdgeFacts, TrunkFacts
from exotel_pulumi.simulator.sip.caller import Said
from tests.cli.conftest import Run


def of_states() -> dict[str, Any]:
    """Returns what stands in states: types, ids, inputs and outputs of each kind."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        row = {kind.collection.id_field: "trunk_external_alias" if kind.one_per_trunk else "41523"}
        found[kind.name] = {
            "type": f"pulumi-python:{getattr(exotel_pulumi, kind.name)._resource_type_name}",
            "provider": f"exotel_pulumi.stored.Provider({kind.name!r})",
            "id": kind.join_id(None if kind.collection.top_level else "trmum1", row),
            "inputs": sorted(kind.inputs.model_fields),
            "state": sorted(kind.state.model_fields),
            "replaces": sorted(kind.replaces),
        }
    return found


def of_programs() -> dict[str, Any]:
    """Returns what programs and configurations name."""
    return {
        "names": sorted(exotel_pulumi.__all__),
        "settings": {field: list(names) for field, names in config.NAMES.items()},
        "facts": sorted(get_type_hints(TrunkFacts)),
        "edge": sorted(get_type_hints(EdgeFacts)),
    }


def of_commands(run: Run) -> dict[str, Any]:
    """Returns what scripts name: commands, exit codes, and the shape of each JSON."""
    probed = json.loads(run("probe", "--json", "no destination").out)
    of_a_finding = probed["findings"][0].keys() - {"destination", "well"}
    return {
        "commands": sorted(command.name or str(command.callback.__name__) for command in app.registered_commands),  # type: ignore[union-attr]
        "exit": {code.name: int(code) for code in Exit},
        "show": shape(json.loads(run("show", "--json").out)),
        "doctor": shape(json.loads(run("doctor", "--json").out)),
        "explain": shape(json.loads(run("explain", "1010", "--json").out)),
        "kinds of explain": list(get_args(Entry.model_fields["kind"].annotation)),
        "probe": [*probed, "destination", *sorted(of_a_finding)],
        "ring": ["number", "answered", "tried", "destination", "seconds", *sorted(Said.__dataclass_fields__)],
        "rehearse": ["well", "out", "in", "trunk", "by", "number", "status", "reason", "fault", "heard"],
        "verify": sorted(Report.__dataclass_fields__) + sorted(Point.__dataclass_fields__),
    }


def shape(value: Any) -> Any:
    """Returns a JSON value with its texts and numbers left out, and the first of each list alone."""
    if isinstance(value, dict):
        return {name: shape(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__
