"""Exotel's dates in the state: they inform, and are never a difference."""

import pytest

from tests.kinds import SAMPLES, Sample, named

from .stage import URN, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)
MADE = "2026-01-02T03:04:05Z"


@every_kind
def test_the_state_has_the_date_at_which_exotel_made_the_object(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    [row] = stage.rows(sample)
    assert state.date_created == row["date_created"]
    changed = stage.inputs(sample, **sample.changed)
    assert stage.new_run().of(sample).update(identity, state.model_dump(), changed).date_created == row["date_created"]


@every_kind
def test_a_state_without_the_date_has_no_difference_and_a_refresh_adds_the_date(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample, date_created=MADE)
    olds, before = stage.inputs(sample), len(stage.sim.requests)
    life = stage.new_run().of(sample)
    assert not life.diff(olds, stage.inputs(sample), ()).changed
    assert len(stage.sim.requests) == before
    found = life.read(identity, olds)
    assert found is not None
    assert found.date_created == MADE
    assert not life.diff(olds, found.model_dump(), ()).changed
    assert not life.diff(found.model_dump(), olds, ()).changed
    life.delete(identity, found.model_dump(), URN)
