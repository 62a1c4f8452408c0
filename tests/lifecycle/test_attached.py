"""A trunk goes: what goes along is said by name (scenario 79), or nothing may be left on it (scenario 81)."""

import logging

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from exotel_pulumi.simulator.call import Call
from tests.engine.wire import route
from tests.kinds import CALLER_ID, CREDENTIAL, ON_A_TRUNK, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample, named

from .lines import TRUNK_URN, Line, add_of_others, deletions
from .stage import Stage

GOES = tuple(sample for sample in ON_A_TRUNK if sample.kind.cascades and sample is not CALLER_ID)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Listens to what a person reads."""
    caplog.set_level(logging.WARNING, "exotel_pulumi")
    return caplog


def is_there(stage: Stage) -> bool:
    return stage.sim.trunks(trunk_sid=stage.trunk_sid) != []


def test_s79_s62_what_goes_with_a_trunk_is_named(stage: Stage, said: pytest.LogCaptureFixture) -> None:
    line = Line(stage).make(PHONE_NUMBER, CALLER_ID)
    reported = [add_of_others(stage, sample) for sample in GOES]
    stage.sim.clear_log()
    line.delete_trunk(stage.new_run())
    both = f"2 phone numbers (+919800000001, {PHONE_NUMBER.row['phone_number']})"
    named = ", ".join([both, *reported[1:]])
    assert said.messages == [f"With the trunk stage go: {named}. What this stack has on it is among them."]
    assert stage.requests("GET", "DELETE") == ["GET"] * 4 + ["DELETE"]
    assert not is_there(stage)


def test_s79_a_login_that_stays_behind_is_named(stage: Stage, said: pytest.LogCaptureFixture) -> None:
    line = Line(stage).make(CREDENTIAL)
    add_of_others(stage, CREDENTIAL)
    run = stage.new_run()
    line.delete(run, CREDENTIAL)
    line.delete_trunk(run)
    [message] = said.messages
    assert message.startswith("The trunk stage leaves behind: 1 SIP credential (of_others).")


def test_s79_nothing_is_said_of_a_trunk_with_nothing_on_it(stage: Stage, said: pytest.LogCaptureFixture) -> None:
    Line(stage).delete_trunk(stage.new_run())
    assert said.messages == []


@pytest.mark.parametrize(
    ("many", "reported"), [(20, "20 phone numbers"), (21, "21 phone numbers"), (60, "60 phone numbers")]
)
def test_s79_many_cost_one_page(stage: Stage, said: pytest.LogCaptureFixture, many: int, reported: str) -> None:
    for number in range(many):
        stage.add(PHONE_NUMBER, phone_number=f"+9198000000{number:02}")
    stage.sim.clear_log()
    Line(stage).delete_trunk(stage.new_run())
    [message] = said.messages
    counted = reported if stage.dialect == "live" or many <= 50 else "more than 50 phone numbers"
    assert f"{counted} (" in message
    assert message.count("+9198000000") == 20
    assert (f", … and {many - 20} more)" in message) == (many > 20 and counted == reported)
    assert stage.requests("GET", "DELETE") == ["GET"] * 4 + ["DELETE"]


@pytest.mark.parametrize("sample", [*GOES, CREDENTIAL], ids=named)
def test_s79_what_cannot_be_read_hinders_nothing(stage: Stage, said: pytest.LogCaptureFixture, sample: Sample) -> None:
    stage.sim.add_fault(Fault("GET", route(sample.collection), "respond", status=400, body={"code": 1002}))
    Line(stage).delete_trunk(stage.new_run())
    [message] = said.messages
    assert "What goes with the trunk stage is not known, and it is deleted all the same: Exotel answered" in message
    assert not is_there(stage)


def test_s79_a_refresh_that_finds_another_domain_replaces_nothing(stage: Stage, said: pytest.LogCaptureFixture) -> None:
    """A refresh compares a trunk, too: what is destroyed afterwards is destroyed, whatever is on it."""
    line, run = Line(stage), stage.new_run()
    add_of_others(stage, PHONE_NUMBER)
    olds = line.trunk
    stage.sim.edit_trunk(stage.trunk_sid, domain_name="other.pstn.exotel.com")
    assert run.of(TRUNK).read(stage.trunk_sid, olds) is not None
    assert run.of(TRUNK).diff(line.trunk, olds, (), stage.trunk_sid).replaces
    line.delete_trunk(run)
    assert [message[:23] for message in said.messages] == ["With the trunk stage go"]
    assert not is_there(stage)


def test_s79_what_a_run_takes_back_is_not_looked_at(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    insert = Call.insert
    other = {"domain_name": "other.pstn.exotel.com"}
    monkeypatch.setattr(Call, "insert", lambda call, fields: insert(call, {**fields, **other}))
    with pytest.raises(errors.ConflictError, match="What was made is removed again"):
        stage.create(TRUNK)
    assert stage.requests("GET", "POST", "DELETE") == ["POST", "DELETE"]


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s81_a_trunk_that_takes_nothing_along_goes_when_nothing_is_left(stage: Stage, sample: Sample) -> None:
    line = Line(stage, cascade=False).make(WHITELISTED_IP)
    reported = add_of_others(stage, sample)
    run = stage.new_run()
    line.delete(run, WHITELISTED_IP)
    with pytest.raises(errors.ConflictError) as caught:
        line.delete_trunk(run)
    assert f"on it is still: {reported}. The trunk was not deleted" in caught.value.answered
    assert deletions(stage) == 1
    [row] = stage.rows(sample)
    stage.sim.remove(stage.trunk_sid, sample.collection, row["id"])
    line.delete_trunk(stage.new_run())
    assert not is_there(stage)


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s81_a_list_that_cannot_be_read_refuses(stage: Stage, sample: Sample) -> None:
    stage.sim.add_fault(Fault("GET", route(sample.collection), "respond", status=400, body={"code": 1002}))
    with pytest.raises(errors.InvalidParameterError, match="takes nothing along, and was not deleted"):
        Line(stage, cascade=False).delete_trunk(stage.new_run())
    assert is_there(stage)


@pytest.mark.parametrize("engine", ["3.259", "3.260"])
def test_s81_s80_a_trunk_that_takes_nothing_along_is_replaced(stage: Stage, engine: str) -> None:
    line, run = Line(stage, cascade=False).make(PHONE_NUMBER, WHITELISTED_IP, CREDENTIAL, CALLER_ID), stage.new_run()
    if engine == "3.259":
        line.replace_as_3_259(run)
    else:
        line.replace_as_3_260(run, refresh=False)  # nothing is deleted with the trunk: the engine asks about all
    assert not is_there(stage)


def test_s81_an_older_state_lets_all_go_along(stage: Stage) -> None:
    add_of_others(stage, PHONE_NUMBER)
    olds = {name: value for name, value in Line(stage).trunk.items() if name != "cascade"}
    stage.new_run().of(TRUNK).delete(stage.trunk_sid, olds, TRUNK_URN)
    assert not is_there(stage)
