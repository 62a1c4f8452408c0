"""Read: the object as Exotel has it, gone only where that is proven, an error where nothing is known."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.lifecycle import checking
from exotel_pulumi.lifecycle.finding import YOUNG
from exotel_pulumi.simulator import Fault
from tests.kinds import CALLER_ID, CREDENTIAL, ON_A_TRUNK, PHONE_NUMBER, SAMPLES, TRUNK, Sample, named

from .stage import Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)
missing_trunks = pytest.mark.simulated({"missing_trunk": "403"}, {"missing_trunk": "404"})
FORBIDDEN = {"code": 1003, "message": "Authorization failed"}


def read(stage: Stage, sample: Sample, identity: str, **olds: Any) -> Any:
    """Does as a process reads that has not made the object."""
    return stage.new_run().of(sample).read(identity, olds)


@every_kind
def test_s33_no_drift_no_difference(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    again = read(stage, sample, identity, **state.model_dump())
    assert again == state
    assert not checking.diff(sample.kind, again.model_dump(), stage.inputs(sample)).changed
    assert not checking.diff(sample.kind, state.model_dump(), again.model_dump()).changed


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s is not TRUNK and s is not CALLER_ID], ids=named)
def test_s31_a_change_by_hand_is_seen_and_put_right(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    stage.sim.edit(stage.trunk_sid, sample.collection, identity.split("/")[1], **sample.put_right)
    visible = {name: value for name, value in sample.changed.items() if name not in sample.kind.write_only}
    drifted = read(stage, sample, identity, **state.model_dump())
    assert {name: getattr(drifted, name) for name in visible} == visible
    restored = stage.new_run().of(sample).update(identity, drifted.model_dump(), stage.inputs(sample))
    changed = {"date_updated"}
    assert restored.model_dump(exclude=changed) == state.model_dump(exclude=changed)
    assert read(stage, sample, identity, **restored.model_dump()) == restored


def test_s32_a_password_changed_by_hand_cannot_be_seen_without_a_date(stage: Stage) -> None:
    identity, state = stage.create(CREDENTIAL)
    hand = {"password": "by_hand", "date_updated": state.date_updated}
    stage.sim.edit(stage.trunk_sid, "credentials", identity.split("/")[1], **hand)
    assert read(stage, CREDENTIAL, identity, **state.model_dump()) == state
    rotated = stage.inputs(CREDENTIAL, rotation="2")
    after = stage.new_run().of(CREDENTIAL).update(identity, state.model_dump(), rotated)
    assert stage.rows(CREDENTIAL)[0]["password"] == after.password == state.password


@every_kind
def test_s25_an_object_deleted_by_hand_is_gone(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    assert read(stage, sample, identity) is not None
    if sample.is_trunk:
        stage.sim.remove_trunk(identity)
    else:
        stage.sim.remove(stage.trunk_sid, sample.collection, stage.rows(sample)[0]["id"])
    assert read(stage, sample, identity) is None


@missing_trunks
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s26_s29_a_child_goes_with_its_trunk(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    stage.sim.remove_trunk(stage.trunk_sid)
    assert read(stage, sample, identity) is None


@missing_trunks
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
@pytest.mark.parametrize(
    ("status", "body"), [(403, FORBIDDEN), (404, {"code": 1000}), (403, "<html>"), (404, "<html>")]
)
def test_s29_a_refusal_while_the_trunk_is_there_is_an_error(
    stage: Stage, sample: Sample, status: int, body: Any
) -> None:
    identity = stage.add(sample)
    stage.sim.add_fault(Fault("GET", f"{stage.trunk_sid}/", "respond", status=status, body=body, times=0))
    with pytest.raises(errors.ApiError, match=f"^reading {sample.kind.noun}"):
        read(stage, sample, identity)


@pytest.mark.simulated(missing_trunk="404")
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s29_a_1000_needs_no_proof_from_a_route_that_is_known(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    run = stage.new_run()
    assert run.of(sample).read(identity, {}) is not None
    assert run.of(sample).read(f"TKgone/{identity.split('/')[1]}", {}) is None
    assert len(stage.sim.requests) == 2


@every_kind
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("respond status=401", errors.AuthenticationError),
        ("respond status=429", errors.RateLimitError),
        ("respond status=500", errors.ServerError),
        ("respond status=404 body=<html>", errors.RouteNotFoundError),
        ("respond status=200 body=<html>", errors.UnexpectedAnswerError),
        ("respond status=200 body={}", errors.UnexpectedAnswerError),
        ("respond status=302", errors.ApiError),
        ("drop_before", errors.NoAnswerError),
    ],
)
def test_s30_what_proves_nothing_is_an_error(
    stage: Stage, sample: Sample, fault: str, error: type[errors.ExotelError]
) -> None:
    identity = stage.add(sample)
    stage.sim.add_fault(Fault.parse(f"GET '' {fault} times=0"))
    with pytest.raises(error, match=f"^reading {sample.kind.noun} {identity}"):
        read(stage, sample, identity)


@every_kind
def test_s30_a_timeout_is_an_error(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    stage.sim.add_fault(Fault("GET", "", "hang", times=0))
    with pytest.raises(errors.NoAnswerError, match="within the time-out"):
        stage.new_run(request_timeout=0.05).of(sample).read(identity, {})


@pytest.mark.parametrize("sample", [TRUNK, PHONE_NUMBER], ids=named)
@pytest.mark.parametrize("oldest", [True, False])
def test_s22_an_object_among_a_hundred(stage: Stage, sample: Sample, oldest: bool) -> None:
    identity = stage.add(sample) if oldest else ""
    for n in range(100):
        stage.add(sample, **{sample.kind.key: f"+91987{n:05}" if sample is PHONE_NUMBER else f"name_{n}"})
    identity = identity or stage.add(sample)
    assert read(stage, sample, identity) is not None
    assert read(stage, sample, identity + "0") is None


@pytest.mark.parametrize("status", [401, 404, 500])
def test_s24_half_a_list_is_no_proof(stage: Stage, status: int) -> None:
    identity = stage.add(PHONE_NUMBER)
    for n in range(60):
        stage.add(PHONE_NUMBER, phone_number=f"+91987{n:05}")
    stage.sim.add_fault(Fault("GET", "offset=50", "respond", status=status, body="<html>", times=0))
    with pytest.raises(errors.ApiError):
        read(stage, PHONE_NUMBER, identity)


@every_kind
@pytest.mark.simulated(list_delay=3)
def test_s34_a_list_that_is_late_hides_no_object_of_this_run(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    assert stage.run.of(sample).read(identity, state.model_dump()) == state


@every_kind
@pytest.mark.simulated(list_delay=1)
def test_s34_a_list_that_is_late_hides_no_object_of_the_run_before(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    assert read(stage, sample, identity, **state.model_dump()) == state


@every_kind
def test_s34_an_older_object_that_is_not_listed_is_gone(stage: Stage, sample: Sample) -> None:
    trunk_sid, slash, _ = stage.add(sample).rpartition("/")
    run = stage.new_run()
    for item in ("99998", "99999"):
        assert run.of(sample).read(f"{trunk_sid}{slash}{item}", {}) is None
    # The second look is shared too.
    assert len(stage.sim.requests) == 2


@missing_trunks
def test_s26_the_children_of_a_deleted_trunk_cost_one_look_at_it(stage: Stage) -> None:
    identities = [(sample, stage.add(sample)) for sample in ON_A_TRUNK]
    identities += [(PHONE_NUMBER, stage.add(PHONE_NUMBER, phone_number=f"+91987{n:05}")) for n in range(20)]
    stage.sim.remove_trunk(stage.trunk_sid)
    run = stage.new_run()
    assert not any(run.of(sample).read(identity, {}) for sample, identity in identities)
    assert len(stage.sim.requests) == 3, "one list of the trunk's, and the account's trunks twice"


@every_kind
def test_s34_an_object_of_this_run_that_is_deleted_by_hand_is_gone(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    row = stage.rows(sample)[0]
    if sample.is_trunk:
        stage.sim.remove_trunk(identity)
    else:
        stage.sim.remove(stage.trunk_sid, sample.collection, row["id"])
    stage.sim.pass_time(YOUNG)
    assert stage.run.of(sample).read(identity, state.model_dump()) is None


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
@pytest.mark.parametrize("identity", ["", "TK1", "/1", "TK1/", "TK1/2/3", "/", "../1", "TK 1/1", "TK1?a=b/1"])
def test_s51_what_is_no_id_of_a_child(stage: Stage, sample: Sample, identity: str) -> None:
    with pytest.raises(errors.IdentityError, match=f"is not the id of a {sample.kind.noun}"):
        read(stage, sample, identity)
    assert stage.sim.requests == []


@pytest.mark.parametrize("identity", ["", "TK1/2", "/", "TK1/"])
def test_s51_what_is_no_id_of_a_trunk(stage: Stage, identity: str) -> None:
    with pytest.raises(errors.IdentityError, match="give a trunk SID"):
        read(stage, TRUNK, identity)


@every_kind
def test_s51_an_object_is_read_by_its_id_alone(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    state = read(stage, sample, identity)
    given = {name: value for name, value in stage.inputs(sample).items() if name != "password"}
    assert not checking.diff(sample.kind, state.model_dump(), given).changed


def test_twenty_reads_of_one_trunk_cost_one_request_for_each_collection(stage: Stage) -> None:
    identities = [stage.add(PHONE_NUMBER, phone_number=f"+91987{n:05}") for n in range(20)]
    run = stage.new_run()
    assert all(run.of(PHONE_NUMBER).read(identity, {}) for identity in identities)
    assert len(stage.sim.requests) == 1


@pytest.mark.parametrize(("field", "value"), [("mask", "wide"), ("mask", 24.5), ("mask", []), ("mask", True)])
def test_a_garbled_row_is_an_error(stage: Stage, field: str, value: Any) -> None:
    sample = next(sample for sample in ON_A_TRUNK if sample.collection == "whitelisted_ips")
    identity = stage.add(sample, **{field: value})
    with pytest.raises(errors.UnexpectedAnswerError, match="lacks or garbles: mask"):
        read(stage, sample, identity)
