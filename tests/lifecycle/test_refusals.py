"""What a refusal leaves behind: nothing is gone that is only not shown, and nothing is kept from another resource."""

from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import CALLER_ID, ON_A_TRUNK, PHONE_NUMBER, SAMPLES, TRUNK, WHITELISTED_IP, Sample, named

from .stage import URN, VERBS, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)
every_child = pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
missing_trunks = pytest.mark.simulated({"missing_trunk": "403"}, {"missing_trunk": "404"})
FORBIDDEN = {"code": 1003, "message": "Authorization failed"}


@every_kind
@pytest.mark.parametrize("verb", ["read", "update", "delete"])
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, FORBIDDEN, errors.ForbiddenError),
        (403, "<html>", errors.ForbiddenError),
        (404, {"code": 1000}, errors.NotFoundError),
        (404, "<html>", errors.RouteNotFoundError),
    ],
)
def test_s29_s30_nothing_is_gone_where_the_list_of_trunks_is_refused(
    stage: Stage, sample: Sample, verb: str, status: int, body: Any, error: type[errors.ApiError]
) -> None:
    """As when an account is suspended: a refresh would else forget every object of the stack."""
    identity, state = stage.create(sample)
    stage.sim.add_fault(Fault("*", "", "respond", status=status, body=body, times=0))
    with pytest.raises(error):
        VERBS[verb](stage.new_run().of(sample), identity, state.model_dump(), stage.inputs(sample, **sample.changed))
    stage.holds(sample, identity, sample.row)


@every_child
def test_s34_what_one_look_has_missed_is_not_gone_for_the_run(stage: Stage, sample: Sample) -> None:
    other = WHITELISTED_IP if sample is PHONE_NUMBER else PHONE_NUMBER
    identity, state = stage.create(sample)
    run, beside = stage.new_run(), stage.add(other)
    stage.sim.add_fault(Fault("*", f"{stage.trunk_sid}/", "respond", status=403, body=FORBIDDEN, times=2))
    stage.sim.add_fault(Fault("GET", "trunks$", "respond", status=200, body={"response": []}))
    with pytest.raises(errors.GoneError):
        run.of(sample).update(identity, state.model_dump(), stage.inputs(sample, **sample.changed))
    assert run.of(other).read(beside, {}) is not None
    assert run.of(sample).read(identity, state.model_dump()) == state


@missing_trunks
@every_child
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_s28_a_list_of_before_does_not_say_that_the_trunk_is_there(stage: Stage, sample: Sample, verb: str) -> None:
    identity, state = stage.create(sample)
    run = stage.new_run()
    assert run.of(TRUNK).read(stage.trunk_sid, {}) is not None
    stage.sim.remove_trunk(stage.trunk_sid)
    if verb == "update":
        with pytest.raises(errors.GoneError, match="it is not there any more"):
            run.of(sample).update(identity, state.model_dump(), stage.inputs(sample, **sample.changed))
    else:
        run.of(sample).delete(identity, state.model_dump(), URN)


@every_kind
def test_s38_what_a_refused_deletion_has_left_may_be_had_by_another_resource(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    run, inputs = stage.new_run(), stage.inputs(sample)
    stage.sim.add_fault(Fault("DELETE", "", "respond", status=400))
    with pytest.raises(errors.InvalidParameterError):
        run.of(sample).delete(identity, state.model_dump(), "old name")
    assert run.of(sample).check(inputs, inputs, (), "new name")[1] == []
    assert stage.create(sample, run, **({"adopt": True} if sample.is_trunk else {}))[0] == identity
    stage.holds(sample, identity, sample.row)


def test_s40_only_a_call_that_is_not_offered_is_said_not_to_be_offered(stage: Stage) -> None:
    identity, state = stage.create(CALLER_ID)
    stage.sim.add_fault(Fault("DELETE", "", "respond", status=403, body=FORBIDDEN))
    with pytest.raises(errors.ForbiddenError) as refused:
        stage.new_run().of(CALLER_ID).delete(identity, state.model_dump(), URN)
    assert "does not offer" not in refused.value.advice
    assert "verify the trunk SID" in refused.value.advice
