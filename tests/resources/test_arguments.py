"""The constructors: a name, then keyword arguments which are Exotel's own fields, then `opts`."""

import inspect
from typing import Any

import pytest

from exotel_pulumi import Trunk
from tests.kinds import PLAIN, Resource, declarable
from tests.resources.program import declare, run


@pytest.mark.parametrize("resource", PLAIN)
def test_the_arguments_are_the_fields_of_the_inputs(resource: Resource) -> None:
    _, name, *arguments, opts = inspect.signature(resource.__init__).parameters.values()
    assert (name.name, name.kind) == ("resource_name", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    assert (opts.name, opts.default) == ("opts", None)
    assert {argument.kind for argument in [*arguments, opts]} == {inspect.Parameter.KEYWORD_ONLY}
    fields = declarable(resource.kind)
    assert [argument.name for argument in arguments] == [name.replace("trunk_sid", "trunk") for name in fields]
    required = {argument.name for argument in arguments if argument.default is inspect.Parameter.empty}
    assert required == {name.replace("trunk_sid", "trunk") for name, field in fields.items() if field.is_required()}
    assert all(argument.default in (None, inspect.Parameter.empty) for argument in arguments)


@pytest.mark.parametrize("resource", PLAIN)
def test_the_signature_of_get(resource: Resource) -> None:
    name, identity, opts = inspect.signature(resource.get).parameters.values()
    assert (name.name, identity.name, opts.name, opts.default) == ("resource_name", "id", "opts", None)


@pytest.mark.parametrize("resource", PLAIN)
def test_every_argument_reaches_the_engine_under_its_own_name(resource: Resource) -> None:
    inputs = run(lambda: declare(resource, "it")).inputs("it")
    assert {**inputs, **PLAIN[resource]} == inputs
    assert inputs.keys() == PLAIN[resource].keys() | {"__provider"} | (
        {"trunk_sid"} if resource is not Trunk else set()
    )


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {}),
        (("it",), {}),
        (("it", "voice_ai"), {}),
        (("it",), {"trunk_name": "voice_ai", "name": "voice_ai"}),
    ],
)
def test_what_python_itself_refuses(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Trunk(*args, **kwargs)
