"""A fault of the whole account in the middle of replacements: each says what is gone, the advice is the same."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import CREDENTIAL, PHONE_NUMBER

from .stage import Stage


def test_s64_s73_what_is_gone_is_said_and_the_advice_stays_one(stage: Stage) -> None:
    made = [(sample, *stage.create(sample)) for sample in (PHONE_NUMBER, CREDENTIAL)]
    run = stage.new_run()
    advice = set()
    for sample, identity, state in made:
        run.of(sample).delete(identity, state.model_dump(), sample.called)
        stage.sim.add_fault(Fault("POST", "", "respond", status=401, body={"code": 1010}))
        with pytest.raises(errors.AuthenticationError) as refused:
            run.of(sample).create(stage.inputs(sample), sample.called)
        assert f"The {sample.kind.noun} " in refused.value.answered
        assert "is deleted already, to be replaced" in refused.value.shortened("as before.").answered
        advice.add(refused.value.advice)
    assert len(advice) == 1
