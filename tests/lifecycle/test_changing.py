"""Update and delete end in the desired state, or say what is in the way and what to do about it."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import CALLER_ID, CREDENTIAL, ON_A_TRUNK, PHONE_NUMBER, SAMPLES, TRUNK, WHITELISTED_IP, Sample, named

from .stage import URN, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)
with_a_put = pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample is not CALLER_ID], ids=named)
missing_trunks = pytest.mark.simulated({"missing_trunk": "403"}, {"missing_trunk": "404"})


def update(stage: Stage, sample: Sample, identity: str, state: Any, **changes: Any) -> Any:
    inputs = stage.inputs(sample, **(changes or sample.changed))
    return stage.new_run().of(sample).update(identity, state.model_dump(), inputs)


def delete(stage: Stage, sample: Sample, identity: str, state: Any) -> None:
    stage.new_run().of(sample).delete(identity, state.model_dump(), URN)


@every_kind
def test_s35_a_change_in_place_costs_one_request(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.sim.clear_log()
    after = update(stage, sample, identity, state)
    assert len(stage.sim.requests) == 1
    stage.holds(sample, identity, sample.put_right)
    assert stage.new_run().of(sample).read(identity, after.model_dump()) == after


@every_kind
@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "respond_after status=503", "respond status=500"])
def test_s13_an_update_whose_answer_was_lost(stage: Stage, sample: Sample, fault: str) -> None:
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault.parse(f"{'POST' if sample is CALLER_ID else 'PUT'} '' {fault}"))
    after = update(stage, sample, identity, state)
    assert {name: getattr(after, name) for name in sample.changed} == sample.changed
    stage.holds(sample, identity, sample.put_right)


@every_kind
def test_s3_what_another_resource_has_had_before_is_not_deleted(stage: Stage, sample: Sample) -> None:
    """Such as one under an old name, or one that waits to be deleted, after a run that ended with an error."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    run.ledger.declare(sample.kind.key_of(stage.inputs(sample)), "new name", sample.kind.key_of(state.model_dump()))
    stage.sim.clear_log()
    run.of(sample).delete(identity, state.model_dump(), "old name")
    assert stage.sim.requests == []
    stage.holds(sample, identity, sample.row)


@every_kind
@pytest.mark.parametrize("settled", [True, False])
def test_s38_an_object_of_its_own_is_deleted_at_once(stage: Stage, sample: Sample, settled: bool) -> None:
    """As `pulumi up --replace` does it: check, delete, create. And one that another resource is only about to make."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    mark = sample.kind.key_of(stage.inputs(sample))
    run.ledger.declare(mark, *(("its own", mark) if settled else ("another", None)))
    stage.sim.clear_log()
    stage.sim.add_fault(Fault("DELETE", "", "respond", status=400))
    with pytest.raises(errors.InvalidParameterError):
        run.of(sample).delete(identity, state.model_dump(), "its own")
    run.of(sample).delete(identity, state.model_dump(), "its own")
    assert stage.rows(sample) == []
    made, _ = stage.create(sample, run)
    assert (made == identity) == (sample is CALLER_ID)
    stage.holds(sample, made, sample.row)


def test_s3_a_trunk_under_another_name_is_reported_for_what_may_stay_on_it(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    identity, state = stage.create(TRUNK)
    run = stage.new_run()
    assert stage.create(TRUNK, run, adopt=True)[0] == identity
    run.of(TRUNK).delete(identity, state.model_dump(), URN)
    stage.holds(TRUNK, identity, TRUNK.row)
    taken, kept = caplog.messages
    assert taken.startswith(f"trunk {identity} was there already: taken over, not made")
    assert kept == (
        f"trunk {identity} is kept: another resource of the program has it. What was removed from the program along "
        "with the trunk's old name stays on it."
    )


def test_ids_of_two_collections_are_reported_apart(stage: Stage) -> None:
    number, _ = stage.create(PHONE_NUMBER)
    item = number.rpartition("/")[2]
    stage.sim.add(stage.trunk_sid, "whitelisted_ips", id=item, **WHITELISTED_IP.row)
    run = stage.new_run()
    assert stage.create(PHONE_NUMBER, run)[0] == number
    run.of(WHITELISTED_IP).delete(number, stage.inputs(WHITELISTED_IP), "another")
    assert stage.rows(WHITELISTED_IP) == []
    assert len(stage.rows(PHONE_NUMBER)) == 1


def test_s3_a_login_that_another_resource_keeps_is_reported_for_its_password(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    identity, state = stage.create(CREDENTIAL)
    run = stage.new_run()
    mark = CREDENTIAL.kind.key_of(state.model_dump())
    run.ledger.declare(mark, "agent", mark)
    run.of(CREDENTIAL).delete(identity, state.model_dump(), "new")
    [reported] = caplog.messages
    assert reported.startswith(f"SIP credential {identity} is kept: ")
    assert "give `rotation` a new value" in reported


@pytest.mark.parametrize("sample", [TRUNK, CREDENTIAL], ids=named)
def test_s3_an_object_whose_key_changes_in_the_same_run_is_not_deleted_for_its_old_name(
    stage: Stage, sample: Sample
) -> None:
    """The resource under the new name has another key now; the one under the old name is still in the state."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    renamed = stage.inputs(sample, **{sample.kind.key: "renamed"})
    run.of(sample).update(identity, state.model_dump(), renamed)
    run.of(sample).delete(identity, state.model_dump(), URN)
    stage.holds(sample, identity, {sample.kind.key: "renamed"})


@every_kind
@pytest.mark.parametrize(
    "fault",
    ["drop_after", "drop_before", "respond_after status=503", "respond status=500", "respond_after status=200"],
)
def test_s13_a_delete_whose_answer_was_lost(stage: Stage, sample: Sample, fault: str) -> None:
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault.parse(f"DELETE '' {fault}"))
    delete(stage, sample, identity, state)
    assert stage.rows(sample) == []


@every_kind
def test_s13_s27_a_second_delete_succeeds(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    for _ in range(2):
        delete(stage, sample, identity, state)
        assert stage.rows(sample) == []


@missing_trunks
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s28_the_trunk_was_deleted_first(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.sim.remove_trunk(stage.trunk_sid)
    delete(stage, sample, identity, state)
    assert stage.rows(sample) == (stage.sim.orphan_credentials() if sample is CREDENTIAL else [])


@every_kind
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("respond status=401", errors.AuthenticationError),
        ("respond status=403", errors.ForbiddenError),
        ("respond status=404", errors.RouteNotFoundError),
        ("respond status=405", errors.RouteNotFoundError),
        ("respond status=503", errors.ServerError),
        ("respond status=200 body=<html>", errors.UnexpectedAnswerError),
        ("drop_before", errors.NoAnswerError),
    ],
)
def test_s30_a_delete_that_did_not_happen_is_no_success(
    stage: Stage, sample: Sample, fault: str, error: type[errors.ExotelError]
) -> None:
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault.parse(f"DELETE '' {fault} times=0"))
    with pytest.raises(error, match=f"^deleting {sample.kind.noun} {identity}") as caught:
        delete(stage, sample, identity, state)
    assert caught.value.advice
    stage.holds(sample, identity, sample.row)


@missing_trunks
@with_a_put
def test_an_update_of_what_is_gone_says_refresh(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    if sample.is_trunk:
        stage.sim.remove_trunk(identity)
    else:
        stage.sim.remove(stage.trunk_sid, sample.collection, identity.split("/")[1])
    with pytest.raises(errors.GoneError, match="it is not there any more") as caught:
        update(stage, sample, identity, state)
    assert "run `pulumi refresh`" in caught.value.advice


@missing_trunks
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_an_update_of_a_child_whose_trunk_is_gone_says_refresh(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.sim.remove_trunk(stage.trunk_sid)
    with pytest.raises(errors.GoneError) as caught:
        update(stage, sample, identity, state)
    assert "run `pulumi refresh`" in caught.value.advice


@with_a_put
@pytest.mark.parametrize("status", [403, 404])
def test_an_update_that_is_refused_while_the_object_is_there(stage: Stage, sample: Sample, status: int) -> None:
    identity, state = stage.create(sample)
    code = {403: 1003, 404: 1000}[status]
    stage.sim.add_fault(Fault("PUT", "", "respond", status=status, body={"code": code}))
    with pytest.raises(errors.ApiError) as caught:
        update(stage, sample, identity, state)
    assert caught.value.code == code
    stage.holds(sample, identity, sample.row)


@with_a_put
@pytest.mark.parametrize("status", [404, 405])
def test_a_put_that_the_account_does_not_offer(stage: Stage, sample: Sample, status: int) -> None:
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault("PUT", "", "respond", status=status))
    with pytest.raises(errors.RouteNotFoundError) as caught:
        update(stage, sample, identity, state)
    assert "pulumi up --replace <urn>" in caught.value.advice


@pytest.mark.simulated({"duplicate": "200"}, {"duplicate": "409", "dialect": "live"})
@pytest.mark.parametrize(("sample", "field"), [(TRUNK, "trunk_name"), (CREDENTIAL, "user_name")])
def test_a_rename_to_a_name_that_is_taken(stage: Stage, sample: Sample, field: str) -> None:
    identity, state = stage.create(sample)
    other = stage.add(sample, **{field: "taken"})
    with pytest.raises(errors.DuplicateError) as caught:
        update(stage, sample, identity, state, **{field: "taken"})
    assert f"there is another {sample.kind.noun} like this; choose another {field}" in caught.value.advice
    names = {row[field] for row in stage.rows(sample)}
    assert names == {"taken", sample.given[field]}
    assert other != identity


@pytest.mark.parametrize("sample", [TRUNK, PHONE_NUMBER, WHITELISTED_IP], ids=named)
def test_s13_a_repeated_put_that_meets_its_own_first_attempt(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault("PUT", "", "drop_after"))
    stage.sim.add_fault(Fault("PUT", "", "respond", status=409, body={"code": 1008}))
    after = update(stage, sample, identity, state)
    assert {name: getattr(after, name) for name in sample.changed} == sample.changed
    stage.holds(sample, identity, sample.put_right)


def test_a_duplicate_that_may_have_kept_a_password_back_is_an_error(stage: Stage) -> None:
    identity, state = stage.create(CREDENTIAL)
    stage.sim.add_fault(Fault("PUT", "", "respond", status=409, body={"code": 1008}))
    with pytest.raises(errors.DuplicateError):
        update(stage, CREDENTIAL, identity, state, password="another")


def test_s48_a_new_rotation_generates_a_new_password(stage: Stage) -> None:
    identity, state = stage.create(CREDENTIAL, password=None)
    after = update(stage, CREDENTIAL, identity, state, password=None, rotation="2026-01")
    assert after.password != state.password
    assert stage.rows(CREDENTIAL)[0]["password"] == after.password
    same = update(stage, CREDENTIAL, identity, after, password=None, rotation="2026-01")
    assert same == after


@pytest.mark.simulated(dialect="live", closed=["DELETE settings"])
def test_s40_a_caller_id_that_cannot_be_removed_is_reported(stage: Stage) -> None:
    identity, state = stage.create(CALLER_ID)
    with pytest.raises(errors.RouteNotFoundError) as caught:
        delete(stage, CALLER_ID, identity, state)
    assert "does not offer removing a caller ID" in caught.value.advice
    stage.holds(CALLER_ID, identity, CALLER_ID.row)


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s58_foreign_objects_are_never_touched(stage: Stage, sample: Sample) -> None:
    others = {other.collection: stage.add(other) for other in ON_A_TRUNK if other is not sample}
    identity, state = stage.create(sample)
    after = update(stage, sample, identity, state)
    delete(stage, sample, identity, after)
    for other in ON_A_TRUNK:
        if other is not sample:
            stage.holds(other, others[other.collection], other.row)
