"""What is deleted to be made again is not left away at Exotel's limit: the DELETE waits for room for its POST."""

from typing import Any

import pytest

from exotel_pulumi.api import throttle
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.throttle import WINDOW
from exotel_pulumi.errors import ExotelError
from exotel_pulumi.objects.trunk import TRUNK as TRUNKS
from exotel_pulumi.simulator import Fault, Simulator
from tests.clock import Clock
from tests.conftest import settings_for
from tests.kinds import ANOTHER_TRUNK, PHONE_NUMBER, SAMPLES, Sample, named

from .lines import Line
from .stage import URN, Run, Stage

LIMIT = 20  # requests in a window


class Watch(Clock):
    """A clock of which each wait is noted: after which request it was."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__()
        self.simulator = simulator
        self.waits: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(self.simulator.requests[-1].method)
        super().sleep(seconds)


@pytest.fixture
def watch(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch(stage.sim)
    monkeypatch.setattr(throttle, "time", watch)
    return watch


class Exchange:
    """An object that is to be deleted first and then made again, in a run whose window has some places left."""

    def __init__(self, stage: Stage, watch: Watch, sample: Sample) -> None:
        self.stage = stage
        change = next(each for each in sample.changes if each.step == "delete, then create")
        new = stage.sim.add_trunk(trunk_name="another") if change.new is ANOTHER_TRUNK else change.new
        self.identity, state = stage.create(sample)
        self.olds: dict[str, Any] = state.model_dump()
        self.news = stage.inputs(sample, **{change.field: new})
        stage.sim.pass_time(300)
        settings = settings_for(stage.sim, api_dialect=stage.dialect, requests_per_minute=LIMIT, retry_delay=0.001)
        self.client = Client(settings, patience=watch)
        self.life = Run(self.client).of(sample)
        assert self.life.diff(self.olds, self.news, (), self.identity).delete_first

    def leave(self, places: int) -> None:
        """Uses the window up but for so many places."""
        while self.client.requests_in_a_minute < LIMIT - places:
            self.client.rows(TRUNKS.endpoint(None), fresh=True)

    def delete(self) -> None:
        self.life.delete(self.identity, self.olds, URN)

    def create(self) -> None:
        self.life.create(self.news, URN)


def looks(sample: Sample) -> int:
    """Returns how many lists are read before a deletion."""
    return 4 if sample.is_trunk else 0


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_s18_no_wait_comes_between_a_deletion_and_what_takes_its_place(
    stage: Stage, watch: Watch, sample: Sample
) -> None:
    exchange = Exchange(stage, watch, sample)
    stage.sim.clear_log()
    exchange.leave(looks(sample) + 1)
    exchange.delete()
    exchange.create()
    assert watch.waits == ["GET"], "one wait, before the DELETE"
    sent = [request.method for request in stage.sim.requests]
    assert sent[sent.index("DELETE") :] in (["DELETE", "POST"], ["DELETE", "GET", "POST"])


def test_s18_with_room_for_both_nothing_waits(stage: Stage, watch: Watch) -> None:
    exchange = Exchange(stage, watch, PHONE_NUMBER)
    exchange.leave(2)
    exchange.delete()
    exchange.create()
    assert watch.waits == []
    exchange.client.rows(TRUNKS.endpoint(None), fresh=True)
    assert len(watch.waits) == 1, "the window was full"


def test_s18_others_do_not_get_the_place(stage: Stage, watch: Watch) -> None:
    exchange = Exchange(stage, watch, PHONE_NUMBER)
    exchange.leave(2)
    exchange.delete()
    exchange.client.rows(TRUNKS.endpoint(None), fresh=True)
    assert watch.waits == ["DELETE"]


def test_s18_a_deletion_that_fails_gives_the_place_back(stage: Stage, watch: Watch) -> None:
    exchange = Exchange(stage, watch, PHONE_NUMBER)
    exchange.leave(2)
    stage.sim.add_fault(Fault("DELETE", "", "respond", status=400, times=1))
    with pytest.raises(ExotelError):
        exchange.delete()
    exchange.client.rows(TRUNKS.endpoint(None), fresh=True)
    assert watch.waits == []


def test_s18_a_creation_that_never_comes_holds_a_place_for_one_window(stage: Stage, watch: Watch) -> None:
    exchange = Exchange(stage, watch, PHONE_NUMBER)
    for _ in range(LIMIT):
        exchange.leave(2)
        exchange.life._ledger._objects.clear()  # another one each time
        exchange.delete()
    watch.now += WINDOW
    del watch.waits[:]
    exchange.leave(0)
    assert watch.waits == []


def test_s18_what_goes_with_its_trunk_keeps_no_place(stage: Stage) -> None:
    """All of a line is deleted before anything is made again: a thousand kept places would be no limit any more."""
    line, run = Line(stage).make(*SAMPLES[1:5]), stage.new_run()
    line.replace_as_3_259(run)
    assert run.ledger.replacements.exchanged == set()
