"""What a change of the program does to each object: in place or by replacement, and in which order."""

from exotel_pulumi.simulator import Simulator

from .programs import LINE, NAMES, NEW_NAMES
from .simulators import in_reference_dialect
from .stack import Stack
from .wire import as_stored, requests, stored, writing

# Each resource changes in one input alone: `new` is 0 before and 1 after.
EACH_INPUT = """
new = {new}
one = exotel.Trunk("one", trunk_name="one")
two = exotel.Trunk("two", trunk_name="two")
three = exotel.Trunk("three", trunk_name="three")
four = exotel.Trunk("four", trunk_name="four")
other = (one, two)[new]

exotel.Trunk("trunk_name", trunk_name=("before", "after")[new])
exotel.Trunk("domain_name", trunk_name="domain", domain_name=(None, "other.pstn.exotel.com")[new])

exotel.PhoneNumber("mode", trunk=one, phone_number="+919876543210", mode=("pstn", "flow")[new])
exotel.PhoneNumber("number", trunk=one, phone_number=("+919876543211", "+919876543212")[new])
exotel.PhoneNumber("number_trunk", trunk=other, phone_number="+919876543213")

exotel.WhitelistedIp("mask", trunk=one, ip="13.233.10.20", mask=(32, 30)[new])
exotel.WhitelistedIp("ip", trunk=one, ip=("13.233.11.1", "13.233.11.2")[new])
exotel.WhitelistedIp("ip_trunk", trunk=other, ip="13.233.12.1")

exotel.DestinationUri("priority", trunk=one, destination="a.example.com:5061;transport=tls", priority=(0, 3)[new])
exotel.DestinationUri("weight", trunk=one, destination="b.example.com:5061;transport=tls", weight=(1, 4)[new])
exotel.DestinationUri("uri", trunk=one, destination=("c.example.com", "d.example.com")[new] + ":5061;transport=tls")
exotel.DestinationUri("uri_trunk", trunk=other, destination="e.example.com:5061;transport=tls")

exotel.Credential("user_name", trunk=one, user_name=("before", "after")[new])
exotel.Credential("password", trunk=one, user_name="b", password=("first_77ab01", "second_c4d002")[new])
exotel.Credential("friendly_name", trunk=one, user_name="c", friendly_name=("before", "after")[new])
exotel.Credential("rotation", trunk=one, user_name="d", rotation=("1", "2")[new])
exotel.Credential("login_trunk", trunk=other, user_name="e")

exotel.CallerId("caller", trunk=three, phone_number=("+919876543210", "+919876543211")[new])
exotel.CallerId("caller_trunk", trunk=(one, four)[new], phone_number="+919876543210")
"""

IN_PLACE = {
    "trunk_name": {"trunk_name"},
    "mode": {"mode"},
    "mask": {"mask"},
    "priority": {"priority"},
    "weight": {"weight"},
    "user_name": {"user_name"},
    "password": set[str](),  # a secret
    "friendly_name": {"friendly_name"},
    "rotation": {"rotation"},
    "caller": {"phone_number"},
}
DELETE_FIRST = {
    "domain_name": {"domain_name"},
    "number_trunk": {"trunk_sid"},
    "ip_trunk": {"trunk_sid"},
    "uri_trunk": {"trunk_sid"},
    "login_trunk": {"trunk_sid"},
    "caller_trunk": {"trunk_sid"},
}
CREATE_FIRST = {"number": {"phone_number"}, "ip": {"ip"}, "uri": {"destination"}}


def test_s35_each_input_changed_alone(stack: Stack) -> None:
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
    stack.settle_and_destroy()


ONE_SPELLING = """
trunk = exotel.Trunk("trunk", trunk_name="voice_ai", nso_code="any any")
exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210")
exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")
exotel.DestinationUri("inbound", trunk=trunk, destination="sip.example.com:5061;transport=tls")
"""
OTHER_SPELLING = """
trunk = exotel.Trunk("trunk", trunk_name="voice_ai", domain_name="acme1.pstn.exotel.com", adopt=False)
exotel.PhoneNumber("number", trunk=trunk.trunk_sid.apply(str), phone_number="+919876543210", mode="pstn", opts=with_it)
exotel.WhitelistedIp("acl", trunk=trunk.trunk_sid, ip="13.233.10.20", mask=32.0, opts=with_it)
exotel.DestinationUri("inbound", trunk=trunk.id, destination="SIP:SIP.Example.COM:5061;transport=TLS", priority=0.0,
    weight=1, opts=with_it)
""".replace("\nexotel.Phone", "\nwith_it = pulumi.ResourceOptions(deleted_with=trunk)\nexotel.Phone")


@in_reference_dialect
def test_s36_a_value_in_another_spelling_is_no_change(stack: Stack, simulator: Simulator) -> None:
    stack.program(ONE_SPELLING)
    stack.up()
    before = stored(simulator)
    simulator.clear_log()
    stack.program(OTHER_SPELLING)
    stack.up("--expect-no-changes")
    assert simulator.requests == []
    assert stored(simulator) == before
    stack.settle_and_destroy()


DOMAIN = 'trunk_name="voice_ai", domain_name="other.pstn.exotel.com"'


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
    simulator.clear_log()
    replaced = stack.up().steps
    # All of the old line goes before anything of the new one comes: no number is ever on two trunks.
    calls = writing(simulator)
    assert [call for call in calls if call.startswith("DELETE")] == calls[:6]
    assert calls[5:7] == ["DELETE trunks", "POST trunks"]
    assert len(calls) == 6 + 6 + 1
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
    for forced, new in FORCED:
        before = stack.ids()
        stack.up(*(flag for name in forced for flag in ("--replace", stack.urn(name))))
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
