"""What is not known before `up` is said to be so: unknown values, trunks of other people's, what a run has left."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.impact.findings import Verdict
from exotel_pulumi.account.impact.text import sentence
from exotel_pulumi.account.preview import SECRET, UNKNOWN, read

from .previews import SALES, SUPPORT, document, side, step, urn
from .stories import NEW_PBX, NUMBER, OTHER, PBX

TRUNK = side("Trunk", "sales", SALES, trunk_name="sales")
RINGS = side("DestinationUri", "pbx", f"{SALES}/1", trunk_sid=SALES, destination=PBX)
MAPPED = side("PhoneNumber", "one", f"{SALES}/2", trunk_sid=SALES, phone_number=NUMBER)
LOGIN = side("Credential", "agent", f"{SALES}/3", trunk_sid=SALES, user_name="agent", password=SECRET)
LINE = [step("same", each, each) for each in (TRUNK, RINGS, MAPPED, LOGIN)]


def said(*steps: dict[str, Any], **more: Any) -> list[str]:
    found = impact_of(read(document(*steps, **more))).findings
    return [f"{each.verdict} {each.direction} {sentence(each)}" for each in found]


def replaced(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    return [step(op, old, new) for op in ("create-replacement", "replace")] + [step("delete-replaced", old)]


def test_a_destination_that_is_not_known_yet_is_no_change_that_is_known() -> None:
    later = side("DestinationUri", "pbx", trunk_sid=SALES, destination=UNKNOWN)
    assert said(LINE[0], *LINE[2:], *replaced(RINGS, later)) == [
        f"not known in {NUMBER}: the destination of pbx is known only after `up`",
        f"unchanged out agent (sales) may show {NUMBER}",
    ]
    hidden = side("DestinationUri", "pbx", trunk_sid=SALES, destination=SECRET)
    assert said(LINE[0], *LINE[2:], *replaced(RINGS, hidden))[0].startswith("not known in ")


def test_a_number_that_is_not_known_yet_stops_nothing_for_sure() -> None:
    later = side("PhoneNumber", "one", trunk_sid=SALES, phone_number=UNKNOWN)
    found = said(*LINE[:2], LINE[3], *replaced(MAPPED, later))
    assert f"not known in {NUMBER}: the phone_number of one is known only after `up`" in found
    assert not [line for line in found if line.startswith("unchanged in")]
    assert not [line for line in found if line.startswith("stops in")]


def test_what_moves_to_a_trunk_that_is_not_known_yet_is_not_known() -> None:
    for old, kind, way in ((MAPPED, "PhoneNumber", f"in {NUMBER}"), (LOGIN, "Credential", "out agent (sales)")):
        new = side(kind, old["urn"].rpartition("::")[2], **{**old["inputs"], "trunk_sid": UNKNOWN})
        others = [each for each in LINE if each["oldState"] is not old]
        name = old["urn"].rpartition("::")[2]
        found = said(*others, *(step(op, old, new) for op in ("delete-replaced", "replace", "create-replacement")))
        assert f"not known {way}: the trunk of {name} is known only after `up`" in found
        assert not [line for line in found if line.startswith("stops")]


def test_a_trunk_that_is_only_read_is_not_of_this_stack() -> None:
    seen = side("Trunk", "seen", SUPPORT, trunk_name="support", external=True)
    moved = side("PhoneNumber", "one", phone_number=NUMBER, on="seen")
    chain = (step(op, MAPPED, moved) for op in ("delete-replaced", "replace", "create-replacement"))
    found = said(*LINE[:2], LINE[3], step("read", new=seen), *chain)
    assert f"not known in {NUMBER}: {SUPPORT} is not of this stack" in found
    assert not [line for line in found if line.startswith("stops in")]


def test_what_names_a_replaced_trunk_by_its_sid_is_not_unchanged() -> None:
    new = side("Trunk", "sales", trunk_name="sales", domain_name="new.pstn.exotel.com")
    chain = (step(op, TRUNK, new) for op in ("delete-replaced", "replace", "create-replacement"))
    found = said(*LINE[1:], *chain)
    assert not [line for line in found if line.startswith("unchanged")]
    assert any(f"the trunk {SALES} goes in this run, and one names it by its SID" in line for line in found)


def test_what_a_failed_run_has_left_is_still_called() -> None:
    left = side("DestinationUri", "pbx", f"{SALES}/9", trunk_sid=SALES, destination=NEW_PBX, delete=True)
    [changed, *_] = said(*LINE, step("delete-replaced", left))
    assert changed.startswith("changed in sales (1 number): pbx-new.example.com:5061, tls (50 %) and pbx-old")


def test_what_a_failed_run_has_deleted_begins_again() -> None:
    gone = {**MAPPED, "pendingReplacement": True}
    again = [step(op, gone, MAPPED) for op in ("replace", "create-replacement")]
    for steps in ((*LINE[:2], *again), (*LINE[:2], step("delete-replaced", gone), *again)):
        assert said(*steps)[0].startswith(f"begins in {NUMBER}: sales → pbx-old")
        assert impact_of(read(document(*steps))).requests == 1
    assert said(*LINE[:2], step("remove-pending-replace", gone)) == []
    # What this run deletes itself has the mark from then on.
    assert said(*LINE[:2], step("delete-replaced", MAPPED), *again)[0].startswith(f"interrupted in {NUMBER}")


def test_what_stays_at_exotel_without_the_stack_is_unchanged() -> None:
    kept = {**MAPPED, "retainOnDelete": True}
    assert said(*LINE[:2], LINE[3], step("delete", kept))[0].startswith(f"unchanged in {NUMBER}: sales →")


def test_what_target_leaves_out_and_what_refresh_has_read_are_no_change() -> None:
    new = side("PhoneNumber", "two", trunk_sid=SALES, phone_number=OTHER)
    found = said(step("refresh", TRUNK, TRUNK), *LINE, step("same", new=new))
    assert [line for line in found if OTHER in line or not line.startswith("unchanged")] == []


def test_a_hidden_account_hides_no_rename() -> None:
    hidden = side("Trunk", "sales", SALES, trunk_name="sales", domain_name=SECRET)
    renamed = side("Trunk", "sales", trunk_name="calls", domain_name=SECRET)
    assert {line.split()[0] for line in said(step("update", hidden, renamed), *LINE[1:])} == {"unchanged"}


def test_a_trunk_that_goes_takes_along_what_costs_no_request() -> None:
    goes = {**MAPPED, "deletedWith": urn("Trunk", "sales")}
    found = impact_of(read(document(*(step("delete", each) for each in (LOGIN, goes, RINGS, TRUNK)))))
    assert found.requests == 3
    assert found.count(Verdict.STOPS) == 2


def test_a_document_without_the_halves_of_a_replacement_says_how_it_is_made() -> None:
    new = side("Trunk", "sales", trunk_name="sales", domain_name="new.pstn.exotel.com")
    with pytest.raises(errors.DeclarationError, match="two halves") as refused:
        said(step("replace", TRUNK, new))
    assert "--show-replacement-steps" in refused.value.advice


def test_what_depends_on_a_login_and_stays_is_said() -> None:
    other = {
        "urn": "urn:pulumi:dev::line::livekit:index:T::far",
        "type": "livekit:index:T",
        "dependencies": [LOGIN["urn"]],
    }
    same = {"op": "same", "urn": other["urn"], "oldState": other, "newState": other}
    found = impact_of(read(document(*LINE[:3], step("update", LOGIN, LOGIN), same))).findings
    [interrupted] = [each for each in found if each.verdict is Verdict.INTERRUPTED]
    assert interrupted.more == ("(far depends on it, and stays as it is)",)
