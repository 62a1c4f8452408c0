"""What lists do not show yet is young and not gone (scenario 86): Exotel's clock decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.lifecycle.finding import YOUNG
from exotel_pulumi.simulator import Fault
from tests.kinds import ON_A_TRUNK, PHONE_NUMBER, SAMPLES, Sample, named

from .stage import URN, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)


def lag(stage: Stage, sample: Sample) -> None:
    """Lets the list show nothing."""
    empty: Any = {"response": []} if stage.dialect == "live" else []
    stage.sim.add_fault(Fault("GET", sample.path(stage.dialect), "respond", status=200, body=empty, times=0))


def made(stage: Stage, sample: Sample, age: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    """Makes an object, and lets time pass; returns its id and its state."""
    identity, state = stage.create(sample)
    stage.sim.pass_time(age)
    return identity, {**state.model_dump(), **changes}


def read(stage: Stage, sample: Sample, identity: str, olds: dict[str, Any]) -> Any:
    return stage.new_run(minutes_later=0).of(sample).read(identity, olds)


@every_kind
def test_s86_a_young_object_that_a_list_lacks_is_not_gone(stage: Stage, sample: Sample) -> None:
    identity, olds = made(stage, sample, age=34)
    lag(stage, sample)
    with pytest.raises(errors.NotListedYetError) as refused:
        read(stage, sample, identity, olds)
    assert str(refused.value).startswith(f"reading {sample.kind.noun} {identity}\n  Exotel's list does not show it yet")
    [age] = [int(word) for word in refused.value.answered.split() if word.isdecimal()]
    assert 34 <= age < YOUNG
    assert "nothing has left the state" in refused.value.advice
    stage.sim.clear_faults()
    assert read(stage, sample, identity, olds).model_dump() == olds
    lag(stage, sample)
    stage.sim.pass_time(YOUNG)
    assert read(stage, sample, identity, olds) is None


@every_kind
@pytest.mark.parametrize("date", [None, "", "yesterday", "2026-11-27 17:25:00"])
def test_s86_without_a_date_and_its_zone_two_readings_prove_it(stage: Stage, sample: Sample, date: Any) -> None:
    identity, olds = made(stage, sample, age=1, date_created=date)
    lag(stage, sample)
    stage.sim.clear_log()
    assert read(stage, sample, identity, olds) is None
    assert stage.requests("GET") == ["GET"] * 2


@pytest.mark.parametrize(("ahead", "is_young"), [(1, True), (10, False)])
def test_s86_a_date_in_the_future_is_young_within_the_skew_of_clocks(stage: Stage, ahead: int, is_young: bool) -> None:
    """One beyond all measure would keep a lost object in the state for ever."""
    date = (datetime.now(UTC) + timedelta(minutes=ahead)).isoformat()
    identity, olds = made(stage, PHONE_NUMBER, age=-300, date_created=date)  # `new_run` puts the clock forward
    lag(stage, PHONE_NUMBER)
    if is_young:
        with pytest.raises(errors.NotListedYetError, match="it is 0 s old"):
            read(stage, PHONE_NUMBER, identity, olds)
    else:
        assert read(stage, PHONE_NUMBER, identity, olds) is None


@pytest.mark.simulated(missing_trunk="403")
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s86_a_trunk_that_only_lists_say_is_gone_takes_no_young_object_along(stage: Stage, sample: Sample) -> None:
    identity, olds = made(stage, sample, age=1)
    stage.sim.remove_trunk(stage.trunk_sid)
    with pytest.raises(errors.NotListedYetError):
        read(stage, sample, identity, olds)
    stage.sim.pass_time(YOUNG)
    assert read(stage, sample, identity, olds) is None


@pytest.mark.simulated(missing_trunk="404")
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s86_exotels_own_word_proves_absence_at_any_age(stage: Stage, sample: Sample) -> None:
    other = stage.sim.add_trunk(trunk_name="other")
    identity, olds = made(stage, sample, age=1)
    run = stage.new_run(minutes_later=0)
    # The route is known, once it has answered.
    run.session.client.rows(sample.kind.endpoint(other))
    stage.sim.remove_trunk(stage.trunk_sid)
    assert run.of(sample).read(identity, olds) is None
    assert run.of(sample).read(f"{identity}9", olds) is None, "also from what this run remembers"


@every_kind
def test_s86_a_deletion_never_asks_for_age(stage: Stage, sample: Sample) -> None:
    identity, olds = made(stage, sample, age=1)
    lag(stage, sample)
    stage.new_run(minutes_later=0).of(sample).delete(identity, olds, URN)
    assert stage.rows(sample) == []
