"""How the children of a line may be written, what they are called, and how they are found again."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc

from exotel_pulumi import Credential, DestinationUri, PhoneNumber, WhitelistedIp
from exotel_pulumi.errors import DeclarationError
from tests.sip_trunk.program import DESTINATION, IP, NUMBER, line, run


def output(value: str) -> pulumi.Output[str]:
    return pulumi.Output.from_input(value)


ALL = [
    "CallerId voice-caller_id",
    "Credential voice-livekit_prod",
    f"DestinationUri voice-{DESTINATION}",
    "PhoneNumber voice-+918047112233",
    f"PhoneNumber voice-{NUMBER}",
    "Trunk voice",
    f"WhitelistedIp voice-{IP}",
]


def test_children_are_named_by_their_values() -> None:
    assert sorted(run(line).children()) == ALL


def test_the_component_is_the_parent_of_all() -> None:
    engine = run(line)
    assert engine.registered["SipTrunk voice"].type == "exotel:index:SipTrunk"  # for ever: it stands in states
    parents = {engine.registered[name].parent for name in engine.children()}
    assert {parent.partition("$")[2] for parent in parents} == {"exotel:index:SipTrunk::voice"}


def test_s62_all_but_logins_go_with_the_trunk() -> None:
    engine = run(line)
    by_themselves = [name for name in engine.children() if not engine.registered[name].deletedWith]
    assert sorted(by_themselves) == ["Credential voice-livekit_prod", "Trunk voice"]


def test_s81_none_goes_with_a_trunk_that_takes_nothing_along() -> None:
    engine = run(lambda: line(cascade=False))
    assert engine.inputs("Trunk voice")["cascade"] is False
    assert [name for name in engine.children() if engine.registered[name].deletedWith] == []


@pytest.mark.parametrize("last", [NUMBER, "+918047112299"])
def test_one_more_or_another_order_touches_nothing_else(last: str) -> None:
    few, more = run(line), run(lambda: line(phone_numbers=["+918047112233", NUMBER, last]))
    assert {name: few.inputs(name) for name in few.children()} == {
        name: more.inputs(name) for name in more.children() if name != "PhoneNumber voice-+918047112299"
    }


@pytest.mark.parametrize(
    ("argument", "attribute", "value", "kind"),
    [
        ("phone_numbers", "phone_numbers", NUMBER, PhoneNumber),
        ("whitelisted_ips", "whitelisted_ips", IP, WhitelistedIp),
        ("destinations", "destinations", DESTINATION, DestinationUri),
        ("user_names", "credentials", "livekit_prod", Credential),
    ],
)
def test_a_child_is_found_by_its_value_or_its_name(argument: str, attribute: str, value: str, kind: type) -> None:
    field = {"user_names": "user_name"}.get(argument, argument.removeprefix("whitelisted_").removesuffix("s"))
    forms: list[tuple[str, Any]] = [
        (value, [value]),
        (value, (value, value)),
        (value, {value: {}}),
        ("mine", {"mine": value}),
        ("mine", {"mine": output(value)}),
        ("mine", {"mine": {field: output(value)}}),
    ]
    for key, form in forms:

        def program(key: str = key, form: Any = form) -> None:
            children = getattr(line(**{argument: form}, caller_id=None), attribute)
            assert [*children] == [key]
            assert len(children) == 1
            assert type(children[key]) is kind
            with pytest.raises(KeyError):
                children["another"]

        assert run(program).given(f"{kind.__name__} voice-{key}") == {field: value}


SETTINGS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [  # what is given, the child, what it is made of
    ({"phone_numbers": {NUMBER: "flow"}}, f"PhoneNumber voice-{NUMBER}", {"phone_number": NUMBER, "mode": "flow"}),
    (
        {"phone_numbers": {NUMBER: {"mode": "flow"}}},
        f"PhoneNumber voice-{NUMBER}",
        {"phone_number": NUMBER, "mode": "flow"},
    ),
    (
        {"phone_numbers": {"main": {"phone_number": NUMBER, "mode": "flow"}}},
        "PhoneNumber voice-main",
        {"phone_number": NUMBER, "mode": "flow"},
    ),
    (
        {"whitelisted_ips": {"13.233.10.16": {"mask": 28}}},
        "WhitelistedIp voice-13.233.10.16",
        {"ip": "13.233.10.16", "mask": 28},
    ),
    (
        {"destinations": {f"sip:{DESTINATION}": {"priority": 1, "weight": 2}}},
        f"DestinationUri voice-{DESTINATION}",
        {"destination": DESTINATION, "priority": 1, "weight": 2},
    ),
    (
        {"user_names": {"vapi": {"password": "Sesame_0pen", "friendly_name": "Vapi"}}},
        "Credential voice-vapi",
        {"user_name": "vapi", "password": "Sesame_0pen", "friendly_name": "Vapi"},
    ),
]


@pytest.mark.parametrize(("arguments", "child", "expected"), SETTINGS)
def test_settings_reach_the_child(arguments: dict[str, Any], child: str, expected: dict[str, Any]) -> None:
    given = run(lambda: line(caller_id=None, **arguments)).given(child)
    assert {name: rpc.unwrap_rpc_secret(value) for name, value in given.items()} == expected


def test_two_spellings_are_one_destination() -> None:
    def program() -> None:
        children = line(destinations=["sip:SIP.Example.com:5061;transport=TLS", DESTINATION]).destinations
        assert [*children] == [DESTINATION]
        assert children["SIP:sip.example.com:5061;transport=tls"] is children[DESTINATION]

    run(program)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"phone_numbers": NUMBER}, "phone_numbers must be a list or a mapping, not text"),
    ({"phone_numbers": [42]}, "phone_numbers: each must be text, not a number"),
    ({"phone_numbers": [919812345679]}, 'phone_numbers: each must be text: write "+919812345679", in quotes'),
    ({"user_names": [1001]}, 'user_names: each must be text: write "1001", in quotes'),
    ({"phone_numbers": {42: "pstn"}}, "phone_numbers must have text for its keys, not a number"),
    ({"phone_numbers": {NUMBER: 1}}, "phone_numbers must map to text, an Output or a dict of settings, not a number"),
    ({"phone_numbers": {NUMBER: {"mood": "flow"}}}, "phone_numbers has unknown settings: mood"),
    ({"user_names": {"vapi": {"trunk_sid": "TK1"}}}, "user_names has unknown settings: trunk_sid"),
    (
        {"destinations": {DESTINATION: {"weight": 1}, f"sip:{DESTINATION}": {"weight": 2}}},
        f"destinations has {DESTINATION} twice, with different settings",
    ),
    ({"child_opts": {"numbers": pulumi.ResourceOptions()}}, "child_opts has no children 'numbers'"),
]


@pytest.mark.parametrize(("arguments", "reported"), WRONG, ids=[reported for _, reported in WRONG])
def test_what_no_child_can_be_made_of(arguments: dict[str, Any], reported: str) -> None:
    def program() -> None:
        with pytest.raises(DeclarationError) as caught:
            line(**arguments)
        assert reported in str(caught.value)

    assert run(program).registered == {}


@pytest.mark.parametrize("argument", ["phone_numbers", "whitelisted_ips", "destinations", "user_names"])
def test_s42_a_collection_that_is_an_output_is_answered_with_the_way(argument: str) -> None:
    def program() -> None:
        with pytest.raises(DeclarationError) as caught:
            line(**{argument: pulumi.Output.secret(["one"])})
        assert f"{argument} is an Output" in str(caught.value)
        assert f'write {argument}={{"a_name_of_your_choice": the_output[0]}}' in str(caught.value)

    assert run(program).registered == {}


@pytest.mark.parametrize("argument", ["phone_numbers", "whitelisted_ips", "destinations", "user_names"])
def test_an_output_needs_a_name(argument: str) -> None:
    def program() -> None:
        with pytest.raises(DeclarationError, match=rf'write {argument}={{"a_name_of_your_choice": the_output}}'):
            line(**{argument: [output("x")]})

    run(program)


def test_the_caller_id_is_set_after_its_number() -> None:
    assert run(line).dependencies("CallerId voice-caller_id") == {"Trunk voice", f"PhoneNumber voice-{NUMBER}"}
    another = run(lambda: line(caller_id="+918047110000"))
    assert another.dependencies("CallerId voice-caller_id") == {"Trunk voice"}
    assert another.given("CallerId voice-caller_id") == {"phone_number": "+918047110000"}
    assert "CallerId voice-caller_id" not in run(lambda: line(caller_id=None)).registered


def test_s39_a_destination_by_address_waits_for_the_address() -> None:
    engine = run(lambda: line(destinations=[f"{IP}:5060;transport=tcp"]))
    assert f"WhitelistedIp voice-{IP}" in engine.dependencies(f"DestinationUri voice-{IP}:5060;transport=tcp")


OPTIONS: list[Callable[[], Any]] = [
    lambda: {"phone_numbers": pulumi.ResourceOptions(protect=True)},
    lambda: {"phone_numbers": lambda key: pulumi.ResourceOptions(protect=key == NUMBER)},
    lambda: {"phone_numbers": lambda key: pulumi.ResourceOptions(protect=True) if key == NUMBER else None},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_options_of_children(options: Callable[[], Any]) -> None:
    engine = run(lambda: line(child_opts=options()))
    assert engine.registered[f"PhoneNumber voice-{NUMBER}"].protect
    assert engine.registered[f"PhoneNumber voice-{NUMBER}"].parent.endswith("SipTrunk::voice")
    assert not engine.registered[f"WhitelistedIp voice-{IP}"].protect


def test_a_trunk_that_is_to_be_kept_takes_nothing_along() -> None:
    kept = pulumi.ResourceOptions(retain_on_delete=True)
    engine = run(lambda: line(child_opts={"trunk": kept}))
    assert engine.registered[f"PhoneNumber voice-{NUMBER}"].deletedWith == ""


def test_options_of_the_component() -> None:
    def program() -> None:
        group = pulumi.ComponentResource("test:module:Group", "group")
        line(opts=pulumi.ResourceOptions(parent=group, protect=True))

    engine = run(program)
    assert engine.registered["SipTrunk voice"].parent.endswith("test:module:Group::group")
    assert {engine.registered[name].protect for name in engine.registered if "Group" not in name} == {True}
