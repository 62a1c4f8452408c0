"""Inputs that are wrong, absent or not known yet."""

import re

from exotel_pulumi.simulator import Simulator

from .programs import CLOUD, TRUNK
from .stack import Stack
from .wire import stored

# What is declared, and each property with words of the reason. The engine stops at the first resource that is refused;
# all other kinds and values are checked at the cheaper levels.
WRONG = {
    'exotel.Trunk("bad", trunk_name="seventeen-letters", nso_code="", domain_name="sip.example.com")': {
        "trunk_name": "letters, digits and underscores",
        "nso_code": "must not be empty",
        "domain_name": "must end in .pstn.exotel.com",
    },
    'exotel.PhoneNumber("bad", trunk="", phone_number=["+919876543210"], mode="voice")': {
        "trunk": "must be a Trunk, its SID",
        "phone_number": "must be text, not list",
        "mode": "must be pstn or flow",
    },
}


def test_s42_s43_one_preview_shows_all_faults_of_a_resource(stack: Stack, simulator: Simulator) -> None:
    for declared, faults in WRONG.items():
        stack.program(TRUNK + declared)
        shown = stack.preview(fails=True).text
        assert "Traceback" not in shown, shown
        for name, reason in faults.items():
            assert re.search(f"{name}.*{re.escape(reason)}", shown), f"{name}: {reason}\n{shown}"
    assert (stack.resources(), simulator.requests) == ({}, [])


def test_s42_a_bad_password_is_refused_and_not_shown(stack: Stack, simulator: Simulator) -> None:
    stack.program(TRUNK + 'exotel.Credential("bad", trunk=trunk, user_name="a", password="not-allowed-9f1c")')
    shown = stack.preview(fails=True).text
    assert "password" in shown
    assert "letters, digits and underscores" in shown
    assert "Traceback" not in shown
    assert "not-allowed-9f1c" not in shown
    assert simulator.requests == []


# Each input comes from a resource that is not made yet: once alone, and in the end all together.
UNKNOWN = (
    CLOUD
    + """
later = Cloud("later", name="voice_1", domain="acme1.pstn.exotel.com", nso="any any", adopt=False, mode="flow",
    ip="13.233.10.20", number1="+919876543211", number2="+919876543212", mask=32, rank=3,
    uri="sip:A.example.com:5061;transport=tls", word="voice_platform", caller="+919876543210")
one = exotel.Trunk("one", trunk_name=later.name)
two = exotel.Trunk("two", trunk_name="voice_2", domain_name=later.domain)
three = exotel.Trunk("three", trunk_name="voice_3", nso_code=later.nso, adopt=later.adopt)
password = later.id.apply(lambda _: "given_5e3a90")
one_later = pulumi.Output.all(one, later.id).apply(lambda known: known[0])

exotel.PhoneNumber("number_trunk", trunk=one_later, phone_number="+919876543210")
exotel.PhoneNumber("number", trunk=two, phone_number=later.number1)
exotel.PhoneNumber("mode", trunk=two, phone_number="+919876543213", mode=later.mode)
exotel.PhoneNumber("number_all", trunk=one_later, phone_number=later.number2, mode=later.mode)
exotel.WhitelistedIp("ip", trunk=two, ip=later.ip)
exotel.WhitelistedIp("mask", trunk=two, ip="13.233.10.21", mask=later.mask)
exotel.WhitelistedIp("ip_all", trunk=one_later, ip=later.ip, mask=later.mask)
exotel.DestinationUri("uri", trunk=two, destination=later.uri)
exotel.DestinationUri("rank", trunk=two, destination="b.example.com:5061;transport=tls", priority=later.rank)
exotel.DestinationUri("uri_all", trunk=one_later, destination=later.uri, priority=later.rank, weight=later.rank)
exotel.Credential("user_name", trunk=two, user_name=later.word)
exotel.Credential("password", trunk=two, user_name="b", password=password)
exotel.Credential("login_all", trunk=one_later, user_name=later.word, password=password,
    friendly_name=later.word, rotation=later.word)
exotel.CallerId("caller", trunk=two, phone_number=later.caller)
exotel.CallerId("caller_all", trunk=one_later, phone_number=later.caller)
"""
)
MADE = {"trunks": 3, "phone_numbers": 4, "whitelisted_ips": 3, "destination_uris": 3, "credentials": 3, "settings": 2}


def test_s41_inputs_that_are_not_known_yet_are_previewed_and_then_used(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(UNKNOWN)
    preview = stack.preview()
    assert len(preview.steps) == 1 + sum(MADE.values())
    assert all(step.startswith("create ") for step in preview.steps)
    assert simulator.requests == []

    stack.up()
    assert {table: len(rows) for table, rows in stored(simulator).items()} == MADE
    [row] = simulator.rows(stack.id("one"), "credentials")
    assert (row["user_name"], row["password"]) == ("voice_platform", "given_5e3a90")
    [row] = simulator.rows(stack.id("one"), "destination_uris")
    assert (row["destination"], row["priority"], row["weight"]) == ("sip:a.example.com:5061;transport=tls", 3, 3)
    stack.settle_and_destroy()
