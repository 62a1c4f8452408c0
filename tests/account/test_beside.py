"""What a trunk of a stack has beside the stack: of every kind, compared by ids."""

from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from exotel_pulumi.account import state
from exotel_pulumi.account.contents import Contents, TrunkContents
from exotel_pulumi.checks import calls
from exotel_pulumi.lifecycle.attached import LONGEST_LIST
from exotel_pulumi.objects import BY_TOKEN, CHILDREN, KINDS
from exotel_pulumi.objects.kind import Kind

SID = "trmum1abc"


def children(kind: Kind[Any, Any], *ids: str) -> list[dict[str, Any]]:
    """Returns objects of a kind as an account shows them; each has its id for a value, too."""
    return [{"id": own, **dict.fromkeys(kind.shown, f"value of {own}")} for own in ids]


def account(*ids: str) -> Contents:
    """Returns an account that has objects of every kind with these ids on its trunk, and another trunk."""
    trunk: TrunkContents = {"trunk_sid": SID, "trunk_name": "voice"}
    trunk |= {kind.list_name: children(kind, *ids) for kind in CHILDREN}
    other = {**trunk, "trunk_sid": "trmum1other"}
    return {"account_sid": "acme", "api": "", "trunks": [trunk, other]}


def exported(*ids: str, **more: Any) -> dict[str, Any]:
    """Returns the state of a stack with the trunk and, of every kind, objects with these ids."""
    resources = [{"type": KINDS[0].token, "id": SID, "outputs": {}}]
    resources += [{"type": kind.token, "id": f"{SID}/{own}", "outputs": {}, **more} for kind in CHILDREN for own in ids]
    return {"deployment": {"resources": resources}}


def found(stack: dict[str, Any], there: Contents) -> dict[str, list[str]]:
    """Returns the ids, by kind, of what the trunk has beside the stack."""
    [(trunk, others)] = state.beside(state.read(stack), there, stack)
    assert trunk["trunk_sid"] == SID
    return {name: [child["id"] for child in rest] for name, rest in others.items()}


def test_what_only_exotel_has_is_found_of_every_kind() -> None:
    assert found(exported("1"), account("1", "2")) == {kind.list_name: ["2"] for kind in CHILDREN}
    assert found(exported("1", "2", "3"), account("1", "2")) == {kind.list_name: [] for kind in CHILDREN}


def test_a_state_of_the_plugin_is_read_as_one_of_the_dynamic_host() -> None:
    stack, moved = exported("1", "2"), exported("1", "2")
    for old, new in zip(stack["deployment"]["resources"], moved["deployment"]["resources"], strict=True):
        kind = BY_TOKEN[old["type"]]
        old["outputs"] = {name: f"value of {name}" for name in (*kind.shown, "account_sid")}
        new |= {"type": kind.native_token, "outputs": {to_camel(name): text for name, text in old["outputs"].items()}}
    assert state.read(moved) == state.read(stack)
    assert state.accounts(moved) == ["value of account_sid"]
    assert found(moved, account("1", "2", "3")) == {kind.list_name: ["3"] for kind in CHILDREN}


def test_an_id_belongs_to_its_kind_and_its_trunk() -> None:
    stack = exported()
    stack["deployment"]["resources"].append({"type": CHILDREN[0].token, "id": f"{SID}/1", "outputs": {}})
    stack["deployment"]["resources"].append({"type": CHILDREN[0].token, "id": "trmum1x/2", "outputs": {}})
    others = found(stack, account("1", "2"))
    assert others.pop(CHILDREN[0].list_name) == ["2"]
    assert all(rest == ["1", "2"] for rest in others.values())


def test_a_sid_has_no_case_and_what_waits_for_its_deletion_is_the_stacks() -> None:
    there = account("1")
    there["trunks"][0]["trunk_sid"] = SID.upper()
    stack = exported("1", delete=True)
    [(_, others)] = state.beside(state.read(stack), there, stack)
    assert not any(others.values())


@pytest.mark.parametrize("kind", CHILDREN, ids=lambda kind: kind.label)
def test_a_finding_names_each_object_and_is_no_fault(kind: Kind[Any, Any]) -> None:
    [trunk, _] = account()["trunks"]
    none: dict[str, list[dict[str, Any]]] = {other.list_name: [] for other in CHILDREN}
    assert list(calls.of_others(trunk, none)) == []
    many = children(kind, *map(str, range(LONGEST_LIST + 3)))
    [finding] = calls.of_others(trunk, none | {kind.list_name: many})
    assert finding.passed
    assert finding.subject == "on trunk voice"
    names = ", ".join(str(values[kind.key]) for values in many[:LONGEST_LIST])
    assert finding.said == (
        f"not in this stack's state, perhaps in another one's: {len(many)} {kind.noun}s ({names}, … and 3 more)"
    )
