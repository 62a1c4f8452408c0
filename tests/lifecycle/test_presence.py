"""A row in a list is a hint: what is taken over, and not changed by it, is proven to live (scenario 85)."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api import listing
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.simulator import Fault
from tests.kinds import CREDENTIAL, DESTINATION_URI, ON_A_TRUNK, PHONE_NUMBER, TRUNK, Sample, named

from .stage import URN, Run, Stage

every_child = pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
NUMBERS = [f"+9198765{number:05}" for number in range(6)]


def adopted(stage: Stage, **settings: Any) -> Run:
    """Adopts the stage's trunk in a new run."""
    run = stage.new_run(**settings)
    stage.create(TRUNK, run, trunk_name="stage", adopt=True)
    stage.sim.clear_log()
    return run


def made_and_deleted(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.new_run().of(sample).delete(identity, state.model_dump(), URN)


def requests(stage: Stage) -> list[str]:
    return stage.requests("GET", "POST", "PUT", "DELETE")


@pytest.mark.simulated(delete_delay=9)
def test_s85_a_deleted_destination_that_the_list_still_shows_is_made_again(stage: Stage) -> None:
    made_and_deleted(stage, DESTINATION_URI)
    stage.sim.clear_log()
    identity, _ = stage.create(DESTINATION_URI, stage.new_run())
    stage.holds(DESTINATION_URI, identity, DESTINATION_URI.row)
    assert requests(stage) == ["GET", "PUT", "POST"]


@pytest.mark.simulated(delete_delay=9)
def test_s85_so_is_one_that_would_have_to_be_changed(stage: Stage) -> None:
    made_and_deleted(stage, DESTINATION_URI)
    identity, _ = stage.create(DESTINATION_URI, stage.new_run(), priority=3)
    stage.holds(DESTINATION_URI, identity, {"priority": 3})


def test_s85_a_destination_that_lives_costs_one_put_of_what_it_has(stage: Stage) -> None:
    identity = stage.add(DESTINATION_URI, priority=4, weight=5)
    assert stage.create(DESTINATION_URI, priority=4, weight=5)[0] == identity
    assert requests(stage) == ["GET", "PUT"]
    stage.holds(DESTINATION_URI, identity, {"priority": 4, "weight": 5})


@pytest.mark.parametrize("refusal", ["status=404 body=<html>", 'status=403 body={"code":1003,"message":"no"}'])
def test_s85_where_a_destination_cannot_be_changed_two_readings_prove_it(stage: Stage, refusal: str) -> None:
    identity = stage.add(DESTINATION_URI)
    stage.sim.add_fault(Fault.parse(f"PUT '' respond {refusal} times=0"))
    assert stage.create(DESTINATION_URI)[0] == identity
    assert requests(stage) == ["GET", "PUT", "GET"]


@pytest.mark.simulated(delete_delay=9, missing_trunk="403")
@pytest.mark.simulated(delete_delay=9, missing_trunk="404")
@pytest.mark.parametrize("nso_code", ["ANY-ANY", "OTHER"])
def test_s85_a_deleted_trunk_that_the_list_still_shows_is_not_adopted(stage: Stage, nso_code: str) -> None:
    gone = stage.add(TRUNK, nso_code=nso_code)
    stage.sim.remove_trunk(gone)
    identity, _ = stage.create(TRUNK, stage.new_run(), adopt=True)
    assert identity != gone
    stage.holds(TRUNK, identity, TRUNK.row)


@pytest.mark.simulated(delete_delay=9)
def test_s85_a_trunk_of_this_runs_own_deletion_is_not_adopted(stage: Stage) -> None:
    gone, state = stage.create(TRUNK)
    run = stage.new_run()
    run.of(TRUNK).delete(gone, state.model_dump(), URN)
    stage.sim.clear_log()
    assert stage.create(TRUNK, run, adopt=True)[0] != gone
    assert requests(stage) == ["GET", "POST"]


@pytest.mark.simulated({}, {"delete_delay": 1})
def test_s85_where_a_trunk_has_no_address_of_its_own_two_readings_prove_it(stage: Stage) -> None:
    there = stage.add(TRUNK)
    if stage.sim.options.delete_delay:
        stage.sim.remove_trunk(there)
    stage.sim.add_fault(Fault("GET", f"/trunks/{there}$", "respond", status=404, body="<html>", times=0))
    identity, _ = stage.create(TRUNK, stage.new_run(), adopt=True)
    assert (identity == there) == (not stage.sim.options.delete_delay)
    assert len(stage.rows(TRUNK)) == 1


@every_child
@pytest.mark.simulated(delete_delay=1)
def test_s85_what_only_the_first_reading_shows_on_an_adopted_trunk_is_made(stage: Stage, sample: Sample) -> None:
    made_and_deleted(stage, sample)
    identity, _ = stage.create(sample, adopted(stage))
    stage.holds(sample, identity, sample.row)


@every_child
def test_s85_what_was_removed_since_the_first_reading_is_made(stage: Stage, sample: Sample) -> None:
    """Somebody removes an object while a long run adopts what is on its trunk."""
    identity = stage.add(sample)
    run = adopted(stage)
    run.session.client.first_rows(sample.kind.endpoint(stage.trunk_sid))
    stage.sim.remove(stage.trunk_sid, sample.collection, stage.rows(sample)[0]["id"])
    made, _ = stage.create(sample, run)
    stage.holds(sample, made, sample.row)
    assert (made == identity) == sample.kind.one_per_trunk


@pytest.mark.parametrize("declared", [True, False])
def test_s85_a_reading_serves_what_was_declared_before_it(stage: Stage, declared: bool) -> None:
    for number in NUMBERS:
        stage.add(PHONE_NUMBER, phone_number=number)
    run = adopted(stage)
    for number in NUMBERS if declared else ():
        run.of(PHONE_NUMBER).check({}, stage.inputs(PHONE_NUMBER, phone_number=number), (), number)
    for number in NUMBERS:
        stage.create(PHONE_NUMBER, run, phone_number=number)
    assert requests(stage) == ["GET"] * (2 if declared else 1 + len(NUMBERS))


def test_s85_a_long_list_is_believed_for_a_while(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """To read four pages and more for each object costs more than to make the objects."""
    monkeypatch.setattr(listing, "LONG_LIST", len(NUMBERS) - 1)
    monkeypatch.setattr(listing, "BELIEVED", 3600.0)
    for number in NUMBERS:
        stage.add(PHONE_NUMBER, phone_number=number)
    run = adopted(stage)
    for number in NUMBERS:
        stage.create(PHONE_NUMBER, run, phone_number=number)
    assert requests(stage) == ["GET"] * 2


def test_s85_between_two_readings_is_a_pause(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = list[float]()
    monkeypatch.setattr(Patience, "sleep", lambda patience, seconds: waits.append(seconds))
    stage.add(PHONE_NUMBER)
    run = adopted(stage, retry_delay=7)
    assert stage.create(PHONE_NUMBER, run)[0]
    assert [round(wait) for wait in waits] == [7]


@pytest.mark.parametrize("sample", [each for each in ON_A_TRUNK if each is not DESTINATION_URI], ids=named)
@pytest.mark.simulated(delete_delay=9)
def test_s85_after_a_lost_answer_a_list_proves_only_what_is_younger(stage: Stage, sample: Sample) -> None:
    """The POST did not reach Exotel, and the list still shows an object that was deleted."""
    made_and_deleted(stage, sample)
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "drop_before"))
    identity, _ = stage.create(sample, stage.new_run())
    stage.holds(sample, identity, sample.row)


def test_s85_a_login_on_an_adopted_trunk_is_proven_by_its_password(stage: Stage) -> None:
    identity = stage.add(CREDENTIAL)
    run = adopted(stage)
    assert stage.create(CREDENTIAL, run)[0] == identity
    assert requests(stage) == ["GET", "PUT"]


def test_s85_what_is_listed_and_cannot_be_proven_is_an_error(stage: Stage) -> None:
    stage.add(PHONE_NUMBER)
    run = adopted(stage)
    stage.sim.add_fault(Fault("GET", PHONE_NUMBER.path(stage.dialect), "respond", status=401, skip=1, times=0))
    with pytest.raises(errors.AuthenticationError):
        stage.create(PHONE_NUMBER, run)
    assert stage.requests("POST", "PUT", "DELETE") == []


def test_s85_a_row_that_appears_later_is_exotels_word(stage: Stage) -> None:
    """It is not in the first reading: the POST is answered with "duplicate"."""
    run = adopted(stage)
    run.session.client.first_rows(PHONE_NUMBER.kind.endpoint(stage.trunk_sid))
    identity: Any = stage.add(PHONE_NUMBER)
    assert stage.create(PHONE_NUMBER, run)[0] == identity
    assert stage.requests("POST") == ["POST"]
