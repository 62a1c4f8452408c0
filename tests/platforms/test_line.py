"""Rules for every body: secrets stay secret, unknowns stay unknown, and a SipTrunk is a line."""

import logging
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks, settings

import exotel_pulumi as exotel
from exotel_pulumi import errors
from exotel_pulumi.platforms import bolna, elevenlabs, livekit, retell
from tests.platforms.bodies import (
    ALL,
    WHITELISTED,
    WITH_LOGIN,
    WITHOUT_LOGIN,
    WRAPPED,
    Body,
    public,
)
from tests.platforms.made import (
    LOGIN,
    NUMBER,
    OTHER_NUMBER,
    PASSWORD,
    Wired,
    body,
    line,
    output,
    unknown,
)
from tests.resources.program import resolved


def test_the_tables_list_every_body_of_every_platform() -> None:
    """Fails for a new function of a platform until the tables of `bodies` have that function."""
    assert {WRAPPED.get(make, make) for make in ALL} == public()


@pytest.mark.parametrize("make", WITH_LOGIN)
def test_a_body_with_a_login_is_a_secret(make: Body) -> None:
    """Uses plain facts, as a program may read them from a file."""
    made = output(lambda: make(line()))
    assert made.is_secret
    assert PASSWORD in str(made.value)


@pytest.mark.parametrize("make", WITH_LOGIN)
def test_the_password_is_never_shown(make: Body, caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    shown: list[str] = []

    def program() -> pulumi.Output[Any]:
        made = make(line())
        shown.extend([repr(made), str(made), f"{made}"])
        return made

    with caplog.at_level(logging.DEBUG):
        output(program)
    printed = "".join(shown) + caplog.text + "".join(capfd.readouterr())
    assert PASSWORD not in printed


@pytest.mark.parametrize("make", WITHOUT_LOGIN)
def test_a_body_without_a_login_is_as_secret_as_its_facts(make: Body) -> None:
    known = line(**WHITELISTED)
    assert not output(lambda: make(known)).is_secret
    assert output(lambda: make(pulumi.Output.secret(known))).is_secret
    assert PASSWORD not in str(body(lambda: make(known)))


@pytest.mark.parametrize("make", ALL)
def test_a_line_may_be_plain_facts_an_output_an_awaitable_or_an_object(make: Body) -> None:
    known = line(**WHITELISTED)
    plain = body(lambda: make(known))
    assert body(lambda: make(pulumi.Output.from_input(known))) == plain
    assert body(lambda: make(Wired(known))) == plain

    async def later() -> Any:
        return known

    assert body(lambda: make(later())) == plain


@pytest.mark.parametrize("make", ALL)
def test_facts_of_another_stack_with_floats_make_the_same_body(make: Body) -> None:
    edges: dict[str, Any] = {"edge_tcp": line()["edge_tcp"], "edge_tls": line()["edge_tls"]}
    floats = {name: {**edge, "port": float(edge["port"])} for name, edge in edges.items()}
    assert body(lambda: make(line(**WHITELISTED, **floats))) == body(lambda: make(line(**WHITELISTED)))


@pytest.mark.parametrize("make", ALL)
def test_a_body_of_unknown_facts_is_unknown(make: Body) -> None:
    assert not output(lambda: make(unknown()), preview=True).is_known
    partly = line(**WHITELISTED, trunk_sid=unknown())
    assert not output(lambda: make(partly), preview=True).is_known


@pytest.mark.parametrize("make", ALL)
def test_an_unknown_id_hides_no_body(make: Body) -> None:
    """Expects a known body: otherwise an added number would show as a change of all bodies of the line."""
    known = line(**WHITELISTED)
    login: Any = {**LOGIN, "id": unknown()}
    numbers = [{**number, "mapping_id": unknown()} for number in known["numbers"]]
    new: Any = {**known, "numbers": numbers, "credential": login, "credentials": [login]}
    made = output(lambda: make(new), preview=True)
    assert made.is_known
    assert made.value == body(lambda: make(known))


@pytest.mark.parametrize("make", ALL)
def test_an_unknown_part_that_a_body_does_not_take_hides_no_body(make: Body) -> None:
    """Expects a known body while an address, a destination or another login changes in the same run."""
    known = line(**WHITELISTED)
    another: Any = {"user_name": "other", "password": unknown(), "friendly_name": unknown(), "id": "9"}
    new: Any = {
        **known,
        "acl": [unknown() for _ in known["acl"]],
        "destinations": [unknown()],
        "media": {**known["media"], "ips": [unknown()]},
        "credentials": [*known["credentials"], another],
    }
    made = output(lambda: make(new), preview=True)
    assert made.is_known
    assert made.value == body(lambda: make(known))


@pytest.mark.parametrize("make", WITH_LOGIN)
def test_an_unknown_password_hides_the_body_of_that_login_only(make: Body) -> None:
    rotated: Any = {**LOGIN, "password": unknown()}
    other: Any = {"user_name": "other", "password": "0ther_Sesame", "friendly_name": None, "id": "9"}
    facts: Any = {**line(), "credentials": [rotated, other]}
    made = output(lambda: make(facts, user_name="other"), preview=True)
    assert made.is_known
    assert "0ther_Sesame" in str(made.value)
    assert not output(lambda: make(facts, user_name=LOGIN["user_name"]), preview=True).is_known


@pytest.mark.parametrize("make", WITHOUT_LOGIN)
def test_an_unknown_password_or_domain_hides_no_body_without_it(make: Body) -> None:
    rotated: Any = {**LOGIN, "password": unknown()}
    known = line(**WHITELISTED)
    facts: Any = {**known, "credential": rotated, "credentials": [rotated], "sip_domain": unknown()}
    made = output(lambda: make(facts), preview=True)
    assert made.is_known
    assert made.value == body(lambda: make(known))


@pytest.mark.parametrize(
    "make",
    [livekit.outbound_trunk, livekit.inbound_trunk, elevenlabs.phone_number, retell.import_phone_number, bolna.trunk],
)
def test_codecs_as_a_text_are_refused(make: Body) -> None:
    with pytest.raises(errors.DeclarationError, match=r"give a list: codecs=\['PCMA', 'PCMU'\]"):
        make(line(), codecs="PCMA,PCMU")


def wired(**changes: Any) -> exotel.SipTrunk:
    given: dict[str, Any] = {
        "direction": "bidirectional",
        "phone_numbers": [NUMBER, OTHER_NUMBER],
        "destinations": [livekit.destination("my-project")],
        "user_names": {"livekit_prod": {"password": PASSWORD}},
    }
    return exotel.SipTrunk("voice", trunk_name="voice_ai", **{**given, **changes})


def wired_secretly() -> exotel.SipTrunk:
    numbers: Any = {"main": pulumi.Output.secret(OTHER_NUMBER)}
    return exotel.SipTrunk(
        "secret",
        trunk_name="secret",
        direction="inbound",
        phone_numbers=numbers,
        destinations=[livekit.destination("my-project")],
    )


def test_a_sip_trunk_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "demo")

    def program() -> dict[str, pulumi.Output[Any]]:
        line = wired()
        return {"outbound": livekit.outbound_trunk(line), "inbound": livekit.inbound_trunk(line)}

    made = resolved(program)
    trunk = made["outbound"]["trunk"]
    assert (trunk["numbers"], trunk["auth_username"]) == ([NUMBER, OTHER_NUMBER], "livekit_prod")
    assert trunk["auth_password"] == PASSWORD
    assert made["inbound"]["trunk"]["numbers"] == [NUMBER, OTHER_NUMBER]


def test_the_facts_of_single_resources_are_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "demo")

    def program() -> dict[str, pulumi.Output[Any]]:
        trunk = exotel.Trunk("voice", trunk_name="voice_ai")
        number = exotel.PhoneNumber("main", trunk=trunk, phone_number=NUMBER)
        login = exotel.Credential("livekit", trunk=trunk, user_name="livekit_prod", password=PASSWORD)
        facts = exotel.trunk_facts(trunk=trunk, phone_numbers=[number], credentials=[login])
        return {"outbound": livekit.outbound_trunk(facts)}

    assert resolved(program)["outbound"]["trunk"]["numbers"] == [NUMBER]


@pytest.mark.parametrize("from_facts", [False, True])
def test_a_body_of_a_declared_line_is_a_secret_only_if_a_password_is_in_it(
    monkeypatch: pytest.MonkeyPatch, from_facts: bool
) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "demo")

    async def look(made: pulumi.Output[Any]) -> bool:
        return await made.is_secret()

    def program() -> dict[str, pulumi.Output[Any]]:
        declared = wired(
            signalling_source_ips=["203.0.113.7"], whitelisted_ips=["13.233.10.20"], phone_numbers=[NUMBER]
        )
        secret = wired_secretly()
        bodies = {str(make): make(declared.facts if from_facts else declared) for make in ALL}
        return {
            **{name: pulumi.Output.from_input(look(made)) for name, made in bodies.items()},
            "a number that the program keeps secret": pulumi.Output.from_input(look(livekit.inbound_trunk(secret))),
        }

    found = resolved(program)
    assert {str(make): found[str(make)] for make in ALL} == {str(make): make in WITH_LOGIN for make in ALL}
    assert found["a number that the program keeps secret"]


class FirstPreview(mocks.Mocks):
    """Mocks of a first preview: no resource has an id yet."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return None, args.inputs


@pytest.mark.parametrize(
    ("region", "changes", "message"),
    [
        ("singapore", {}, "no TLS edge of Exotel is known in region singapore"),
        ("mumbai", {"user_names": ()}, "the line has no SIP login"),
        ("mumbai", {"phone_numbers": ()}, "the line has no phone number"),
    ],
)
def test_the_first_preview_reports_what_a_sip_trunk_lacks(
    region: str, changes: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "demo")
    monkeypatch.setenv("EXOTEL_REGION", region)
    settings.set_root_resource(None)  # type: ignore[arg-type]
    mocks.set_mocks(FirstPreview(), preview=True)
    with pytest.raises(errors.DeclarationError, match=message):
        mocks.test(lambda: livekit.outbound_trunk(wired(direction="inbound", **changes)))()  # type: ignore[no-untyped-call]
