"""A trunk is replaced while somebody else has something on it (scenario 80): refused by name, and nothing is lost."""

from collections.abc import Callable

import pytest

from exotel_pulumi import errors
from exotel_pulumi.simulator import Fault
from tests.engine.wire import route
from tests.kinds import CREDENTIAL, DESTINATION_URI, ON_A_TRUNK, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample, named

from .lines import TRUNK_URN, Line, add_of_others, deletions, everything_on
from .stage import Run, Stage

LINE = (PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI, CREDENTIAL)

ENGINES: dict[str, Callable[[Line, Run], None]] = {
    "3.259": Line.replace_as_3_259,
    "3.260, after a refresh": lambda line, run: line.replace_as_3_260(run, refresh=True),
}


@pytest.fixture
def line(stage: Stage) -> Line:
    """Makes one object of each kind but a caller ID, of which a trunk has one."""
    return Line(stage).make(*LINE)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s80_what_others_have_is_refused_by_name_before_anything_is_deleted(
    stage: Stage, line: Line, sample: Sample, engine: str
) -> None:
    reported = add_of_others(stage, sample)
    before = everything_on(stage)
    with pytest.raises(errors.ConflictError) as caught:
        ENGINES[engine](line, stage.new_run())
    assert f"this run does not know as the stack's own: {reported}; nothing on it was deleted" in caught.value.answered
    assert "remove what is named by hand" in caught.value.advice
    assert (deletions(stage), everything_on(stage)) == (0, before)


@pytest.mark.parametrize("engine", ENGINES)
def test_s80_without_anything_of_others_the_trunk_is_replaced(stage: Stage, line: Line, engine: str) -> None:
    stage.sim.clear_log()
    ENGINES[engine](line, stage.new_run())
    assert stage.sim.trunks(trunk_sid=stage.trunk_sid) == []
    assert stage.sim.orphan_credentials() == []
    # Five lists before the first deletion, five before the trunk's; a refresh has four of its own.
    assert len(stage.requests("GET")) == (10 if engine == "3.259" else 14)


def test_s80_what_an_engine_does_not_ask_about_is_refused_with_the_way_on(stage: Stage, line: Line) -> None:
    with pytest.raises(errors.ConflictError, match=r"1 phone number .*, 1 whitelisted IP .*, 1 dest") as caught:
        line.replace_as_3_260(stage.new_run(), refresh=False)
    way_on = "take the change back and run `pulumi up`, then make the change with `pulumi up --refresh`"
    assert way_on in caught.value.advice
    assert deletions(stage) == 0


def test_s80_what_comes_meanwhile_is_refused_at_the_trunk(stage: Stage, line: Line) -> None:
    run = stage.new_run()
    line.check_trunk(run)
    for sample in LINE:
        line.compare(run, sample, "trunk_sid")
    for sample in LINE:
        line.delete(run, sample)
    add_of_others(stage, PHONE_NUMBER)
    with pytest.raises(errors.ConflictError) as caught:
        line.delete_trunk(run)
    assert "what this stack had on it is deleted already" in caught.value.answered
    assert len(stage.rows(PHONE_NUMBER)) == 1


def test_s80_a_trunk_without_children_is_refused_as_well(stage: Stage) -> None:
    run, line = stage.new_run(), Line(stage)
    line.check_trunk(run)
    add_of_others(stage, CREDENTIAL)
    with pytest.raises(errors.ConflictError, match=r"of_others\); nothing on it was deleted"):
        line.delete_trunk(run)


def test_s80_a_trunk_that_depends_on_what_is_replaced_is_not_checked_before(stage: Stage) -> None:
    run, line = stage.new_run(), Line(stage)
    inputs = {"trunk_name": "stage", "domain_name": object()}
    run.of(TRUNK).diff(line.trunk, inputs, ("domain_name",), stage.trunk_sid)
    add_of_others(stage, CREDENTIAL)
    with pytest.raises(errors.ConflictError, match="of_others"):
        line.delete_trunk(run)


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s80_a_list_that_cannot_be_read_refuses(stage: Stage, line: Line, sample: Sample) -> None:
    stage.sim.add_fault(Fault("GET", route(sample.collection), "respond", status=400, body={"code": 1002}))
    with pytest.raises(errors.InvalidParameterError, match="What is on the trunk must be known") as caught:
        line.replace_as_3_259(stage.new_run())
    assert "is to be replaced; nothing on it was deleted" in caught.value.answered
    assert deletions(stage) == 0


@pytest.mark.simulated(closed=["GET settings"])
def test_s80_an_account_without_a_list_is_shown_the_way_on(stage: Stage, line: Line) -> None:
    with pytest.raises(errors.RouteNotFoundError, match="take the trunk out of the program, run `pulumi up`"):
        line.replace_as_3_259(stage.new_run())
    assert deletions(stage) == 0


def test_s80_what_is_on_the_trunk_by_its_sid_is_not_taken_along(stage: Stage, line: Line) -> None:
    """The program has it, the engine leaves it where it is, and Exotel would delete it."""
    run = stage.new_run()
    _, identity, olds = line.made[PHONE_NUMBER.collection]
    line.read(run, PHONE_NUMBER)
    assert run.of(PHONE_NUMBER).check(olds, stage.inputs(PHONE_NUMBER), (), "urn::number")[1] == []
    run.of(PHONE_NUMBER).diff(olds, stage.inputs(PHONE_NUMBER), (), identity)
    line.check_trunk(run)
    for sample in LINE[1:]:
        line.compare(run, sample, "trunk_sid")
    with pytest.raises(errors.ConflictError, match=r"as the stack's own: 1 phone number \(\+919876543210\);") as caught:
        line.delete(run, CREDENTIAL)
    assert "with the trunk's resource, and not its SID, as `trunk`" in caught.value.advice


def test_s80_what_is_only_read_is_not_the_stacks(stage: Stage, line: Line) -> None:
    run = stage.new_run()
    foreign = stage.add(PHONE_NUMBER, phone_number="+919800000001")
    state = run.of(PHONE_NUMBER).read(foreign, {})  # `.get()`
    assert state is not None
    run.of(PHONE_NUMBER).read(foreign, state.known())  # at a refresh
    run.of(PHONE_NUMBER).read(foreign, {})
    with pytest.raises(errors.ConflictError, match="919800000001"):
        line.replace_as_3_259(run)


def test_s80_what_moves_to_another_trunk_is_on_its_way(stage: Stage, line: Line) -> None:
    """The program gives it another SID: whichever deletion comes first, it is the stack's own."""
    run = stage.new_run()
    _, identity, olds = line.made[PHONE_NUMBER.collection]
    moved = stage.inputs(PHONE_NUMBER, trunk_sid=stage.sim.add_trunk(trunk_name="other"))
    run.of(PHONE_NUMBER).diff(olds, moved, (), identity)
    stage.add(WHITELISTED_IP, ip="13.233.99.1")  # on a trunk that is not replaced, nobody asks
    line.delete(run, PHONE_NUMBER)
    assert stage.rows(PHONE_NUMBER) == []


def test_s80_a_row_that_a_list_still_shows_is_no_hindrance(stage: Stage, line: Line) -> None:
    stage.sim.add_fault(Fault("DELETE", route(PHONE_NUMBER.collection)[:-1], "respond", status=200, body={}))
    line.replace_as_3_259(stage.new_run())
    assert stage.sim.trunks(trunk_sid=stage.trunk_sid) == []


def test_s80_a_trunk_that_is_gone_holds_nothing_up(stage: Stage) -> None:
    line = Line(stage).make(PHONE_NUMBER)
    stage.sim.remove_trunk(stage.trunk_sid)
    run = stage.new_run()
    run.of(TRUNK).check({}, {"trunk_name": "stage"}, (), TRUNK_URN)
    line.compare(run, PHONE_NUMBER, "trunk_sid")
    line.delete(run, PHONE_NUMBER)
    run.of(TRUNK).delete(stage.trunk_sid, {"trunk_name": "stage"}, TRUNK_URN)


@pytest.mark.parametrize("many", [20, 21, 60])
def test_s80_twenty_are_named_and_the_rest_is_counted(stage: Stage, line: Line, many: int) -> None:
    for number in range(many):
        stage.add(PHONE_NUMBER, phone_number=f"+9198000000{number:02}")
    with pytest.raises(errors.ConflictError) as caught:
        line.replace_as_3_259(stage.new_run())
    rest = f", … and {many - 20} more)" if many > 20 else ")"
    assert f"{many} phone numbers (" in caught.value.answered
    assert caught.value.answered.count("+9198000000") == 20
    assert rest in caught.value.answered
