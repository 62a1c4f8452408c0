"""The component of the schema is SipTrunk itself, in the plugin's process and in the schema's words."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pydantic.alias_generators import to_camel

from exotel_pulumi import errors
from exotel_pulumi.plugin.component_schema import OUTPUTS, TOKEN
from exotel_pulumi.plugin.components import Components
from exotel_pulumi.resources.hosting import Construction, construction
from tests.kinds import NUMBER
from tests.resources.program import run

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
        made.append(Components().construct("line", TOKEN, LINE, pulumi.ResourceOptions(providers=[elsewhere])))

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


def test_another_component_is_not_known() -> None:
    with pytest.raises(errors.InternalError, match="knows no exotel:index:Line"):
        Components().construct("line", "exotel:index:Line", LINE)
