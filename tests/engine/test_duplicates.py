"""What exists already: refused where it would surprise, taken over and put right where it is the same thing."""

from exotel_pulumi.simulator import Simulator

from .programs import LINE, NAMES, NUMBER, TRUNK
from .simulators import in_reference_dialect, simulated
from .stack import Stack
from .wire import stored

ADOPTED = LINE.replace('trunk_name="voice_ai"', 'trunk_name="voice_ai", adopt=True')


def made_by_hand(simulator: Simulator) -> dict[str, str]:
    """A line like that of the program, each object with another value; its ids as the stack would have them."""
    sid = simulator.add_trunk(trunk_name="voice_ai", domain_name="acme1.pstn.exotel.com", nso_code="OTHER")
    ids = {
        "number": simulator.add(sid, "phone_numbers", phone_number="+919876543210", mode="pstn"),
        "acl": simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=30),
        "inbound": simulator.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls"),
        "login": simulator.add(sid, "credentials", user_name="voice_platform", password="of_the_hand_9d2f"),
    }
    simulator.add(sid, "settings", name="trunk_external_alias", value="+918888888888")
    return {
        "trunk": sid,
        "caller": f"{sid}/trunk_external_alias",
        **{name: f"{sid}/{number}" for name, number in ids.items()},
    }


def values_of(simulator: Simulator) -> dict[str, list[object]]:
    """What a program can say of each object, in the order of the fields below; one object of each kind."""
    fields = {
        "trunks": ("trunk_name", "nso_code"),
        "phone_numbers": ("phone_number", "mode"),
        "whitelisted_ips": ("ip", "mask"),
        "destination_uris": ("destination", "priority", "weight"),
        "credentials": ("user_name", "friendly_name"),
        "settings": ("value",),
    }
    held = stored(simulator)
    assert {table: len(rows) for table, rows in held.items()} == dict.fromkeys(fields, 1)
    return {table: [held[table][0][name] for name in names] for table, names in fields.items()}


AS_DECLARED: dict[str, list[object]] = {
    "trunks": ["voice_ai", "ANY-ANY"],
    "phone_numbers": ["+919876543210", "flow"],
    "whitelisted_ips": ["13.233.10.20", 32],
    "destination_uris": ["sip:sip.example.com:5061;transport=tls", 1, 5],
    "credentials": ["voice_platform", "platform"],
    "settings": ["+919876543210"],
}


@simulated({"duplicate": "200"}, {"dialect": "reference", "list_shape": "keyed"})  # in the latter a plain 409
def test_s5_s7_s8_s52_a_whole_line_exists(stack: Stack, simulator: Simulator) -> None:
    ids = made_by_hand(simulator)
    before = stored(simulator)
    stack.program(LINE)
    refused = stack.up(fails=True)
    assert f"choose another trunk_name, or set adopt=True to take {ids['trunk']} over into this stack" in refused.text
    assert stack.resources() == {}
    assert stored(simulator) == before

    stack.program(ADOPTED)
    assert sorted(stack.up().steps) == [f"create {name}" for name in NAMES]
    assert stack.ids() == ids
    assert values_of(simulator) == AS_DECLARED
    [login] = simulator.state.snapshot()["credentials"]
    assert login["password"] != "of_the_hand_9d2f", "the stack cannot know the old one: it has set one that it knows"
    stack.settle_and_destroy()


@in_reference_dialect
def test_s6_the_number_is_on_another_trunk(stack: Stack, simulator: Simulator) -> None:
    other = simulator.add_trunk(trunk_name="other")
    mapping = simulator.add(other, "phone_numbers", phone_number="+919876543210", mode="flow")
    stack.program(NUMBER)
    refused = stack.up(fails=True)
    assert f"It is mapped to trunk {other}" in refused.text
    assert "remove it there first. Nothing was changed." in refused.text
    assert [row["id"] for row in simulator.rows(other, "phone_numbers")] == [mapping]
    assert simulator.rows(stack.id("trunk"), "phone_numbers") == []

    simulator.remove_trunk(other)
    stack.up()
    stack.settle_and_destroy()


CALLER = TRUNK + 'exotel.CallerId("caller", trunk=trunk, phone_number="{}")\n'


@simulated({"duplicate": "409"})
def test_s40_a_caller_id_set_changed_removed_and_declared_twice(stack: Stack, simulator: Simulator) -> None:
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    sid = stack.id("trunk")
    stack.program(CALLER.format("+919876543211"))
    assert stack.up().steps == ["update caller"]
    assert [row["value"] for row in simulator.rows(sid, "settings")] == ["+919876543211"]

    stack.program(TRUNK)
    assert stack.up().steps == ["delete caller"]
    assert simulator.rows(sid, "settings") == []

    twice = CALLER + 'exotel.CallerId("again", trunk=trunk, phone_number="{}")\n'
    stack.program(twice.format("+919876543210", "+919876543211"))
    refused = stack.up(fails=True)
    assert "this caller ID is declared twice in the program" in refused.text
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    assert [row["value"] for row in simulator.rows(sid, "settings")] == ["+919876543210"]
    stack.settle_and_destroy()


@simulated({"closed": frozenset({"DELETE settings"})})
def test_s40_an_account_that_cannot_remove_a_caller_id(stack: Stack, simulator: Simulator) -> None:
    stack.program(CALLER.format("+919876543210"))
    stack.up()
    stack.program(TRUNK)
    refused = stack.up(fails=True)
    assert "this account does not offer removing a caller ID" in refused.text
    assert "pulumi state delete" in refused.text
    assert sorted(stack.resources()) == ["caller", "trunk"]

    stack.program(CALLER.format("+919876543210"))
    stack.settle_and_destroy()  # with its trunk it goes without a call of its own
