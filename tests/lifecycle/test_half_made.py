"""What a POST has made stays, whatever comes after: the next run completes it, or deletes it."""

import logging
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import CALLER_ID, DESTINATION_URI, TRUNK

from .stage import URN, Stage

PRIORITY: dict[str, Any] = {"priority": 3, "weight": 7}


def half(stage: Stage, effect: str, **fault: Any) -> errors.HalfMadeError:
    """Makes a destination whose priority cannot be set."""
    stage.sim.add_fault(Fault("PUT", "destination", effect, times=0, **fault))  # type: ignore[arg-type]
    with pytest.raises(errors.HalfMadeError, match="`pulumi up` completes it") as caught:
        stage.create(DESTINATION_URI, **PRIORITY)
    stage.sim.clear_faults()
    [row] = stage.rows(DESTINATION_URI)
    assert caught.value.identity == f"{stage.trunk_sid}/{row['id']}"
    return caught.value


@pytest.mark.parametrize(
    ("effect", "fault", "marked"),
    [
        ("respond", {"status": 400, "body": {"code": 1002, "message": "no"}}, None),
        ("respond", {"status": 503}, True),
        ("drop_after", {}, True),
    ],
)
def test_s84_what_could_not_be_completed_stays_and_the_next_run_completes_it(
    stage: Stage, effect: str, fault: dict[str, Any], marked: bool | None
) -> None:
    error = half(stage, effect, **fault)
    assert error.state.get("unconfirmed") is marked
    life = stage.new_run().of(DESTINATION_URI)
    wanted = stage.inputs(DESTINATION_URI, **PRIORITY)
    assert life.diff(error.state, wanted, ()).changed
    assert not life.diff(error.state, wanted, ()).replaces
    after = life.update(error.identity, error.state, wanted)
    assert after.unconfirmed is None
    stage.holds(DESTINATION_URI, error.identity, {**DESTINATION_URI.row, **PRIORITY})


def test_s84_what_is_half_made_can_be_given_up(stage: Stage) -> None:
    error = half(stage, "drop_after")
    stage.new_run().of(DESTINATION_URI).delete(error.identity, error.state, URN)
    assert stage.rows(DESTINATION_URI) == []


@pytest.mark.simulated(closed=["PUT destination_uris"])
def test_s38_where_no_change_is_offered_taking_the_priority_back_needs_none(stage: Stage) -> None:
    with pytest.raises(errors.HalfMadeError, match="does not offer changing a destination URI") as caught:
        stage.create(DESTINATION_URI, **PRIORITY)
    assert isinstance(caught.value.cause, errors.RouteNotFoundError)
    life = stage.new_run().of(DESTINATION_URI)
    assert not life.diff(caught.value.state, stage.inputs(DESTINATION_URI), ()).changed
    stage.holds(DESTINATION_URI, caught.value.identity, DESTINATION_URI.row)


@pytest.mark.simulated(list_delay=3)
@pytest.mark.parametrize("asked", ["DELETE", "GET"])
def test_s84_the_second_one_of_a_lost_answer_stays_if_the_first_cannot_be_looked_for(stage: Stage, asked: str) -> None:
    path = DESTINATION_URI.path(stage.dialect)
    stage.sim.add_fault(Fault("POST", path, "drop_after"))
    stage.sim.add_fault(Fault(asked, "destination", "respond", status=400, times=0, skip=4 if asked == "GET" else 0))
    with pytest.raises(errors.HalfMadeError) as caught:
        stage.create(DESTINATION_URI)
    ids = [f"{stage.trunk_sid}/{row['id']}" for row in stage.rows(DESTINATION_URI)]
    assert len(ids) == 2
    assert caught.value.identity == ids[-1]


def test_s84_what_an_upsert_has_written_stays(stage: Stage) -> None:
    odd = {"name": "trunk_external_alias", "value": "+919876500000"}
    stage.sim.add_fault(Fault("POST", "settings", "respond_after", status=200, body={"settings": [odd]}))
    stage.sim.add_fault(Fault("POST", "settings", "respond", status=400, times=0))
    with pytest.raises(errors.HalfMadeError) as caught:
        stage.create(CALLER_ID)
    assert caught.value.state["phone_number"] == "+919876500000"
    assert len(stage.rows(CALLER_ID)) == 1


@pytest.mark.parametrize("removable", [True, False])
def test_s38_a_host_that_stores_nothing_with_a_failure_has_it_removed_again(stage: Stage, removable: bool) -> None:
    error = half(stage, "respond", status=400)
    error.tried = "creating it"
    if not removable:
        stage.sim.add_fault(Fault("DELETE", "", "respond", status=400, times=0))
    said = stage.run.of(DESTINATION_URI).unstored(error, "the host")
    assert said.tried == "creating it"
    assert len(stage.rows(DESTINATION_URI)) == (0 if removable else 1)
    left = f"{error.identity} was made and could neither be completed nor removed again"
    assert (left in said.advice) is not removable
    assert "completes it" not in said.advice
    assert ("removed again" in said.answered) is removable


def test_s84_a_host_that_stores_nothing_with_a_failure_says_how_to_go_on(stage: Stage) -> None:
    identity, state = stage.create(TRUNK)
    stage.sim.add_fault(Fault("PUT", "trunks", "drop_after", times=0))
    life = stage.new_run().of(TRUNK)
    with pytest.raises(errors.UnconfirmedError) as caught:
        life.update(identity, state.model_dump(), stage.inputs(TRUNK, trunk_name="renamed"))
    said = life.unstored(caught.value, "this SDK stores nothing with a failure")
    assert "this SDK stores nothing with a failure. Keep the change in the program until" in said.advice
    assert "also if you take the change back" not in said.advice


def test_s84_an_object_of_others_that_cannot_be_brought_in_line_stays_theirs(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.add(DESTINATION_URI)
    stage.sim.add_fault(Fault("PUT", "destination", "respond", status=400, times=0))
    with caplog.at_level(logging.WARNING), pytest.raises(errors.ApiError) as caught:
        stage.create(DESTINATION_URI, **PRIORITY)
    assert not isinstance(caught.value, errors.UnsettledError)
