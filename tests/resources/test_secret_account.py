"""An account SID that the program treats as a secret: what the engine has to keep as one."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

import exotel_pulumi as exotel
from exotel_pulumi import SipTrunk, Trunk
from tests.kinds import PLAIN, Resource
from tests.resources.program import declare, run

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # the mark of a secret between program and engine
CONFIG = "exotel:accountSid"


def marked(values: Any) -> set[str]:
    """Names the inputs that the engine gets as secrets."""
    return {name for name, value in values.items() if hasattr(value, "items") and SECRET in dict(value).values()}


@pytest.fixture
def secret_sid(settings_of_the_stack: None) -> Iterator[None]:
    """Sets the account SID as `pulumi config set --secret` does."""
    pulumi.runtime.set_all_config({CONFIG: "acme1"}, [CONFIG])
    yield
    pulumi.runtime.set_all_config({}, [])


@pytest.mark.usefixtures("secret_sid")
@pytest.mark.parametrize("resource", PLAIN)
def test_s100_the_account_of_the_configuration(resource: Resource) -> None:
    request = run(lambda: declare(resource, "it")).registered["it"]
    tells = {"account_sid", "domain_name"} if resource is Trunk else {"account_sid"}
    assert marked(request.object) >= tells
    assert set(request.additionalSecretOutputs) >= tells


@pytest.mark.usefixtures("settings_of_the_stack")
@pytest.mark.parametrize("resource", PLAIN)
def test_s100_a_plain_account_is_no_secret(resource: Resource) -> None:
    request = run(lambda: declare(resource, "it")).registered["it"]
    assert marked(request.object) <= {"password"}
    assert set(request.additionalSecretOutputs) == set(resource.kind.write_only)


@pytest.mark.usefixtures("secret_sid")
def test_s100_the_domain_that_a_program_gives_is_hidden_as_well() -> None:
    domain = "acme1.pstn.exotel.com"
    request = run(lambda: Trunk("it", trunk_name="voice_ai", domain_name=domain)).registered["it"]
    assert request.object["domain_name"]["value"] == domain


@pytest.mark.usefixtures("secret_sid")
def test_s100_the_facts_of_a_line_are_a_secret() -> None:
    is_secret: list[bool] = []

    async def ask(line: SipTrunk) -> None:
        is_secret.append(await line.facts.is_secret())

    def program() -> None:
        line = SipTrunk("v", trunk_name="v", direction="inbound", destinations=["sip.example.com:5061;transport=tls"])
        asked: pulumi.Output[Any] = pulumi.Output.from_input(ask(line))
        assert asked is not None

    run(program)
    assert is_secret == [True]


@pytest.mark.usefixtures("settings_of_the_stack")
@pytest.mark.parametrize("read", [False, True], ids=["made", "read"])
def test_s100_an_account_that_is_not_known_yet_looks_like_no_change(read: bool) -> None:
    def program() -> None:
        later: pulumi.Output[Any] = pulumi.Output(set(), at_once(None), at_once(False))
        asia = exotel.Provider("asia", account_sid=later, api_key="key", api_token="token")
        options = pulumi.ResourceOptions(provider=asia)
        if read:
            Trunk.get("it", "trmum1abc", options)
        else:
            Trunk("it", trunk_name="voice_ai", opts=options)

    engine = run(program, preview=True)
    request = (engine.read if read else engine.registered)["it"]
    assert set(request.additionalSecretOutputs) == {"account_sid", "domain_name"}
    if not read:
        assert engine.inputs("it")["domain_name"]["value"] is None


async def at_once(value: Any) -> Any:
    return value
