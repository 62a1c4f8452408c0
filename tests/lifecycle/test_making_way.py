"""What leaves a trunk that the same run replaces: the engine begins to make it elsewhere before it deletes it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.lifecycle import Ledger, creating
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Fault
from tests.kinds import CREDENTIAL, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample, named

from .stage import URN, Run, Stage


class Move:
    """An object of the stage's trunk, and the inputs that put it on another one."""

    def __init__(self, stage: Stage, sample: Sample) -> None:
        self.stage = stage
        self.sample = sample
        self.identity, state = stage.create(sample)
        self.olds: dict[str, Any] = state.model_dump()
        self.target = stage.sim.add_trunk(trunk_name="another")
        self.news = stage.inputs(sample, trunk_sid=self.target)
        self.run: Run = stage.new_run()
        stage.sim.clear_log()

    def plan(self, *, trunk_is_replaced: bool) -> None:
        """Asks what the engine asks: of what depends on a replaced trunk, and of the resource itself."""
        life = self.run.of(self.sample)
        if trunk_is_replaced:
            unknown = {**self.olds, "trunk_sid": None}
            assert life.diff(self.olds, unknown, ("trunk_sid",), self.identity).replaces == {"trunk_sid"}
        assert life.diff(self.olds, self.news, (), self.identity).delete_first

    def make(self) -> str:
        identity, _ = self.run.of(self.sample).create(self.news, URN)
        return str(identity)

    def on(self, trunk_sid: str) -> int:
        return len(self.stage.sim.rows(trunk_sid, self.sample.collection))


@pytest.fixture(autouse=True)
def engine_hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the wait that a real engine deserves."""
    monkeypatch.setattr(creating, "ENGINE_HEARS", 0.01)


def in_thread(make: Callable[[], str]) -> "Future[str]":
    """Starts to make an object, as the engine does beside the chain of deletions."""
    return ThreadPoolExecutor(1).submit(make)


@pytest.mark.parametrize("sample", [PHONE_NUMBER, CREDENTIAL, WHITELISTED_IP], ids=named)
def test_s69_what_moves_is_made_after_the_engine_has_deleted_it(stage: Stage, sample: Sample) -> None:
    move = Move(stage, sample)
    move.plan(trunk_is_replaced=True)
    making = in_thread(move.make)
    assert not wait([making], timeout=0.1).done
    assert stage.requests("POST", "DELETE") == []
    move.run.of(sample).delete(move.identity, move.olds, URN)
    assert making.result().startswith(f"{move.target}/")
    assert stage.requests("POST", "DELETE") == ["DELETE", "POST"]
    assert (move.on(stage.trunk_sid), move.on(move.target)) == (0, 1)


def test_s69_what_has_gone_with_its_trunk_is_not_waited_for(stage: Stage) -> None:
    move = Move(stage, CREDENTIAL)
    move.plan(trunk_is_replaced=True)
    stage.run = move.run
    stage.run.of(TRUNK).delete(stage.trunk_sid, {"trunk_name": "stage", "account_sid": DEFAULT_ACCOUNT_SID}, URN)
    assert move.make().startswith(f"{move.target}/")


def test_s69_a_deletion_that_fails_ends_the_wait(stage: Stage) -> None:
    move = Move(stage, CREDENTIAL)
    move.plan(trunk_is_replaced=True)
    making = in_thread(move.make)
    stage.sim.add_fault(Fault("DELETE", "", "respond", status=400))
    with pytest.raises(errors.ExotelError):
        move.run.of(CREDENTIAL).delete(move.identity, move.olds, URN)
    with pytest.raises(errors.ConflictError, match="which this run replaces too") as caught:
        making.result()
    assert "then change the trunk in a run of its own" in caught.value.advice
    assert stage.requests("POST") == []


def test_s69_more_than_can_wait_are_refused(stage: Stage) -> None:
    move = Move(stage, CREDENTIAL)
    move.run.ledger = Ledger(waiting_at_once=0)
    move.plan(trunk_is_replaced=True)
    with pytest.raises(errors.ConflictError, match="which this run replaces too"):
        move.make()


def test_s69_what_the_engine_keeps_is_waited_for_once(stage: Stage) -> None:
    """With `retain_on_delete` it forgets an object without a word to its provider."""
    move = Move(stage, CREDENTIAL)
    move.run.ledger.longest_pause = 0.05
    move.plan(trunk_is_replaced=True)
    assert move.make().startswith(f"{move.target}/")
    assert (move.on(stage.trunk_sid), move.on(move.target)) == (1, 1)


def test_s69_on_a_trunk_that_stays_nothing_is_waited_for(stage: Stage) -> None:
    move = Move(stage, PHONE_NUMBER)
    move.plan(trunk_is_replaced=False)
    with pytest.raises(errors.ConflictError, match=f"mapped to trunk {stage.trunk_sid}"):
        move.make()
    assert stage.requests("DELETE") == []
