"""What may live on without its trunk is named: no call lists a login whose trunk is gone."""

import logging

import pytest

from tests.kinds import CREDENTIAL, ON_A_TRUNK, Sample, named

from .stage import URN, Stage


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s105_a_login_whose_trunk_is_gone_is_deleted_with_a_warning(
    stage: Stage, caplog: pytest.LogCaptureFixture, sample: Sample
) -> None:
    identity, state = stage.create(sample)
    stage.sim.remove_trunk(stage.trunk_sid)
    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        stage.new_run().of(sample).delete(identity, state.model_dump(), URN)
    named_in = [message for message in caplog.messages if identity in message]
    assert len(named_in) == (0 if sample.kind.cascades else 1)
    assert all("may still be at Exotel: its trunk is gone" in message for message in named_in)


def test_s105_a_login_that_is_gone_from_a_trunk_that_is_there_is_no_news(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    identity, state = stage.create(CREDENTIAL)
    stage.sim.remove(stage.trunk_sid, "credentials", identity.rpartition("/")[2])
    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        stage.new_run().of(CREDENTIAL).delete(identity, state.model_dump(), URN)
    assert caplog.messages == []
