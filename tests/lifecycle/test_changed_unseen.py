"""Exotel's date of the last change as a witness: what was killed between a change and its answer stored nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.kinds import CREDENTIAL

from .stage import Stage

BEFORE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def in_utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def in_india(moment: datetime) -> str:
    return moment.astimezone(tz=datetime.strptime("+0530", "%z").tzinfo).isoformat()


def without_zone(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def made(stage: Stage, written: str | None) -> tuple[str, dict[str, Any]]:
    """Makes a login whose state has this date."""
    identity, state = stage.create(CREDENTIAL)
    return identity, state.model_dump() | {"date_updated": written}


def found(stage: Stage, identity: str, olds: dict[str, Any], **row: Any) -> Any:
    """Changes the row as somebody else did, and reads it."""
    stage.sim.edit(stage.trunk_sid, "credentials", identity.rpartition("/")[2], **row)
    state = stage.new_run().of(CREDENTIAL).read(identity, olds)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("seconds", "marked"), [(-60, None), (0, None), (2, None), (3, True), (60, True)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("spelled", [in_utc, in_india])
def test_s84_a_later_date_means_that_the_password_may_be_another(
    stage: Stage, spelled: Callable[[datetime], str], seconds: int, marked: bool | None
) -> None:
    identity, olds = made(stage, in_utc(BEFORE))
    later = spelled(BEFORE + timedelta(seconds=seconds))
    state = found(stage, identity, olds, date_updated=later, password="Of_a_killed_run_1")
    assert (state.unconfirmed, state.date_updated) == (marked, later)
    life = stage.new_run().of(CREDENTIAL)
    assert bool(life.diff(state.model_dump(), stage.inputs(CREDENTIAL), ()).changed) is bool(marked)
    if marked:
        again = life.update(identity, state.model_dump(), stage.inputs(CREDENTIAL))
        stage.holds(CREDENTIAL, identity, CREDENTIAL.row)
        settled = stage.new_run().of(CREDENTIAL).read(identity, again.model_dump())
        assert settled is not None
        assert settled.unconfirmed is None


@pytest.mark.parametrize("hand", [{"friendly_name": "by_hand"}, {"friendly_name": None}, {"user_name": "by_hand"}])
def test_s84_a_field_that_was_changed_by_hand_explains_the_date(stage: Stage, hand: dict[str, Any]) -> None:
    identity, olds = made(stage, in_utc(BEFORE))
    state = found(stage, identity, olds, date_updated=in_utc(BEFORE + timedelta(hours=1)), **hand)
    assert state.unconfirmed is None


@pytest.mark.parametrize("before", [None, "", "yesterday", without_zone(BEFORE), in_utc(BEFORE)])
@pytest.mark.parametrize("after", [None, "", "today", without_zone(BEFORE + timedelta(hours=1)), in_utc(BEFORE)])
def test_s84_a_date_that_is_not_there_or_has_no_zone_proves_nothing(
    stage: Stage, before: str | None, after: str | None
) -> None:
    identity, olds = made(stage, before)
    state = found(stage, identity, olds, date_updated=after)
    assert state.unconfirmed is None


@pytest.mark.simulated(dates="both")
@pytest.mark.simulated(dates="unmoved")
@pytest.mark.simulated(dates="created")
@pytest.mark.simulated(dates="none")
def test_s84_no_variant_of_the_dates_makes_a_difference_by_itself(stage: Stage) -> None:
    identity, state = stage.create(CREDENTIAL)
    wanted = stage.inputs(CREDENTIAL, **CREDENTIAL.changed)
    state = stage.new_run().of(CREDENTIAL).update(identity, state.model_dump(), wanted)
    for _ in range(2):
        state = stage.new_run().of(CREDENTIAL).read(identity, state.model_dump())
        assert state is not None
        assert state.unconfirmed is None
        assert bool(state.date_updated) is (stage.sim.options.dates in ("both", "unmoved"))
        assert bool(state.date_created) is (stage.sim.options.dates != "none")
        assert not stage.run.of(CREDENTIAL).diff(state.model_dump(), wanted, ()).changed


def test_s84_an_answer_without_the_date_forgets_the_one_before(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known is the date before this change: it would accuse the change itself."""
    identity, olds = made(stage, in_utc(BEFORE))
    life = stage.new_run().of(CREDENTIAL)
    send = life._changer._client.send
    monkeypatch.setattr(
        life._changer._client,
        "send",
        lambda *call, **more: {name: value for name, value in send(*call, **more).items() if name != "date_updated"},
    )
    state = life.update(identity, olds, stage.inputs(CREDENTIAL, **CREDENTIAL.changed))
    assert state.date_updated is None
    [row] = stage.rows(CREDENTIAL)
    again = stage.new_run().of(CREDENTIAL).read(identity, state.model_dump())
    assert again is not None
    assert (again.unconfirmed, again.date_updated) == (None, row["date_updated"])
    same = stage.new_run().of(CREDENTIAL).update(identity, olds, stage.inputs(CREDENTIAL))
    assert same.date_updated == olds["date_updated"]  # nothing was sent
