"""What pyright's language server shows while a program is written: each class, function and argument, in our words."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from exotel_pulumi import platforms

from .language_server import LanguageServer
from .public import CALLS, Call

HEAD = f"""\
from typing import Any
import exotel_pulumi as exotel
from exotel_pulumi.platforms import {", ".join(platforms.__all__)}
given: Any = None
"""
CALLED = [f"{call.written}({', '.join(f'{argument}=given' for argument in call.arguments)})" for call in CALLS.values()]
WRONG = [
    'exotel.PhoneNumber("n", trunk="t", phone_number="+919876543210", mode="flows")',
    'exotel.SipTrunk("s", trunk_name="t", direction="both", phone_numbers={"+919876543210": {"mode": "flow"}})',
    'exotel.Provider("p", account_sid="a", api_key="k", api_token="t", region="delhi")',
    'livekit.destination("p", region="indi")',
    'videosdk.outbound_gateway(given, geo_region="in")',
    'asterisk.destination("pbx.example.com", transport="udp")',
]
RIGHT = [
    'number = exotel.PhoneNumber("n", trunk="t", phone_number="+919876543210", mode="flow")',
    'exotel.PhoneNumber("m", trunk="t", phone_number="+919876543211", mode=number.mode)',
    'videosdk.outbound_gateway(given, geo_region="in002")',
]
LINES = [*HEAD.splitlines(), *CALLED, *WRONG, *RIGHT]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """Starts one session for all: it is the first answer that takes seconds."""
    with LanguageServer(tmp_path_factory.mktemp("editor"), "\n".join(LINES)) as server:
        yield server


def shown(markdown: str) -> str:
    """Returns the text of a hover as a person reads it."""
    return " ".join(unescape(markdown).replace("\\", "").split())


def column(call: Call, argument: str) -> int:
    found = re.search(rf"\b{argument}=", LINES[line(call)])
    assert found is not None
    return found.start()


def line(call: Call) -> int:
    return len(HEAD.splitlines()) + list(CALLS).index(call.written)


def test_each_class_function_and_argument_shows_our_words(editor: LanguageServer) -> None:
    for call in CALLS.values():
        over_the_name = shown(editor.hover(line(call), len(call.written) - len(call.name)))
        assert shown(call.sentence) in over_the_name, call.written
        assert "CRUD operations" not in over_the_name
        for argument, text in call.described.items():
            over_the_argument = shown(editor.hover(line(call), column(call, argument)))
            assert over_the_argument.endswith(f"{argument}: {shown(text)}"), f"{call.written}: {argument}"


def test_a_call_that_is_typed_shows_the_argument(editor: LanguageServer) -> None:
    call = CALLS["exotel.Credential"]
    signature = editor.signature(line(call), column(call, "rotation") + len("rotation="))
    texts = [shown(parameter["documentation"]["value"]) for parameter in signature["parameters"]]
    assert f"rotation: {call.described['rotation']}" in texts


def test_a_value_that_is_none_of_few_is_marked(editor: LanguageServer) -> None:
    assert {LINES[number] for number in editor.faulty_lines()} == set(WRONG)
