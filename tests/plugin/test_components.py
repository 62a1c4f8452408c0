"""The component of the schema is SipTrunk itself, in the plugin's process and in the schema's words."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN
from pydantic.alias_generators import to_camel

from exotel_pulumi import errors
from exotel_pulumi.plugin import child_settings
from exotel_pulumi.plugin.component_schema import OUTPUTS, TOKEN
from exotel_pulumi.plugin.components import Components
from exotel_pulumi.resources.hosting import Construction, construction
from tests.kinds import NUMBER
from tests.plugin.engine import is_secret, secret, struct
from tests.resources.program import run

SOURCE = "urn:pulumi:stack::project::other:index:Thing::source"
LINE = {"trunkName": "voice", "direction": "outbound", "phoneNumbers": [NUMBER], "userNames": ["agent"]}


@pytest.fixture(autouse=True)
def served() -> Iterator[None]:
    """Lets the test's process be the plugin's."""
    token = construction.set(Construction({"exotel:accountSid": "acme"}.get, False))
    yield
    construction.reset(token)


def test_it_has_the_outputs_of_the_schema_and_its_children_the_options() -> None:
    made: list[Any] = []

    def program() -> None:
        elsewhere = pulumi.ProviderResource("exotel", "elsewhere")
        given = {**LINE, "trunkName": pulumi.Output.from_input("voice")}  # which another resource may make
        made.append(Components().construct("line", TOKEN, given, pulumi.ResourceOptions(providers=[elsewhere])))

    engine = run(program)
    assert made[0].state.keys() == {*map(to_camel, OUTPUTS)}
    assert "pulumi:providers:exotel::elsewhere" in engine.registered[f"line-{NUMBER}"].provider
    assert engine.registered[f"line-{NUMBER}"].deletedWith.endswith("::line")


@pytest.mark.parametrize("argument", ["phoneNumbers", "userNames", "direction"])
def test_what_decides_which_resources_there_are_must_be_known(argument: str) -> None:
    def program() -> None:
        late = pulumi.Output.from_input(NUMBER)
        given = {**LINE, argument: [late] if argument.endswith("s") else late}
        with pytest.raises(errors.DeclarationError, match="must be known before anything is made"):
            Components().construct("line", TOKEN, given)

    run(program)


SECRET_LOGIN = {"password": secret("Sesame_0pen"), "friendlyName": UNKNOWN}
SETTINGS = {
    "phoneNumberSettings": {NUMBER: {"mode": "flow"}, "other": {"phoneNumber": "+919876543211"}},
    "userNameSettings": {"desk": SECRET_LOGIN},
}


def settings(**given: Any) -> dict[str, child_settings.Entries]:
    sources = {
        name: provider_pb2.ConstructRequest.PropertyDependencies(urns=[SOURCE]) for name in ("userNameSettings",)
    }
    request = provider_pb2.ConstructRequest(inputs=struct(given), inputDependencies=sources)
    return child_settings.of_request(request)


def test_what_is_on_it_has_settings_which_other_resources_may_make() -> None:
    def program() -> None:
        alone = settings(phoneNumberSettings={NUMBER: {"mode": "flow"}}, userNameSettings={"desk": {"rotation": "1"}})
        assert alone["phone_numbers"] == {NUMBER: {"mode": "flow"}}
        assert isinstance(alone["user_names"]["desk"]["rotation"], pulumi.Output)
        line = Components(settings(**SETTINGS)).construct("line", TOKEN, {**LINE, **SETTINGS})
        assert line.state.keys() == {*map(to_camel, OUTPUTS)}

    engine = run(program)
    assert engine.inputs(f"line-{NUMBER}")["mode"] == "flow"
    assert engine.inputs("line-other")["phoneNumber"] == "+919876543211"
    assert engine.inputs("line-agent")["userName"] == "agent"
    login = engine.registered["line-desk"]
    assert is_secret(MessageToDict(login.object)["password"])
    assert MessageToDict(login.object)["friendlyName"] == UNKNOWN
    assert SOURCE in login.dependencies
    assert SOURCE not in engine.registered["line-other"].dependencies


@pytest.mark.parametrize(
    "given", [secret({"desk": {"friendlyName": "front"}}), {"desk": secret({"friendlyName": "front"})}]
)
def test_all_of_a_secret_is_a_secret(given: Any) -> None:
    def program() -> None:
        Components(settings(userNameSettings=given)).construct("line", TOKEN, LINE)

    login = run(program).registered["line-desk"]
    assert is_secret(MessageToDict(login.object)["friendlyName"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (UNKNOWN, "userNameSettings must be known before anything is made"),
        ({"desk": UNKNOWN}, "userNameSettings desk must be known"),
        (
            {"desk": {"friendlyNam": "a", "trunkSid": "b"}},
            "userNameSettings desk has unknown settings: friendlyNam, trunkSid",
        ),
        ({"desk": "flow"}, "userNameSettings desk must be an object of settings"),
        (["desk"], "userNameSettings must be an object of settings"),
    ],
)
def test_settings_that_are_none_are_refused(given: Any, said: str) -> None:
    with pytest.raises(errors.DeclarationError, match=said):
        settings(userNameSettings=given)


def test_another_component_is_not_known() -> None:
    with pytest.raises(errors.InternalError, match="knows no exotel:index:Line"):
        Components().construct("line", "exotel:index:Line", LINE)
