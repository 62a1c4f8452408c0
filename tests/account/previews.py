"""Documents of previews as the engine writes them, a line for each step; `tests/engine` compares the real one."""

import json
from typing import Any

from pydantic.alias_generators import to_camel

from exotel_pulumi.account.preview import SECRET, UNKNOWN
from exotel_pulumi.objects.kind import NATIVE_TOKENS

TOKEN = "pulumi-python:dynamic/exotel:"
# What a state has beside its inputs and outputs.
STATES = ("external", "delete", "deletedWith", "retainOnDelete", "pendingReplacement")
SALES, SUPPORT = "trmum1aaaa", "trmum1bbbb"


def urn(kind: str, name: str) -> str:
    """Returns the URN of one of our resources."""
    return f"urn:pulumi:dev::line::{TOKEN}{kind}::{name}"


def side(kind: str, name: str, identity: str = "", account: str = "exotel_demo", **inputs: Any) -> dict[str, Any]:
    """Returns a resource before or after; `on` names a trunk that is made in the same run."""
    on = inputs.pop("on", None)
    more: dict[str, Any] = {name: inputs.pop(name) for name in STATES if name in inputs}
    inputs = {"account_sid": account, **({"trunk_sid": UNKNOWN} if on else {}), **inputs}
    made = {"id": identity, "outputs": {**inputs, "password": SECRET, "date_created": "2026-11-28"}} if identity else {}
    sources = {name: [urn("Trunk", on)] if name == "trunk_sid" and on else [] for name in inputs}
    own: dict[str, Any] = {
        "urn": urn(kind, name),
        "type": TOKEN + kind,
        "inputs": inputs,
        "propertyDependencies": sources,
    }
    return {**own, **made, **more}


def step(op: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None) -> dict[str, Any]:
    """Returns one step."""
    states = {name: state for name, state in (("oldState", old), ("newState", new)) if state}
    return {"op": op, "urn": (new or old or {})["urn"], **states, "detailedDiff": None}


def of_the_plugin(found: dict[str, Any]) -> dict[str, Any]:
    """Returns a step as it is where the plugin is the host: with its types, and names in camelCase."""
    moved: dict[str, Any] = json.loads(json.dumps(found).replace(TOKEN, NATIVE_TOKENS))
    for state in (moved[name] for name in ("oldState", "newState") if name in moved):
        for part in ("inputs", "outputs", "propertyDependencies"):
            if part in state:
                state[part] = {to_camel(name): value for name, value in state[part].items()}
    return moved


def document(*steps: dict[str, Any], **more: Any) -> bytes:
    """Returns the document of a preview."""
    same = sum(each["op"] == "same" for each in steps)
    return json.dumps({"steps": steps, "duration": 1, "changeSummary": {"same": same}, **more}).encode()
