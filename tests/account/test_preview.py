"""The document of a preview as data, and the plan that it is: whatever its writer has put into it."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.account import preview as previews
from exotel_pulumi.account.plan import other_accounts, plan_of
from exotel_pulumi.account.preview import SECRET, read

from .previews import SALES, SUPPORT, document, side, step

NUMBER = "+919876543210"
TRUNK = side("Trunk", "sales", SALES, trunk_name="sales")


def test_s114_a_plan_has_what_is_made_kept_and_gone() -> None:
    moved = side("PhoneNumber", "moved", f"{SUPPORT}/1", trunk_sid=SUPPORT, phone_number=NUMBER)
    steps = read(
        document(
            step("create", new=side("PhoneNumber", "new", on="made", phone_number="+919876543219", mode="flow")),
            step("create", new=side("Trunk", "made", trunk_name="made_line", domain_name=SECRET)),
            step("delete-replaced", old=moved),
            step("replace", old=moved, new=side("PhoneNumber", "moved", on="made", phone_number=NUMBER)),
            step("create-replacement", old=moved, new=side("PhoneNumber", "moved", on="made", phone_number=NUMBER)),
            step("same", old=TRUNK, new=TRUNK),
            step("delete", old=side("Trunk", "support", SUPPORT, trunk_name="support")),
            step("delete-replaced", old=side("Trunk", "left_over", "trmum1cccc", trunk_name="left", delete=True)),
            step("read", old=side("Trunk", "seen", "trmum1dddd", external=True), new=TRUNK),
            {"op": "same", "urn": "urn:…::pulumi:pulumi:Stack::dev", "newState": {"type": "pulumi:pulumi:Stack"}},
        )
    ).steps
    plan, declared = plan_of(steps, "Exotel_Demo")
    assert {declared[each].name: each.step for each in plan.planned} == {
        "made": "create",
        "sales": "keep",
        "new": "create",
        "moved": "replace",
    }
    new = next(each for each in plan.planned if declared[each].name == "new")
    assert new.trunk is not None
    assert declared[new.trunk].name == "made"
    assert new.values == {"phone_number": "+919876543219", "mode": "flow"}
    assert new.unknown == {"trunk_sid"}
    assert new.trunk.unknown == {"domain_name"}
    assert [former.values for former in plan.leaving_trunks] == [{"trunk_name": "support"}]
    assert {former.values["phone_number"] for former in plan.formers if former.values.get("phone_number")} == {NUMBER}
    assert sum(former.is_declared for former in plan.formers) == 2


@pytest.mark.parametrize(
    ("given", "unknown"),
    [({}, set()), ({"password": SECRET}, {"password"}), ({"password": "plain"}, {"password"})],
)
def test_s114_a_password_is_given_or_generated_and_never_read(given: dict[str, str], unknown: set[str]) -> None:
    login = {"trunk_sid": SALES, "user_name": "agent"}
    steps = read(document(step("create", new=side("Credential", "a", **login, **given)))).steps
    [planned] = plan_of(steps, "exotel_demo")[0].planned
    assert planned.values == login
    assert planned.unknown == unknown


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone_number", "../../trunks"), ("trunk_sid", "a/b"), ("phone_number", "+91" * 9999), ("mode", 7)],
)
def test_s114_what_breaks_its_rule_is_not_known(field: str, value: object) -> None:
    given: dict[str, Any] = {"trunk_sid": SALES, "phone_number": NUMBER, "mode": "pstn", field: value}
    steps = read(document(step("create", new=side("PhoneNumber", "a", **given)))).steps
    [planned] = plan_of(steps, "exotel_demo")[0].planned
    assert planned.unknown == {field}
    assert field not in planned.values


def test_s114_another_account_is_named_and_not_planned() -> None:
    others = side("Trunk", "far", account="other1", trunk_name="far")
    hidden = side("Trunk", "hidden", account=SECRET, trunk_name="hidden")
    steps = read(document(step("create", new=others), step("create", new=hidden))).steps
    assert [planned.key for planned in plan_of(steps, "exotel_demo")[0].planned] == ["hidden"]
    assert other_accounts(steps, "exotel_demo") == ["other1"]


def test_what_refresh_has_read_is_no_step_of_its_own() -> None:
    steps = read(document(step("refresh", TRUNK, TRUNK), step("create", new=TRUNK))).steps
    [planned] = plan_of(steps, "exotel_demo")[0].planned
    assert (planned.step, planned.former) == ("create", None)


UNUSABLE = {
    "is empty": b" \n",
    "is no JSON": b"error: no stack named 'dev' found",
    "is a stream of events": b'{"sequence":0,"preludeEvent":{}}\n{"sequence":1}\n',
    "that is no object": b"[]",
    "has a steps that is no list": b'{"steps": {}}',
    "has a step that is no object": b'{"steps": [1]}',
    "has a op that is no text": document({"op": 1, "newState": TRUNK}),
    "has a urn that is no text": document({"op": "same", "newState": {**TRUNK, "urn": []}}),
    "has a inputs that is no object": document({"op": "same", "newState": {**TRUNK, "inputs": "a"}}),
    "has a trunk_name that is no list": document(
        {"op": "same", "newState": {**TRUNK, "propertyDependencies": {"trunk_name": 1}}}
    ),
    r"has a \n::add-mask:: that is no list": document(
        {"op": "same", "newState": {**TRUNK, "propertyDependencies": {"\n::add-mask::": 1}}}
    ),
    "has a newState that is no object": document({"op": "create", "newState": [TRUNK]}),
    "has a diagnostic that is no object": document(diagnostics=[1]),
    "leaves out what stays": document(step("create", new=TRUNK), changeSummary={"same": 1}),
    "leaves out what": document(changeSummary={"same": "1"}),
    "is no": b"[" * 200_000,
    "no JSON": b"\xff\xfe",
}


@pytest.mark.parametrize("why", UNUSABLE)
def test_s114_a_document_of_another_shape_ends_in_words(why: str) -> None:
    with pytest.raises(errors.DeclarationError) as refused:
        read(UNUSABLE[why])
    assert why in refused.value.answered
    assert refused.value.advice


def test_s114_a_document_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MOST_STEPS", 2)
    read(document(step("same", TRUNK, TRUNK), step("same", TRUNK, TRUNK)))
    with pytest.raises(errors.DeclarationError, match="more than 2 steps"):
        read(document(*[step("same", TRUNK, TRUNK)] * 3))
    monkeypatch.setattr(previews, "LARGEST", 2**20)
    with pytest.raises(errors.DeclarationError, match="more than 1 MiB"):
        read(b" " * (2**20 + 1))


def test_errors_of_the_preview_are_kept() -> None:
    said = [{"severity": "error", "message": "error: no\n"}, {"severity": "info", "message": "fine"}]
    assert read(document(diagnostics=said)).errors == ["error: no"]
