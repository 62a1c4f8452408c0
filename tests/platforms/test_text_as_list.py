"""A text in place of a list in a body: refused by the argument's name, at once or when an Output is known."""

import inspect
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from exotel_pulumi import errors
from exotel_pulumi.platforms.inputs import Texts
from tests.editor.public import PLATFORMS, Call
from tests.platforms.made import line, output

PLAIN = (Sequence[str], Sequence[str] | None)
CASES = [
    pytest.param(call, name, is_late, id=f"{written}-{name}-{'output' if is_late else 'plain'}")
    for written, call in PLATFORMS.items()
    for name, annotation in inspect.get_annotations(call.function).items()
    for is_late in (False, True)
    if name != "return" and (annotation in (Texts, Texts | None) or (annotation in PLAIN and not is_late))
]


def test_there_are_lists() -> None:
    assert {"phone_numbers", "allowed_addresses", "codecs", "trunk_ids", "local_nets"} <= {
        case.values[1] for case in CASES
    }


@pytest.mark.parametrize(("call", "name", "is_late"), CASES)
def test_a_text_is_refused_with_the_list_to_write(call: Call, name: str, is_late: bool) -> None:
    parameters = inspect.signature(call.function).parameters
    required = {each.name: "support" for each in parameters.values() if each.default is inspect.Parameter.empty}
    known = {"line": line(), "transport": "tcp"}  # TLS asks for more, in a section of a transport
    given: dict[str, Any] = required | {argument: value for argument, value in known.items() if argument in parameters}
    with pytest.raises(errors.DeclarationError) as caught:
        output(lambda: call.function(**{**given, name: pulumi.Output.from_input("a, b") if is_late else "a, b"}))
    assert str(caught.value) == f"{name}='a, b' is text\n  What to do: give a list: {name}=['a', 'b']."
