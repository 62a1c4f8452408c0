"""What a take-over may overwrite: no secret that nobody wrote down (scenario 82), all else by name (scenario 83)."""

import logging
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from exotel_pulumi.simulator.call import Call
from tests.kinds import CALLER_ID, CREDENTIAL, DESTINATION_URI, ON_A_TRUNK, OTHER_NUMBER, TRUNK, Sample, named

from .stage import URN, Stage

IN_USE = "Somebody_elses_1"
undated = pytest.mark.parametrize("date", ["now", None], ids=["dated", "undated"])


def password(stage: Stage) -> Any:
    [row] = stage.rows(CREDENTIAL)
    return row["password"]


def lose_the_answer(stage: Stage) -> None:
    stage.sim.add_fault(Fault("POST", CREDENTIAL.path(stage.dialect), "drop_after"))


@pytest.mark.parametrize("on", ["a trunk of an earlier run", "a trunk that this run adopts"])
def test_s82_a_generated_password_is_not_put_over_one_in_use(stage: Stage, on: str) -> None:
    identity = stage.add(CREDENTIAL, password=IN_USE)
    if "adopts" in on:
        stage.create(TRUNK, trunk_name="stage", adopt=True)
    with pytest.raises(errors.ConflictError, match=f"It is {identity}") as refused:
        stage.create(CREDENTIAL, password=None)
    for way in ("Give the password in use", "choose another user_name", "give `rotation`", "Nothing was changed"):
        assert way in refused.value.advice
    assert stage.requests("PUT", "DELETE") == []
    stage.holds(CREDENTIAL, identity, {**CREDENTIAL.row, "password": IN_USE})


@pytest.mark.parametrize(
    "consent", [{"password": "Given_1"}, {"password": None, "rotation": "1"}], ids=["its password", "a rotation"]
)
def test_s82_consent_lets_a_login_be_taken(
    stage: Stage, consent: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    identity = stage.add(CREDENTIAL, password=IN_USE)
    made, state = stage.create(CREDENTIAL, **consent)
    assert made == identity
    assert password(stage) == state.password != IN_USE
    assert caplog.messages == [
        f"SIP credential {identity} was there already: taken over, not made: its password is set"
    ]


def test_s82_a_login_that_this_run_has_made_is_taken_by_its_date(stage: Stage) -> None:
    lose_the_answer(stage)
    _, state = stage.create(CREDENTIAL, password=None)
    assert password(stage) == state.password


@undated
def test_s82_a_login_on_a_trunk_that_this_run_has_made_is_taken(stage: Stage, date: str | None) -> None:
    sid, _ = stage.create(TRUNK)
    lose_the_answer(stage)
    insert, undated = Call.insert, {} if date else {"date_created": None}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Call, "insert", lambda call, fields: insert(call, {**fields, **undated}))
        inputs = {**stage.inputs(CREDENTIAL, password=None), "trunk_sid": sid}
        _, state = stage.run.of(CREDENTIAL).create(inputs, URN)
    [row] = stage.sim.rows(sid, "credentials")
    assert row["password"] == state.password


def test_s82_an_answer_that_was_lost_is_no_consent(stage: Stage) -> None:
    stage.add(CREDENTIAL, password=IN_USE)
    stage.sim.pass_time(600)
    lose_the_answer(stage)  # it was the refusal of a duplicate
    with pytest.raises(errors.ConflictError, match="give `rotation`"):
        stage.create(CREDENTIAL, password=None)
    assert password(stage) == IN_USE


def test_s03_s82_after_a_kill_at_its_post_a_rotation_goes_on(stage: Stage) -> None:
    stage.create(CREDENTIAL, password=None)  # and the engine is killed before it has saved that
    with pytest.raises(errors.ConflictError, match="give `rotation`"):
        stage.create(CREDENTIAL, stage.new_run(), password=None)
    _, state = stage.create(CREDENTIAL, stage.new_run(), password=None, rotation="after the crash")
    assert password(stage) == state.password


def test_s82_what_may_not_be_adopted_is_not_said_to_be_recognised(stage: Stage) -> None:
    lose_the_answer(stage)
    stage.sim.add_fault(Fault("GET", "", "respond", status=503, times=0))
    with pytest.raises(errors.OutcomeUnknownError, match="what was made is named with its id and not made twice"):
        stage.create(CREDENTIAL, password=None)


OVERWRITTEN = [
    (sample, sample.changed, said)
    for sample, said in zip(
        ON_A_TRUNK,
        (
            "mode 'pstn' → 'flow'",
            "mask 32 → 24",
            "priority 0 → 3, weight 1 → 7",
            "friendly_name 'one' → 'two', its password is set",
            f"phone_number '{CALLER_ID.given['phone_number']}' → '{OTHER_NUMBER}'",
        ),
        strict=True,
    )
]


@pytest.mark.parametrize("adopted", [False, True], ids=["", "on an adopted trunk"])
@pytest.mark.parametrize(("sample", "changes", "said"), OVERWRITTEN, ids=[named(sample) for sample, *_ in OVERWRITTEN])
def test_s83_what_is_overwritten_is_said_by_name(
    stage: Stage, sample: Sample, changes: dict[str, Any], said: str, adopted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    identity = stage.add(sample)
    if adopted:
        stage.create(TRUNK, trunk_name="stage", adopt=True)
    stage.create(sample, **changes)
    assert caplog.messages[-1] == f"{sample.kind.noun} {identity} was there already: taken over, not made: {said}"
    assert len(caplog.messages) == 1 + adopted
    assert not any(secret in caplog.text for secret in ("Secret_of_ours_1", "Secret_of_ours_2"))


def test_s83_a_trunk_says_what_changes(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    identity = stage.add(TRUNK, nso_code="OTHER")
    stage.create(TRUNK, adopt=True)
    assert [message.startswith(f"trunk {identity} was there already") for message in caplog.messages] == [True]
    assert caplog.messages[0].endswith("→ 'ANY-ANY'")


def test_s83_a_label_of_the_hand_is_named_where_there_was_none(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.add(CREDENTIAL, friendly_name=None)
    stage.create(CREDENTIAL)
    assert "friendly_name nothing → 'one'" in caplog.text


@pytest.mark.parametrize("sample", [each for each in ON_A_TRUNK if each is not CREDENTIAL], ids=named)
def test_s83_what_stays_as_it_was_has_a_line_unless_its_trunk_has_one(
    stage: Stage, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    identity = stage.add(sample)
    stage.create(sample)
    said = "was there already: taken over, not made; nothing was changed"
    assert caplog.messages == [f"{sample.kind.noun} {identity} {said}"]
    caplog.clear()
    run = stage.new_run()
    stage.create(TRUNK, run, trunk_name="stage", adopt=True)
    stage.create(sample, run)
    [line] = caplog.messages
    assert line.startswith(f"trunk {stage.trunk_sid} was there already: taken over, not made; nothing of the trunk was")


@pytest.mark.parametrize("sample", [DESTINATION_URI, CALLER_ID, CREDENTIAL], ids=named)
@pytest.mark.parametrize("effect", [None, "drop_after"])
def test_s83_what_this_run_makes_is_not_taken_over(
    stage: Stage, sample: Sample, effect: Any, caplog: pytest.LogCaptureFixture
) -> None:
    if effect:
        stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), effect))
    stage.create(sample, **sample.changed)
    assert not any("taken over" in message for message in caplog.messages)


@pytest.mark.parametrize("odd", ["respond status=503", "respond status=404 body=<html>", "respond status=200 body={}"])
def test_s83_a_look_that_only_informs_hinders_nothing(stage: Stage, odd: str) -> None:
    stage.sim.add_fault(Fault.parse(f"GET settings {odd} times=0"))
    identity, _ = stage.create(CALLER_ID)
    stage.holds(CALLER_ID, identity, CALLER_ID.row)


def test_s83_an_odd_caller_id_of_the_hand_hinders_nothing(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.add(CALLER_ID, value=["+91"])
    with caplog.at_level(logging.WARNING):
        identity, _ = stage.create(CALLER_ID)
    stage.holds(CALLER_ID, identity, CALLER_ID.row)
