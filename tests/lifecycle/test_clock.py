"""A lost answer under a machine clock that is wrong: Exotel's clock decides (scenario 77)."""

from datetime import UTC, datetime, timedelta

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api import http
from exotel_pulumi.simulator import Fault
from tests.kinds import TRUNK

from .stage import Stage

WRONG = [timedelta(minutes=10), timedelta(minutes=-10), timedelta(days=-400)]


@pytest.fixture(params=WRONG, ids=str)
def wrong_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Sets this machine's clock wrong, as the package reads it."""
    wrong: timedelta = request.param
    monkeypatch.setattr(http, "_machine_now", lambda: datetime.now(UTC) + wrong)
    return wrong


def test_s77_this_runs_own_trunk_is_recognised(stage: Stage, wrong_clock: timedelta) -> None:
    stage.sim.add_fault(Fault("POST", "trunks$", "drop_after"))
    identity, _ = stage.create(TRUNK)
    stage.holds(TRUNK, identity, TRUNK.row)


def test_s77_an_older_trunk_is_not_taken_for_it(stage: Stage, wrong_clock: timedelta) -> None:
    identity = stage.add(TRUNK)
    older = datetime.now(UTC) - timedelta(minutes=5)
    stage.sim.edit_trunk(identity, date_created=older.strftime("%Y-%m-%dT%H:%M:%SZ"))
    stage.sim.add_fault(Fault("POST", "trunks$", "drop_after"))
    with pytest.raises(errors.ConflictError, match="adopt=True"):
        stage.create(TRUNK)


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_date_that_cannot_be_read_leaves_the_clock_as_it_is(date: str | None) -> None:
    assert http._offset(date) is None
