"""Another account's settings: every verb is one error that names both accounts, and nothing is sent."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID
from tests.conftest import settings_for
from tests.kinds import SAMPLES, Sample, named

from .stage import URN, VERBS, Run, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)


def run_as(stage: Stage, account_sid: str) -> Run:
    settings = settings_for(stage.sim, account_sid=account_sid, api_dialect=stage.dialect, retry_delay=0.001)
    return Run(Client(settings), account_sid)


def names_both(text: str) -> bool:
    return (
        DEFAULT_ACCOUNT_SID in text and "other2m" in text and "set exotel:accountSid (or EXOTEL_ACCOUNT_SID, or" in text
    )


@every_kind
@pytest.mark.parametrize("verb", VERBS)
def test_s66_a_verb_under_another_account_is_refused(stage: Stage, sample: Sample, verb: str) -> None:
    identity, state = stage.create(sample)
    assert state.account_sid == DEFAULT_ACCOUNT_SID
    stage.sim.clear_log()
    with pytest.raises(errors.AccountError) as refused:
        VERBS[verb](
            run_as(stage, "other2m").of(sample), identity, state.model_dump(), stage.inputs(sample, **sample.changed)
        )
    assert refused.value.tried
    assert names_both(str(refused.value))
    assert ("left the state" in str(refused.value)) == (verb == "delete")
    assert stage.sim.requests == []
    stage.holds(sample, identity, sample.row)


@every_kind
def test_s66_a_check_under_another_account_is_one_fault_of_the_whole_resource(stage: Stage, sample: Sample) -> None:
    olds = stage.inputs(sample)
    news = {name: value for name, value in olds.items() if name != "account_sid"}
    _, faults = run_as(stage, "other2m").of(sample).check(olds, news, (), URN)
    [(field, reason)] = faults
    assert field == ""
    assert names_both(reason)
    assert stage.sim.requests == []


@every_kind
@pytest.mark.parametrize("verb", VERBS)
def test_s65_the_case_of_an_account_makes_no_difference(stage: Stage, sample: Sample, verb: str) -> None:
    """The settings are written in another case than those with which the object was made."""
    identity, state = stage.create(sample)
    olds = {**state.model_dump(), "account_sid": DEFAULT_ACCOUNT_SID.upper()}
    VERBS[verb](stage.new_run().of(sample), identity, olds, stage.inputs(sample, **sample.changed))


@every_kind
@pytest.mark.parametrize("verb", VERBS)
def test_s54_a_state_without_an_account_is_let_through(stage: Stage, sample: Sample, verb: str) -> None:
    identity, state = stage.create(sample)
    olds = {name: value for name, value in state.model_dump().items() if name != "account_sid"}
    VERBS[verb](stage.new_run().of(sample), identity, olds, stage.inputs(sample, **sample.changed))


@every_kind
@pytest.mark.parametrize("verb", VERBS)
def test_s54_a_field_of_a_newer_version_is_let_through(stage: Stage, sample: Sample, verb: str) -> None:
    identity, state = stage.create(sample)
    olds = {**state.model_dump(), "brand_new": "of a later version"}
    after = VERBS[verb](stage.new_run().of(sample), identity, olds, stage.inputs(sample))
    if verb in ("read", "update"):
        assert after == state


@every_kind
def test_s66_what_is_read_belongs_to_the_account_of_the_settings(stage: Stage, sample: Sample) -> None:
    found = stage.new_run().of(sample).read(stage.add(sample), {})
    assert found is not None
    assert found.account_sid == DEFAULT_ACCOUNT_SID


@every_kind
def test_s50_settings_without_an_account_prove_nothing(stage: Stage, sample: Sample) -> None:
    _, state = stage.create(sample)
    run = Run(stage.run.session.client, "")
    assert run.of(sample).diff(state.model_dump(), stage.inputs(sample), ()).changed == frozenset()
