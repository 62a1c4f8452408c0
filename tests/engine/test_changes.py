"""What a change of the program does to each object: in place or by replacement, and in which order."""

from exotel_pulumi.simulator import Simulator
from tests.kinds import ON_A_TRUNK

from .programs import LINE, NAMES, NEW_NAMES
from .simulators import in_reference_dialect
from .stack import Stack, asks_of_each
from .wire import as_stored, requests, stored, writing

# Each resource changes in one input alone: `new` is 0 before and 1 after. Every input of every kind is tried out in
# tests/host/test_changes.py; here it is one of each sort, and what the engine makes of it.
EACH_INPUT = """
new = {new}
one = exotel.Trunk("one", trunk_name="one")
two = exotel.Trunk("two", trunk_name="two")
exotel.Trunk("domain_name", trunk_name="domain", domain_name=(None, "other.pstn.exotel.com")[new])
exotel.PhoneNumber("mode", trunk=one, phone_number="+919876543210", mode=("pstn", "flow")[new])
exotel.PhoneNumber("number", trunk=one, phone_number=("+919876543211", "+919876543212")[new])
exotel.PhoneNumber("number_trunk", trunk=(one, two)[new], phone_number="+919876543213")
exotel.Credential("password", trunk=one, user_name="b", password=("first_77ab01", "second_c4d002")[new])
"""

IN_PLACE = {"mode": {"mode"}, "password": set[str]()}  # a secret
DELETE_FIRST = {"domain_name": {"domain_name"}, "number_trunk": {"trunk_sid"}}
CREATE_FIRST = {"number": {"phone_number"}}


def test_s35_a_change_of_each_sort_is_made_as_reported(stack: Stack) -> None:
    stack.passwords_in_program = True
    stack.program(EACH_INPUT.format(new=0))
    stack.up()
    before = stack.ids()
    stack.program(EACH_INPUT.format(new=1))
    for outcome in (stack.preview(), stack.up()):
        assert {step.partition(" ")[2] for step in outcome.steps} == {*IN_PLACE, *DELETE_FIRST, *CREATE_FIRST}
        for names, ops in (
            (IN_PLACE, ["update"]),
            (DELETE_FIRST, ["delete-replaced", "create-replacement"]),
            (CREATE_FIRST, ["create-replacement", "delete-replaced"]),
        ):
            for name, fields in names.items():
                assert outcome.fields(name) == fields
                assert [step for step in outcome.steps if step.endswith(f" {name}")] == [f"{op} {name}" for op in ops]

    after = stack.ids()
    assert {name for name in after if after[name] != before[name]} == {*DELETE_FIRST, *CREATE_FIRST}
    stack.destroy_all()


DOMAIN = 'trunk_name="voice_ai", domain_name="other.pstn.exotel.com"'


def children_deleted_one_by_one(stack: Stack) -> list[str]:
    """Lists the collections of those children that have a request of their own when their trunk is replaced.

    Since 3.260 the engine leaves the ones that are `deleted_with` the trunk to the trunk's deletion.
    """
    return sorted(sample.collection for sample in ON_A_TRUNK if asks_of_each(stack) or not sample.kind.cascades)


@in_reference_dialect
def test_s37_s60_a_trunk_changes_under_its_children(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    stack.program(LINE.replace("voice_ai", "renamed"))
    assert stack.preview().steps == ["update trunk"]
    simulator.clear_log()
    assert stack.up().steps == ["update trunk"]
    assert requests(simulator)[-1] == "PUT trunks"
    assert writing(simulator) == ["PUT trunks"]
    stack.settle()

    before = stack.ids()
    stack.program(LINE.replace('trunk_name="voice_ai"', DOMAIN))
    # What it does not compare, only a refresh shows to be the stack's own.
    flags = () if asks_of_each(stack) else ("--refresh",)
    simulator.clear_log()
    replaced = stack.up(*flags).steps
    # All of the old line goes before anything of the new one comes: no number is ever on two trunks.
    calls = writing(simulator)
    trunk = calls.index("DELETE trunks")
    assert sorted(calls[:trunk]) == [f"DELETE {collection}" for collection in children_deleted_one_by_one(stack)]
    assert calls[trunk + 1] == "POST trunks"
    assert [call for call in calls if call.startswith("DELETE")] == calls[: trunk + 1]
    assert len(calls) == trunk + 1 + 6 + 1
    assert sorted(replaced[:6]) == [f"delete-replaced {name}" for name in NAMES]
    assert sorted(replaced[6:]) == [f"create-replacement {name}" for name in NAMES]
    assert not set(stack.ids().values()) & set(before.values())
    assert [len(rows) for rows in stored(simulator).values()] == [1] * 6
    stack.settle_and_destroy()


# Which resources are replaced by force, and those that have another id afterwards. Of those on a trunk only
# a login has another one: a caller ID has no id of its own, and the others are made first and meet themselves.
FORCED = (
    ({"number", "login", "caller", "acl", "inbound"}, {"login"}),
    ({"trunk"}, set(NAMES)),
)


def test_a_line_is_replaced_by_force_and_renamed_and_loses_nothing(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    declared = as_stored(simulator)
    flags = () if asks_of_each(stack) else ("--refresh",)
    for forced, new in FORCED:
        before = stack.ids()
        stack.up(*flags, *(flag for name in forced for flag in ("--replace", stack.urn(name))))
        after = stack.ids()
        assert {name for name in NAMES if before[name] != after[name]} == new
        assert as_stored(simulator) == declared

    # Without an alias the engine creates the new name, which takes the object over, and deletes the old name.
    before = stack.ids()
    stack.program(NEW_NAMES)
    stack.up()
    assert stack.ids() == {name if name == "trunk" else f"new_{name}": before[name] for name in NAMES}
    assert as_stored(simulator) == declared
    stack.settle_and_destroy()
