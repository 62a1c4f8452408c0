"""A key that Exotel spells otherwise is the same object (scenario 75)."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator.call import Call
from tests.kinds import CALLER_ID, CREDENTIAL, DESTINATION_URI, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample

from .stage import URN, Stage

SPELLINGS = ["919876543210", "+91 98765 43210", "+91-98765-43210"]


@pytest.mark.parametrize("listed", SPELLINGS)
def test_s75_a_number_that_is_listed_otherwise_is_taken_over(stage: Stage, listed: str) -> None:
    identity = stage.add(PHONE_NUMBER)
    stage.sim.edit(stage.trunk_sid, "phone_numbers", identity.split("/")[1], phone_number=listed)
    found = stage.new_run().of(PHONE_NUMBER).read(identity, {})
    assert found is not None
    assert found.phone_number == PHONE_NUMBER.given["phone_number"]
    assert not stage.new_run().of(PHONE_NUMBER).diff(found.model_dump(), stage.inputs(PHONE_NUMBER), ()).changed


@pytest.mark.parametrize("listed", SPELLINGS)
def test_s75_a_caller_id_that_is_listed_otherwise_is_no_drift(stage: Stage, listed: str) -> None:
    identity = stage.add(CALLER_ID, value=listed)
    found = stage.new_run().of(CALLER_ID).read(identity, {})
    assert found is not None
    assert not stage.new_run().of(CALLER_ID).diff(found.model_dump(), stage.inputs(CALLER_ID), ()).changed


def test_s75_a_trunk_of_another_case_is_adopted_and_renamed(stage: Stage) -> None:
    identity = stage.add(TRUNK, trunk_name="VOICE")
    assert stage.create(TRUNK, adopt=True)[0] == identity
    stage.holds(TRUNK, identity, TRUNK.row)


def test_s75_of_two_trunks_the_one_of_the_very_name_is_meant(stage: Stage) -> None:
    stage.add(TRUNK, trunk_name="VOICE")
    identity = stage.add(TRUNK)
    assert stage.create(TRUNK, adopt=True)[0] == identity


def test_s75_two_of_other_cases_are_refused(stage: Stage) -> None:
    stage.add(TRUNK, trunk_name="VOICE")
    stage.add(TRUNK, trunk_name="Voice")
    with pytest.raises(errors.ConflictError, match="2 times"):
        stage.create(TRUNK, adopt=True)


def test_s75_a_login_of_another_case_is_another_login(stage: Stage) -> None:
    stage.add(CREDENTIAL, user_name="LIVEKIT")
    stage.create(CREDENTIAL)
    assert {row["user_name"] for row in stage.rows(CREDENTIAL)} == {"LIVEKIT", "livekit"}


@pytest.mark.parametrize("written", SPELLINGS)
def test_s75_a_person_still_writes_e164(stage: Stage, written: str) -> None:
    _, faults = stage.run.of(PHONE_NUMBER).check({}, {"trunk_sid": "TK1", "phone_number": written}, (), URN)
    assert [name for name, _ in faults] == ["phone_number"]


# What Exotel may make of a key that a person has written, and whether it means the same.
STORED = [
    (DESTINATION_URI, "sips:{}", True),
    (DESTINATION_URI, "<sip:{}>", True),
    (DESTINATION_URI, "SIP:{}", True),
    (DESTINATION_URI, "other-{}", False),
    (WHITELISTED_IP, "{}/32", True),
    (WHITELISTED_IP, " {}", True),
    (WHITELISTED_IP, "1{}", False),
]


@pytest.mark.parametrize(("sample", "spelling", "same"), STORED)
def test_s75_what_exotel_makes_of_a_key_is_taken_as_equal_or_reported(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, sample: Sample, spelling: str, same: bool
) -> None:
    asked = stage.inputs(sample)[sample.kind.key]
    stored = spelling.format(asked)
    insert = Call.insert
    monkeypatch.setattr(Call, "insert", lambda call, fields: insert(call, {**fields, sample.kind.key: stored}))
    if same:
        identity, state = stage.create(sample)
        assert getattr(state, sample.kind.key) == asked
        read = stage.new_run().of(sample).read(identity, state.model_dump())
        assert read is not None
        assert not stage.run.of(sample).diff(read.model_dump(), stage.inputs(sample), ()).changed
    else:
        with pytest.raises(errors.ConflictError, match="What was made is removed again") as refused:
            stage.create(sample)
        assert f"Exotel stored {sample.kind.key} {asked!r} as {stored!r}" in str(refused.value)
        assert stage.rows(sample) == []  # else each run would make another one
