"""A change of which nobody knows whether Exotel has done it is remembered, and set again whatever the program says."""

import socket
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.kinds import ALIAS, CALLER_ID, CREDENTIAL, PHONE_NUMBER, SAMPLES, TRUNK, WHITELISTED_IP, Sample, named

from .stage import URN, VERBS, Stage

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=named)
MARKED = {"unconfirmed": True}
OLD, NEW = CREDENTIAL.given["password"], CREDENTIAL.changed["password"]
# What becomes of a change whose outcome is unknown, and whether Exotel has done it.
LOST = {
    "answer lost": ("drop_after", True),
    "request lost": ("drop_before", False),
    "503": ("respond status=503", False),
    "503 after it": ("respond_after status=503", True),
    "no JSON": ("respond_after status=200 body=<html>", True),
    "408": ("respond_after status=408", True),
}


def fail(stage: Stage, sample: Sample, effect: str, times: int = 0) -> None:
    """Lets changes of one kind fail; of a setting, also the look-up that follows a lost answer."""
    method = "POST" if sample is CALLER_ID else "PUT"
    stage.sim.add_fault(Fault.parse(f"{method} '{sample.path(stage.dialect)[:-1]}' {effect} times={times}"))
    if sample is CALLER_ID:
        stage.sim.add_fault(Fault("GET", "settings", "respond", status=503, times=times))


def lose(stage: Stage, sample: Sample, effect: str = "drop_after", **changes: Any) -> tuple[str, dict[str, Any]]:
    """Makes an object and changes it, with a lost answer. Returns its id, and the state that a host then stores."""
    identity, state = stage.create(sample)
    fail(stage, sample, effect)
    with pytest.raises(errors.UnconfirmedError, match="outcome") as caught:
        stage.new_run().of(sample).update(
            identity, state.model_dump(), stage.inputs(sample, **(changes or sample.changed))
        )
    stage.sim.clear_faults()
    assert caught.value.identity == identity
    assert caught.value.state == state.model_dump() | MARKED
    return identity, dict(caught.value.state)


@every_kind
@pytest.mark.parametrize(("effect", "acts"), LOST.values(), ids=LOST)
@pytest.mark.parametrize("taken_back", [True, False], ids=["taken back", "kept"])
def test_s84_whatever_the_program_says_is_set_again(
    stage: Stage, sample: Sample, effect: str, acts: bool, taken_back: bool
) -> None:
    identity, olds = lose(stage, sample, effect)
    stage.holds(sample, identity, sample.put_right if acts else sample.row)
    wanted = stage.inputs(sample, **({} if taken_back else sample.changed))
    life = stage.new_run().of(sample)
    stage.sim.clear_log()
    difference = life.diff(olds, wanted, ())
    assert difference.changed
    assert not difference.replaces
    assert stage.sim.requests == []
    after = life.update(identity, olds, wanted)
    assert len(stage.sim.requests) == 1
    stage.holds(sample, identity, sample.row if taken_back else sample.put_right)
    assert after.unconfirmed is None
    assert not life.diff(after.model_dump(), wanted, ()).changed


@every_kind
def test_s84_a_refresh_drops_the_mark_where_the_row_says_everything(stage: Stage, sample: Sample) -> None:
    identity, olds = lose(stage, sample)
    life = stage.new_run().of(sample)
    found = life.read(identity, olds)
    assert found is not None
    assert found.unconfirmed is (True if sample is CREDENTIAL else None)
    for wanted, taken_back in ((stage.inputs(sample), True), (stage.inputs(sample, **sample.changed), False)):
        expected = sample is CREDENTIAL or taken_back
        assert bool(life.diff(found.model_dump(), wanted, ()).changed) is expected


@every_kind
def test_s84_what_is_unconfirmed_is_deleted_as_ever(stage: Stage, sample: Sample) -> None:
    identity, olds = lose(stage, sample)
    stage.new_run().of(sample).delete(identity, olds, URN)
    assert stage.rows(sample) == []


@every_kind
def test_s84_a_refusal_leaves_nothing_open(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    fail(stage, sample, 'respond status=400 body=\'{"code": 1002, "message": "no"}\'')
    with pytest.raises(errors.InvalidParameterError):
        stage.new_run().of(sample).update(identity, state.model_dump(), stage.inputs(sample, **sample.changed))


@every_kind
def test_s84_what_was_never_sent_leaves_nothing_open(stage: Stage, sample: Sample) -> None:
    identity, state = stage.create(sample)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        run = stage.new_run(api_url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(errors.NoAnswerError) as caught:
            run.of(sample).update(identity, state.model_dump(), stage.inputs(sample, **sample.changed))
    assert not caught.value.sent


@pytest.mark.parametrize("sample", [TRUNK, PHONE_NUMBER, CREDENTIAL], ids=named)
def test_s84_a_refusal_after_a_lost_attempt_leaves_it_open(stage: Stage, sample: Sample) -> None:
    """The first attempt has acted; the second one's answer says nothing of that."""
    fail(stage, sample, "drop_after", times=1)
    lose(stage, sample, "respond status=401")


@pytest.mark.parametrize("taken_back", [True, False], ids=["taken back", "kept"])
def test_s84_a_generated_password(stage: Stage, taken_back: bool) -> None:
    """Exotel has a new one that nobody knows: the old one out of the state is set again, or a third one."""
    left_out: dict[str, Any] = {"password": None}
    identity, state = stage.create(CREDENTIAL, **left_out)
    fail(stage, CREDENTIAL, "drop_after")
    with pytest.raises(errors.UnconfirmedError, match="either password may be in force") as caught:
        stage.new_run().of(CREDENTIAL).update(
            identity, state.model_dump(), stage.inputs(CREDENTIAL, rotation="2", **left_out)
        )
    stage.sim.clear_faults()
    [unknown] = [row["password"] for row in stage.rows(CREDENTIAL)]
    assert unknown != state.password
    wanted = stage.inputs(CREDENTIAL, rotation=None if taken_back else "2", **left_out)
    after = stage.new_run().of(CREDENTIAL).update(identity, caught.value.state, wanted)
    [held] = [row["password"] for row in stage.rows(CREDENTIAL)]
    assert held == after.password
    assert (held == state.password) is taken_back
    assert held != unknown


def test_s84_a_row_that_cannot_be_read_leaves_the_change_open(stage: Stage) -> None:
    odd = {"id": 1, "ip": WHITELISTED_IP.given["ip"], "mask": {"of": 7}}
    identity, state = stage.create(WHITELISTED_IP)
    stage.sim.add_fault(Fault("PUT", "whitelisted", "respond_after", status=200, body=odd))
    with pytest.raises(errors.UnconfirmedError, match="garbles: mask") as caught:
        stage.new_run().of(WHITELISTED_IP).update(identity, state.model_dump(), stage.inputs(WHITELISTED_IP, mask=24))
    assert caught.value.state["unconfirmed"] is True


def test_s84_no_answer_of_exotels_sets_the_mark(stage: Stage) -> None:
    assert PHONE_NUMBER.kind.state_of({"unconfirmed": True}, stage.inputs(PHONE_NUMBER)).unconfirmed is None


@every_kind
@pytest.mark.parametrize("verb", VERBS)
def test_s66_the_mark_opens_no_other_account(stage: Stage, sample: Sample, verb: str) -> None:
    olds = stage.inputs(sample, account_sid="theirs") | MARKED
    identity = stage.trunk_sid if sample.is_trunk else f"{stage.trunk_sid}/{ALIAS if sample is CALLER_ID else 1}"
    with pytest.raises(errors.AccountError):
        VERBS[verb](stage.run.of(sample), identity, olds, stage.inputs(sample))
    assert stage.sim.requests == []
