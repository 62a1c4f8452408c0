"""Plans of programs, written in a line: what is declared, what the stack has, and what Exotel has."""

from collections.abc import Mapping, Sequence
from typing import Any

from exotel_pulumi.lifecycle.foresight import Finding, foresee
from exotel_pulumi.lifecycle.planned import AnyKind, Former, Plan, Planned, Step
from exotel_pulumi.lifecycle.questions import Answers
from exotel_pulumi.objects import BY_NAME, KINDS
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.words import PYTHON

SALES, SUPPORT = "trmum1aaaa", "trmum1bbbb"
OURS, OTHER = "+919876543210", "+919876543219"
COLLECTIONS = {kind.collection.name: kind for kind in KINDS}
HOST = "sip.example.com:5061;transport=tls"


def former(kind: str, is_declared: bool = True, **values: Any) -> Former:
    """Returns what the stack has."""
    return Former(BY_NAME[kind], values, is_declared)


def planned(
    kind: str, step: Step = "create", trunk: Planned | None = None, before: Former | None = None, **values: Any
) -> Planned:
    """Returns what the program declares; the trunk's SID is not known where the trunk is made."""
    unknown = {"trunk_sid"} if trunk is not None and "trunk_sid" not in values else set()
    return Planned(BY_NAME[kind], step, values, frozenset(unknown), trunk, before)


def plan(*resources: Planned, stack: Sequence[Former] = ()) -> Plan:
    """Returns the plan of a program; what its resources were before is in the stack."""
    before = [resource.former for resource in resources if resource.former is not None]
    return Plan(resources, [*before, *(other for other in stack if other not in before)])


def answers(trunks: Mapping[str, str] | None = None, **lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> Answers:
    """Returns what Exotel has: trunks by SID, and the rows of each collection by trunk."""
    rows = [{"trunk_sid": sid, "trunk_name": name, "nso_code": "ANY-ANY"} for sid, name in (trunks or {}).items()]
    found = Answers(trunks=None if trunks is None else rows)
    for name, by_trunk in lists.items():
        kind: AnyKind = COLLECTIONS[name]
        for sid, given in by_trunk.items():
            id_field = kind.collection.id_field
            found.rows[kind.endpoint(sid)] = [{id_field: str(place), **row} for place, row in enumerate(given, 1)]
    return found


def said(of: Plan, found: Answers) -> list[str]:
    """Returns the findings, each as its gravity and its text in one line."""
    return [f"{each.gravity}: {' '.join(each.text.split())}" for each in foresee(of, found, PYTHON)]


def refusals(of: Plan, found: Answers) -> list[Finding]:
    """Returns the findings that fail a preview."""
    return [each for each in foresee(of, found, PYTHON) if each.gravity == "refusal"]


def adopting(**values: Any) -> Planned:
    """Returns a trunk that may be taken over."""
    return planned(TRUNK.name, trunk_name="sales", adopt=True, **values)
