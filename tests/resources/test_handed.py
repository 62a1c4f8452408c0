"""A thing in place of its id or text: taken where it can mean one text only, else answered with what to write."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pulumi
import pytest

import exotel_pulumi as exotel
from exotel_pulumi import CallerId, Credential, PhoneNumber, SipTrunk, Trunk
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms import livekit, vapi
from exotel_pulumi.resources.data_sources import FoundPhoneNumber, FoundTrunk
from tests.kinds import CHILDREN, Resource
from tests.resources.program import declare, run

NUMBER = "+919876543210"
TRUNK = FoundTrunk("trmum1abc", "voice_ai", "active", None, None, None, None)
FOUND_NUMBER = FoundPhoneNumber("trmum1abc/7", NUMBER, "pstn", "trmum1abc", "7")


def later(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input("x").apply(lambda _: value)


def line() -> SipTrunk:
    destinations = ["line.example.com:5061;transport=tls"]
    numbers = ["+918047112233"]
    return SipTrunk(
        "line", trunk_name="voice_ai", direction="inbound", destinations=destinations, phone_numbers=numbers
    )


TRUNKS: dict[str, Callable[[], Any]] = {
    "a found trunk": lambda: TRUNK,
    "an Output of a found trunk": lambda: later(TRUNK),
    "a line": line,
    "an Output of a line": lambda: later(line()),
}


@pytest.mark.usefixtures("settings_of_the_stack")
@pytest.mark.parametrize("form", TRUNKS)
@pytest.mark.parametrize("resource", CHILDREN)
def test_s97_a_found_trunk_and_a_line_are_taken_as_the_trunk(resource: Resource, form: str) -> None:
    engine = run(lambda: declare(resource, "it", TRUNKS[form]()))
    of_line = "line" in form
    assert engine.inputs("it")["trunk_sid"] == ("sid_of_line" if of_line else "trmum1abc")
    assert engine.dependencies("it") == ({"line"} if of_line else set())
    goes_along = engine.registered["it"].deletedWith.endswith("::line")
    assert goes_along == (form == "a line" and resource is not Credential)


@pytest.mark.usefixtures("settings_of_the_stack")
def test_s97_what_is_on_a_line_has_the_provider_of_the_line() -> None:
    def program() -> None:
        asia = exotel.Provider("asia", account_sid="asia1", api_key="key", api_token="token")
        destinations = ["line.example.com:5061;transport=tls"]
        options = pulumi.ResourceOptions(provider=asia)
        voice = SipTrunk("v", trunk_name="voice", direction="inbound", destinations=destinations, opts=options)
        PhoneNumber("it", trunk=voice, phone_number=NUMBER)

    engine = run(program)
    assert "::asia::" in engine.registered["it"].provider


NUMBERS: dict[str, Callable[[], Any]] = {
    "a number": lambda: declare(PhoneNumber, "number", phone_number=NUMBER),
    "an Output of a number": lambda: later(declare(PhoneNumber, "number", phone_number=NUMBER)),
    "a found number": lambda: FOUND_NUMBER,
    "an Output of a found number": lambda: later(FOUND_NUMBER),
}


@pytest.mark.usefixtures("settings_of_the_stack")
@pytest.mark.parametrize("form", NUMBERS)
def test_s97_a_number_is_taken_as_its_text(form: str) -> None:
    def program() -> None:
        given = NUMBERS[form]()
        CallerId("it", trunk="TK1", phone_number=given)
        SipTrunk("v", trunk_name="voice", direction="inbound", destinations=["sip.example.com:5061"], caller_id=given)

    engine = run(program)
    for name in ("it", "v-caller_id"):
        assert engine.inputs(name)["phone_number"] == NUMBER
        assert ("number" in engine.dependencies(name)) == ("found" not in form)


@pytest.mark.usefixtures("settings_of_the_stack")
def test_s97_a_found_number_of_a_line_is_one_of_its_numbers() -> None:
    engine = run(
        lambda: SipTrunk(
            "v", trunk_name="voice", direction="bidirectional", destinations=["sip.example.com:5061;transport=tls"],
            user_names=["agent"], phone_numbers=[FOUND_NUMBER.phone_number], caller_id=FOUND_NUMBER,
        )
    )  # fmt: skip
    assert f"v-{NUMBER}" in engine.dependencies("v-caller_id")


def number() -> PhoneNumber:
    return PhoneNumber("number", trunk="TK1", phone_number=NUMBER)


def login() -> Credential:
    return Credential("login", trunk="TK1", user_name="agent")


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a number for a trunk": (lambda: declare(PhoneNumber, "it", number()), "write trunk=it.trunk_sid"),
    "found trunks": (lambda: declare(PhoneNumber, "it", [TRUNK]), "write trunk=it[0].trunk_sid"),
    "a found number for a trunk": (lambda: declare(PhoneNumber, "it", FOUND_NUMBER), "write trunk=it.trunk_sid"),
    "a line for a number": (
        lambda: declare(CallerId, "it", phone_number=line()), 'write phone_number=it.phone_numbers["…"].phone_number'
    ),
    "the numbers of a line": (
        lambda: declare(CallerId, "it", phone_number={NUMBER: number()}),
        f"write phone_number=it['{NUMBER}'].phone_number",
    ),
    "a trunk for a number": (lambda: declare(CallerId, "it", phone_number=TRUNK), "give its text"),
    "a trunk for its name": (lambda: Trunk("it", trunk_name=TRUNK), "write trunk_name=it.trunk_name"),  # type: ignore[arg-type]
    "a login for its name": (lambda: declare(Credential, "it", user_name=login()), "write user_name=it.user_name"),
    "an address of Python's": (
        lambda: declare(exotel.WhitelistedIp, "it", ip=ip_address("13.233.10.20")), "ip is a IPv4Address"
    ),
    "a trunk for an id": (lambda: Trunk.get("it", TRUNK), "write id=it.trunk_sid"),  # type: ignore[arg-type]
    "a found number for an id": (lambda: PhoneNumber.get("it", FOUND_NUMBER), "write id=it.id"),  # type: ignore[arg-type]
    "numbers in a list": (
        lambda: SipTrunk("it", trunk_name="v", direction="outbound", user_names=[login()]),  # type: ignore[list-item]
        'write user_names={"a_name_of_your_choice": it.user_name}',
    ),
    "numbers by name": (
        lambda: SipTrunk("it", trunk_name="v", direction="outbound", user_names={"a": TRUNK}),  # type: ignore[dict-item]
        "user_names: user_name is a FoundTrunk",
    ),
    "a look-up of a trunk": (
        lambda: exotel.get_trunk(trunk_sid=TRUNK), "write get_trunk_output(trunk_sid=it.trunk_sid)"  # type: ignore[arg-type]
    ),
    "a look-up of a number": (
        lambda: exotel.get_phone_number(phone_number=number()), "use get_phone_number_output"  # type: ignore[arg-type]
    ),
    "a look-up of what is not known": (lambda: exotel.get_trunk(trunk_sid=later("x")), "use get_trunk_output"),  # type: ignore[arg-type]
    "a look-up that can wait": (
        lambda: exotel.get_trunk_output(trunk_sid=TRUNK), "write get_trunk_output(trunk_sid=it.trunk_sid)"  # type: ignore[arg-type]
    ),
    "the facts of a line": (lambda: exotel.trunk_facts(trunk=line()), "write it.facts"),  # type: ignore[arg-type]
    "the facts of a found trunk": (lambda: exotel.trunk_facts(trunk=TRUNK), "Trunk.get(…)"),  # type: ignore[arg-type]
    "a body of a trunk": (
        lambda: vapi.credential(Trunk("t", trunk_name="v")), "give a SipTrunk"  # type: ignore[arg-type]
    ),
    "a number in a body": (
        lambda: vapi.phone_number(line(), credential_id="c", phone_number=number()), "write it.phone_number"  # type: ignore[arg-type]
    ),
    "numbers in a body": (
        lambda: livekit.inbound_trunk(line(), phone_numbers=[number()]), "write it[0].phone_number"  # type: ignore[list-item]
    ),
    "a login in a body": (
        lambda: livekit.outbound_trunk(line(), user_name=login()), "write user_name=it.user_name"  # type: ignore[arg-type]
    ),
}  # fmt: skip


@pytest.mark.usefixtures("settings_of_the_stack")
@pytest.mark.parametrize("wrong", REFUSED)
def test_s97_anything_else_is_answered_with_what_to_write(wrong: str) -> None:
    mistake, answer = REFUSED[wrong]
    with pytest.raises(DeclarationError) as raised:
        run(mistake)
    assert answer in str(raised.value)


@pytest.mark.usefixtures("settings_of_the_stack")
def test_s97_an_output_is_answered_once_it_is_known() -> None:
    with pytest.raises(DeclarationError, match=r"write trunk=it\.trunk_sid"):
        run(lambda: declare(PhoneNumber, "it", later(number())))
    with pytest.raises(DeclarationError, match=r"write it\.phone_number"):
        run(lambda: vapi.phone_number(line(), credential_id="c", phone_number=later(number())))
