"""An object is made exactly once, whatever becomes of the answer."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.simulator import Fault
from exotel_pulumi.simulator.call import Call
from tests.kinds import (
    CALLER_ID,
    CREDENTIAL,
    DESTINATION_URI,
    PHONE_NUMBER,
    SAMPLES,
    TRUNK,
    WHITELISTED_IP,
    Sample,
    named,
)

from .stage import URN, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)


def posts(stage: Stage) -> int:
    return len(stage.requests("POST"))


@every_kind
@pytest.mark.parametrize("effect", ["drop_after", "respond_after", "no_id"])
def test_s01_s12_the_server_acted(stage: Stage, sample: Sample, effect: Any) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), effect, status=503))
    identity, state = stage.create(sample)
    stage.holds(sample, identity, sample.row)
    assert posts(stage) == 1
    assert stage.new_run().of(sample).read(identity, state.model_dump()) == state


@every_kind
@pytest.mark.parametrize(
    ("status", "body"),
    [(200, ""), (201, "<html>"), (200, "[]"), (201, '{"surprise": [1]}'), (200, '{"response": null}')],
)
def test_s12_an_odd_answer_after_the_server_acted(stage: Stage, sample: Sample, status: int, body: str) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "respond_after", status=status, body=body))
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)
    assert posts(stage) == 1


@every_kind
@pytest.mark.parametrize("body", ["", "<html>", {"surprise": []}])
def test_s12_an_odd_answer_and_nothing_there(stage: Stage, sample: Sample, body: Any) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "respond", status=200, body=body))
    with pytest.raises(errors.OutcomeUnknownError, match="outcome unknown") as caught:
        stage.create(sample)
    assert "run the command again" in caught.value.advice
    assert posts(stage) == 1
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)


@every_kind
@pytest.mark.parametrize("fault", ["drop_before", "hang", "respond status=503"])
def test_s02_s16_the_server_did_not_act(stage: Stage, sample: Sample, fault: str) -> None:
    stage.sim.add_fault(Fault.parse(f"POST {sample.path(stage.dialect)} {fault}"))
    identity, _ = stage.create(sample, stage.new_run(request_timeout=1) if fault == "hang" else None)
    stage.holds(sample, identity, sample.row)
    methods = stage.requests("POST", "GET")
    assert methods[methods.index("POST") + 1] == "GET"
    assert methods.count("POST") == 2


@every_kind
def test_s10_no_post_follows_a_lost_one_without_a_look(stage: Stage, sample: Sample) -> None:
    stage.sim.add_fault(Fault("POST", "", "drop_before", times=0))
    with pytest.raises(errors.NoAnswerError):
        stage.create(sample)
    methods = stage.requests("POST", "GET")
    assert methods.count("POST") == 3
    assert all(pair != ("POST", "POST") for pair in pairwise(methods))
    assert methods[-1] == "GET"
    assert stage.rows(sample) == []


@every_kind
def test_s04_without_a_connection_nothing_is_unknown(stage: Stage, sample: Sample) -> None:
    with pytest.raises(errors.NoAnswerError, match="no connection to "):
        stage.create(sample, stage.new_run(api_url="http://127.0.0.1:9"))


@every_kind
@pytest.mark.parametrize("acted", ["drop_after", "drop_before"])
def test_s04_a_stop_while_it_is_looked_up_leaves_the_outcome_unknown(
    stage: Stage, sample: Sample, acted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), acted))
    run = stage.new_run()
    patience, send = run.session.client.patience, Client.send

    def stopped_after(self: Client, method: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return send(self, method, *args, **kwargs)
        finally:
            patience.stop()

    monkeypatch.setattr(Client, "send", stopped_after)
    with pytest.raises(errors.OutcomeUnknownError, match="looking it up failed too: stopped before it was done"):
        stage.create(sample, run)
    assert posts(stage) == 1


@every_kind
@pytest.mark.parametrize(
    ("acted", "look"),
    [
        ("drop_after", "respond status=503"),
        ("drop_after", "respond status=401"),
        ("drop_after", "respond status=200"),
        ("drop_before", "drop_before"),
    ],
)
def test_s04_the_look_up_fails_too(stage: Stage, sample: Sample, acted: Any, look: str) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), acted))
    skip = 1 if sample is DESTINATION_URI else 0  # a destination is looked up before it is made, too
    stage.sim.add_fault(Fault.parse(f"GET '' {look} times=0 skip={skip}"))
    with pytest.raises(errors.OutcomeUnknownError, match="outcome unknown") as caught:
        stage.create(sample)
    assert "run the command again" in caught.value.advice
    assert "looking it up failed too" in str(caught.value)
    assert posts(stage) == 1
    stage.sim.clear_faults()
    if sample is TRUNK and acted == "drop_after":
        with pytest.raises(errors.ConflictError, match="adopt=True"):
            stage.create(sample, stage.new_run())
    identity, _ = stage.create(sample, stage.new_run(), **({"adopt": True} if sample is TRUNK else {}))
    stage.holds(sample, identity, sample.row)


@every_kind
@pytest.mark.simulated(list_delay=2)
@pytest.mark.parametrize("effect", ["drop_after", "respond_after"])
def test_s01_the_list_shows_it_late(stage: Stage, sample: Sample, effect: Any) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), effect, status=503))
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)
    assert posts(stage) == 1


@every_kind
@pytest.mark.simulated(list_delay=3)
def test_s01_the_list_shows_it_so_late_that_it_is_posted_twice(stage: Stage, sample: Sample) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "drop_after"))
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)
    assert posts(stage) == 2


@pytest.mark.simulated(list_delay=5)
def test_s01_one_that_stands_twice_is_looked_for_in_late_lists_too(stage: Stage) -> None:
    stage.sim.add_fault(Fault("POST", DESTINATION_URI.path(stage.dialect), "drop_after"))
    identity, _ = stage.create(DESTINATION_URI)
    stage.holds(DESTINATION_URI, identity, DESTINATION_URI.row)
    assert posts(stage) == 2


@every_kind
def test_s01_what_is_found_after_a_lost_answer_is_not_deleted_for_an_old_name(stage: Stage, sample: Sample) -> None:
    """It may be this run's work, or what a resource under another name made a minute ago."""
    identity, state = stage.create(sample)
    run = stage.new_run(minutes_later=1)
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "respond", status=503))
    assert stage.create(sample, run)[0] == identity
    run.of(sample).delete(identity, state.model_dump(), "old name")
    stage.holds(sample, identity, sample.row)


@pytest.mark.parametrize("sample", [PHONE_NUMBER, WHITELISTED_IP, CREDENTIAL, CALLER_ID], ids=named)
@pytest.mark.simulated(list_delay=2)
def test_s05_a_duplicate_that_the_list_shows_late(stage: Stage, sample: Sample) -> None:
    made, _ = stage.create(sample, stage.new_run())
    assert stage.create(sample)[0] == made
    stage.holds(sample, made, sample.row)


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_s12_an_answer_that_was_lost_is_no_licence_to_take_over(stage: Stage, sample: Sample) -> None:
    """The trunk was there long before: the lost answer was its refusal."""
    identity = stage.add(sample)
    if sample.is_trunk:
        stage.sim.edit_trunk(identity, date_created="2020-01-01T00:00:00Z")
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "drop_after"))
    if sample.is_trunk:
        with pytest.raises(errors.ConflictError, match=f"(?s)It is {identity}.*adopt=True"):
            stage.create(sample)
    else:
        assert stage.create(sample)[0] == identity
    stage.holds(sample, identity, sample.row)


@pytest.mark.parametrize("date", [None, "", "yesterday", 7])
def test_s01_a_trunk_of_unknown_age_is_never_taken_over(stage: Stage, date: Any) -> None:
    identity = stage.add(TRUNK)
    stage.sim.edit_trunk(identity, date_created=date)
    stage.sim.add_fault(Fault("POST", "trunks$", "drop_after"))
    with pytest.raises(errors.ConflictError, match="adopt=True"):
        stage.create(TRUNK)


def test_s87_a_date_without_a_zone_proves_nothing(stage: Stage) -> None:
    """It would be this very moment in UTC; Exotel's other API writes India's time in this way."""
    identity = stage.add(TRUNK)
    stage.sim.edit_trunk(identity, date_created=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}")
    stage.sim.add_fault(Fault("POST", "trunks$", "drop_after"))
    with pytest.raises(errors.ConflictError, match="adopt=True"):
        stage.create(TRUNK)


@pytest.mark.simulated(dialect="live")
@pytest.mark.parametrize("field", ["auth_type", "status", "date_created"])
@pytest.mark.parametrize("odd", [{"kind": "IP"}, ["IP"], 7, True])
def test_s94_an_odd_field_that_only_informs_costs_nothing(stage: Stage, field: str, odd: Any) -> None:
    insert = Call.insert
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Call, "insert", lambda call, fields: {**insert(call, fields), field: odd})
        identity, state = stage.create(TRUNK)
    assert getattr(state, field) is None
    assert [row["trunk_sid"] for row in stage.rows(TRUNK)] == [identity]
    stage.sim.edit_trunk(identity, **{field: odd})
    read = stage.new_run().of(TRUNK).read(identity, {**state.model_dump(), field: "as it was"})
    assert read is not None
    assert getattr(read, field) is None


@every_kind
def test_s93_half_a_character_in_an_answer_costs_nothing(stage: Stage, sample: Sample) -> None:
    insert = Call.insert
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Call, "insert", lambda call, fields: insert(call, {"note": "\ud800", "status": "a\udfff", **fields})
        )
        identity, state = stage.create(sample)
    str(state.model_dump()).encode()  # as the engine stores it
    stage.holds(sample, identity, sample.row)


@every_kind
def test_s14_a_post_that_was_throttled_is_sent_again(stage: Stage, sample: Sample) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "respond", status=429, headers={"Retry-After": "0"}))
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)
    assert posts(stage) == 2


@every_kind
def test_s38_a_failed_creation_can_be_run_again(stage: Stage, sample: Sample) -> None:
    """A replacement: the old object is deleted, the new one refused, and the next run finishes."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    run.of(sample).delete(identity, state.model_dump(), URN)
    stage.sim.add_fault(Fault("POST", "", "respond", status=503, times=0))
    with pytest.raises(errors.ServerError):
        stage.create(sample, run)
    assert stage.rows(sample) == []
    stage.sim.clear_faults()
    for again in (run, stage.new_run()):
        identity, _ = stage.create(sample, again, **({"adopt": True} if sample is TRUNK else {}))
        stage.holds(sample, identity, sample.row)
