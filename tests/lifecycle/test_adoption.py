"""A trunk with `adopt=True`, and what is on it: looked for before anything is posted (scenario 76)."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import CALLER_ID, CREDENTIAL, DESTINATION_URI, ON_A_TRUNK, PHONE_NUMBER, TRUNK, Sample, named

from .stage import URN, Run, Stage

every_child = pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)


def adopt(stage: Stage) -> tuple[Run, str]:
    """Adopts a trunk in a new run."""
    sid = stage.add(TRUNK)
    run = stage.new_run()
    assert stage.create(TRUNK, run, adopt=True)[0] == sid
    return run, sid


def create(stage: Stage, run: Run, sample: Sample, sid: str, **changes: Any) -> str:
    return run.of(sample).create({**stage.inputs(sample, **changes), "trunk_sid": sid}, URN)[0]


def test_s76_s85_a_trunk_is_adopted_by_one_look_at_the_list_and_one_at_the_trunk(stage: Stage) -> None:
    _, sid = adopt(stage)
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["GET", "GET"]
    assert stage.sim.requests[-1].path.endswith(f"/trunks/{sid}")


def test_s76_a_trunk_that_is_not_there_is_made(stage: Stage) -> None:
    stage.create(TRUNK, adopt=True)
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["GET", "POST"]


@every_child
def test_s76_what_is_equal_costs_no_writing_request(stage: Stage, sample: Sample) -> None:
    run, sid = adopt(stage)
    stage.sim.add(sid, sample.collection, **sample.row)
    stage.sim.clear_log()
    create(stage, run, sample, sid)
    # A password cannot be read, and so it is set, which proves that the login lives. The others are read twice.
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["GET", "PUT" if sample is CREDENTIAL else "GET"]
    assert len(stage.sim.rows(sid, sample.collection)) == 1


@every_child
def test_s76_what_differs_is_put_right_by_one_request(stage: Stage, sample: Sample) -> None:
    run, sid = adopt(stage)
    stage.sim.add(sid, sample.collection, **sample.row)
    stage.sim.clear_log()
    create(stage, run, sample, sid, **sample.changed)
    assert len(stage.requests("POST", "PUT", "DELETE")) == 1
    [row] = stage.sim.rows(sid, sample.collection)
    assert {name: row[name] for name in sample.put_right} == dict(sample.put_right)


@every_child
def test_s76_what_is_not_there_is_made(stage: Stage, sample: Sample) -> None:
    run, sid = adopt(stage)
    stage.sim.clear_log()
    create(stage, run, sample, sid)
    assert stage.requests("GET", "POST", "PUT", "DELETE")[:2] == ["GET", "POST"]
    assert len(stage.sim.rows(sid, sample.collection)) == 1


@every_child
def test_s76_on_a_trunk_of_an_earlier_run_two_kinds_are_looked_for(stage: Stage, sample: Sample) -> None:
    """A destination would stand there twice, and what a caller ID overwrites is said."""
    stage.sim.clear_log()
    stage.create(sample)
    looked_for = sample in (DESTINATION_URI, CALLER_ID)
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["GET"] * looked_for + ["POST"]


@every_child
def test_s76_on_a_trunk_of_this_run_nothing_is_looked_for(stage: Stage, sample: Sample) -> None:
    sid, _ = stage.create(TRUNK)
    stage.sim.clear_log()
    create(stage, stage.run, sample, sid)
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["POST"]


def test_s76_all_of_a_collection_share_two_readings(stage: Stage) -> None:
    run, sid = adopt(stage)
    numbers = [f"+9198765{number:05}" for number in range(120)]
    logins = [f"agent_{number}" for number in range(5)]
    for number in numbers:
        stage.sim.add(sid, "phone_numbers", phone_number=number, mode=None)
    for login in logins:
        stage.sim.add(sid, "credentials", user_name=login, password="old", friendly_name="one")
    for number in numbers:
        inputs = {**stage.inputs(PHONE_NUMBER, phone_number=number), "trunk_sid": sid}
        run.of(PHONE_NUMBER).check({}, inputs, (), number)
    stage.sim.clear_log()
    for number in numbers:
        create(stage, run, PHONE_NUMBER, sid, phone_number=number)
    for login in logins:
        create(stage, run, CREDENTIAL, sid, user_name=login)
    # A list that does not say how long it is, is believed if a second reading misses nothing.
    pages = 3 if stage.dialect == "live" else 6
    assert stage.requests("GET", "POST", "PUT", "DELETE") == ["GET"] * pages * 2 + ["GET"] + ["PUT"] * 5


@every_child
@pytest.mark.parametrize("status", [401, 503])
def test_s76_where_the_look_fails_nothing_is_posted(stage: Stage, sample: Sample, status: int) -> None:
    run, sid = adopt(stage)
    stage.sim.clear_log()
    stage.sim.add_fault(Fault("GET", "", "respond", status=status, times=0))
    with pytest.raises(errors.ApiError):
        create(stage, run, sample, sid)
    assert stage.requests("POST", "PUT", "DELETE") == []


def test_s76_what_this_run_deletes_is_not_taken(stage: Stage) -> None:
    run, sid = adopt(stage)
    identity = f"{sid}/{stage.sim.add(sid, 'phone_numbers', **PHONE_NUMBER.row)}"
    run.of(PHONE_NUMBER).delete(identity, {**stage.inputs(PHONE_NUMBER), "trunk_sid": sid}, "another")
    assert create(stage, run, PHONE_NUMBER, sid) != identity
    assert len(stage.sim.rows(sid, "phone_numbers")) == 1
