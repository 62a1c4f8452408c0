"""The parts of the package that other people's states, settings and scripts name, read from the code as it is.

`python -m tests.cli.surface` adds to `surface.json` what is new; what is there already is never changed by a command.
"""

import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import exotel_pulumi
from exotel_pulumi import config
from exotel_pulumi.checks import during
from exotel_pulumi.checks.live.report import Point, Report
from exotel_pulumi.checks.ways_seen import Gap, Record, Seen
from exotel_pulumi.cli import during as cli_during
from exotel_pulumi.cli.app import app, plugin
from exotel_pulumi.cli.impact import FailOn, Form
from exotel_pulumi.cli.output import Exit
from exotel_pulumi.explained import Entry
from exotel_pulumi.objects import CHILDREN, KINDS
from exotel_pulumi.resources.facts import EdgeFacts, TrunkFacts
from exotel_pulumi.simulator import Simulator
from exotel_pulumi.simulator.sip.plan import Said
from tests.account.previews import document
from tests.account.stories import NUMBER, PBX, destination, number, steps_of, trunk
from tests.cli.conftest import Run, line, runner

FILE = Path(__file__).with_name("surface.json")


def main() -> None:
    """Adds what is new. SystemExit where something is missing or has changed."""
    with Simulator() as simulator:
        line(simulator)
        now = {"states": of_states(), "programs": of_programs(), "commands": of_commands(runner(simulator))}
    if missing := lost(json.loads(FILE.read_text(encoding="utf-8")), now):
        raise SystemExit(f"surface.json has what the code has no more, and other people rely on it: {missing}")
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


def lost(old: Any, new: Any, at: str = "") -> list[str]:
    """Lists the places of a surface that a newer one lacks or has otherwise."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [place for name in old for place in lost(old[name], new.get(name), f"{at}/{name}")]
    if isinstance(old, list) and isinstance(new, list):
        return [f"{at}: {entry}" for entry in old if all(lost(entry, other) for other in new)]
    return [] if old == new else [at]


def of_states() -> dict[str, Any]:
    """Returns what stands in states: types, ids, inputs and outputs of each kind."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        row = {kind.collection.id_field: "trunk_external_alias" if kind.one_per_trunk else "41523"}
        found[kind.name] = {
            "type": f"pulumi-python:{getattr(exotel_pulumi, kind.name)._resource_type_name}",
            "type with the plugin": kind.native_token,
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
        "host": config.PLUGIN_HOST,
        "facts": sorted(get_type_hints(TrunkFacts)),
        "edge": sorted(get_type_hints(EdgeFacts)),
    }


def of_commands(run: Run) -> dict[str, Any]:
    """Returns what scripts name: commands, exit codes, and the shape of each JSON."""
    probed = json.loads(run("probe", "--json", "192.0.2.1:5060;transport=tcp").out)
    of_a_finding = probed["findings"][0].keys() - {"destination", "well"}
    return {
        "commands": sorted(command.name or str(command.callback.__name__) for command in app.registered_commands),  # type: ignore[union-attr]
        "plugin": sorted(str(command.callback.__name__) for command in plugin.registered_commands),  # type: ignore[union-attr]
        "exit": {code.name: int(code) for code in Exit},
        "show": shape(json.loads(run("show", "--json").out)),
        "not_in_state": [kind.list_name for kind in CHILDREN],
        "doctor": shape(json.loads(run("doctor", "--json").out)),
        "explain": shape(json.loads(run("explain", "1010", "--json").out)),
        "kinds of explain": list(get_args(Entry.model_fields["kind"].annotation)),
        "probe": [*probed, "destination", *sorted(of_a_finding)],
        "ring": [
            "number",
            "answered",
            "well",
            "note",
            "tried",
            "destination",
            "seconds",
            *sorted(Said.__dataclass_fields__),
        ],
        "rehearse": ["well", "out", "in", "trunk", "by", "number", "status", "reason", "fault", "heard"],
        "during": of_during(),
        "impact": of_impact(run),
        "verify": sorted(Report.__dataclass_fields__) + sorted(Point.__dataclass_fields__),
    }


def of_during() -> dict[str, Any]:
    """Returns what scripts read of a way that was away while a command ran, and of the calls beside it."""
    first, last = ({"write": 1, "method": method, "path": "/", "said": ""} for method in ("DELETE", "POST"))
    record = Record(2, [Seen("in", NUMBER, "", 0, "a", "a", [Gap(first, last)])])
    return {
        **shape(during.as_data(record, during.fates(record))),
        "beside": ["well", "exit", "seconds", "calls", "unseen"],
        "call": ["call", "at", "trunk", "direction", "number", "by", "password", "status", "fault", "refused", "well"],
        "fates": [*during.Fate],
        "fail-on": [*cli_during.FailOn],
    }


def of_impact(run: Run) -> dict[str, Any]:
    """Returns what scripts read of the impact of a number that moves."""
    before = {"sales": trunk("sales"), "support": trunk("support"), "pbx": destination("sales", PBX)}
    before["far"] = destination("support", PBX)
    moved = document(*steps_of({**before, "a": number("sales", NUMBER)}, {**before, "a": number("support", NUMBER)}))
    found = json.loads(run("impact", "-", "--format", "json", given=moved.decode()).out)
    off = next(each["off"] for each in found["findings"] if each["off"])
    return {
        **shape(found),
        "off": shape(off),
        "verdicts": list(found["counts"]),
        "fail-on": [*FailOn],
        "forms": [*Form],
    }


def shape(value: Any) -> Any:
    """Returns a JSON value with its texts and numbers left out, and the first of each list alone."""
    if isinstance(value, dict):
        return {name: shape(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


if __name__ == "__main__":
    main()
