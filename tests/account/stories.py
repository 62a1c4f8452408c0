"""Changes of a stack, written as what is before and after: the steps of their previews, as the engine writes them.

Each line of a program is a resource: its kind, its name, and its inputs; `on` names the trunk.
"""

from collections.abc import Mapping
from typing import Any

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.impact.findings import Impact
from exotel_pulumi.account.preview import SECRET, read
from exotel_pulumi.objects import BY_NAME

from .previews import document, side, step, urn

Inputs = dict[str, Any]
Program = Mapping[str, tuple[str, Inputs]]  # by name: kind and inputs

SIDS = {"sales": "trmum1a", "support": "trmum1b"}
NUMBER, OTHER = "+918047112233", "+918047110001"
PBX, NEW_PBX = "pbx-old.example.com:5061;transport=tls", "pbx-new.example.com:5061;transport=tls"


def sid(name: str) -> str:
    """Returns the SID of a trunk by its name; of one that is not the stack's, the name is the SID."""
    return name if name.startswith("trmum") else SIDS.get(name, f"trmum1{name}")


def trunk(name: str, **inputs: Any) -> tuple[str, Inputs]:
    return "Trunk", {
        "trunk_name": f"{name}_line",
        "domain_name": "acme.pstn.exotel.com",
        "nso_code": "ANY-ANY",
    } | inputs


def number(on: str, text: str, **inputs: Any) -> tuple[str, Inputs]:
    return "PhoneNumber", {"on": on, "phone_number": text, "mode": "pstn"} | inputs


def destination(on: str, text: str, **inputs: Any) -> tuple[str, Inputs]:
    return "DestinationUri", {"on": on, "destination": text, "priority": 0, "weight": 1} | inputs


def login(on: str, text: str, **inputs: Any) -> tuple[str, Inputs]:
    return "Credential", {"on": on, "user_name": text} | inputs


def address(on: str, text: str, **inputs: Any) -> tuple[str, Inputs]:
    return "WhitelistedIp", {"on": on, "ip": text, "mask": 32} | inputs


def caller_id(on: str, text: str) -> tuple[str, Inputs]:
    return "CallerId", {"on": on, "phone_number": text}


def steps_of(before: Program, after: Program, changed: set[str] | None = None) -> list[dict[str, Any]]:
    """Returns the steps of a run; `changed` names what changes in a secret alone."""
    replaced = {name for name, (kind, _) in before.items() if kind == "Trunk" and _replaces(name, before, after)}
    found, last = list[dict[str, Any]](), list[dict[str, Any]]()
    for name in {**before, **after}:
        old = _old(name, *before[name], after) if name in before else None
        new = _new(name, *after[name], before, replaced) if name in after else None
        if new is None:
            last.insert(0, step("delete", old=old))
        elif old is None:
            found.append(step("create", new=new))
        elif name in replaced or _replaces(name, before, after) or before[name][1].get("on") in replaced:
            halves = step("delete-replaced", old=old), step("create-replacement", old, new)
            is_made_first = _is_made_first(name, before, after) and before[name][1].get("on") not in replaced
            found += (
                [halves[1], step("replace", old, new)]
                if is_made_first
                else [halves[0], step("replace", old, new), halves[1]]
            )
            last += [halves[0]] if is_made_first else []
        else:
            is_same = before[name] == after[name] and name not in (changed or set())
            found.append(step("same" if is_same else "update", old, new))
    return found + last


def impact(before: Program, after: Program, *more: dict[str, Any], changed: set[str] | None = None) -> Impact:
    """Returns what a change does to calls."""
    return impact_of(read(document(*steps_of(before, after, changed), *more)))


def other(op: str, name: str, *on: tuple[str, str]) -> dict[str, Any]:
    """Returns the step of a resource of another provider, which depends on ours."""
    state = {
        "urn": f"urn:pulumi:dev::line::livekit:index:Trunk::{name}",
        "type": "livekit:index:Trunk",
        "dependencies": [urn(kind, name) for kind, name in on],
    }
    return {"op": op, "urn": state["urn"], "newState": state}


def _old(name: str, kind: str, inputs: Inputs, after: Program) -> dict[str, Any]:
    on, own = inputs.get("on"), {key: value for key, value in inputs.items() if key != "on"}
    if kind == "Trunk":
        return side(kind, name, sid(name), **own)
    is_ours = not str(on).startswith("trmum")
    goes = {"deletedWith": urn("Trunk", str(on))} if BY_NAME[kind].cascades and is_ours else {}
    return side(kind, name, f"{sid(str(on))}/{name}", trunk_sid=sid(str(on)), **goes, **own)


def _new(name: str, kind: str, inputs: Inputs, before: Program, replaced: set[str]) -> dict[str, Any]:
    on, own = inputs.get("on"), {key: value for key, value in inputs.items() if key != "on"}
    if kind == "Trunk":
        return side(kind, name, **own)
    if on in replaced or (on not in before and not str(on).startswith("trmum")):
        return side(kind, name, on=on, **own)
    return side(kind, name, trunk_sid=sid(str(on)), **own)


def _replaces(name: str, before: Program, after: Program) -> bool:
    if name not in before or name not in after:
        return False
    kind, fields = BY_NAME[before[name][0]], {*BY_NAME[before[name][0]].replaces, "on"}
    return any(before[name][1].get(field) != after[name][1].get(field) for field in fields - {"trunk_sid"}) and bool(
        kind
    )


def _is_made_first(name: str, before: Program, after: Program) -> bool:
    kind, (old, new) = BY_NAME[before[name][0]], (before[name][1], after[name][1])
    return bool(kind.create_first) and old.get("on") == new.get("on")


GIVEN = {"password": SECRET}
