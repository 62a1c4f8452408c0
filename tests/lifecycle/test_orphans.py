"""What may live on without its trunk is named: no call lists a login whose trunk is gone."""

import logging

import pytest

from tests.kinds import CREDENTIAL, ON_A_TRUNK, PHONE_NUMBER, Sample, named

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


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s105_a_refresh_names_a_login_whose_trunk_is_gone(
    stage: Stage, caplog: pytest.LogCaptureFixture, sample: Sample
) -> None:
    made = [(each, *stage.create(each)) for each in ([sample] if sample is PHONE_NUMBER else [PHONE_NUMBER, sample])]
    stage.sim.pass_time(300)
    stage.sim.remove_trunk(stage.trunk_sid)
    sent = []
    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        for each, identity, state in made:
            stage.sim.clear_log()
            assert stage.new_run().of(each).read(identity, state.model_dump()) is None
            sent.append(len(stage.sim.requests))
    assert [identity in message for message in caplog.messages] == [True] * (not sample.kind.cascades)
    assert len({*sent}) == 1, "the name costs no request"


def test_s105_a_login_that_is_gone_from_a_trunk_that_is_there_is_no_news(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    identity, state = stage.create(CREDENTIAL)
    stage.sim.remove(stage.trunk_sid, "credentials", identity.rpartition("/")[2])
    with caplog.at_level(logging.WARNING, "exotel_pulumi"):
        stage.new_run().of(CREDENTIAL).delete(identity, state.model_dump(), URN)
        stage.sim.pass_time(300)
        assert stage.new_run().of(CREDENTIAL).read(identity, state.model_dump()) is None
    assert caplog.messages == []
