"""The gate for foreign text: what nobody may choose for a terminal, a picture, a program and JSON."""

import ast
import json
import logging
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exotel_pulumi import errors, foreign

NAMES = {
    "line break": "a\nraise SystemExit",
    "escape sequence": "\x1b]0;title\x07\x1b[31mred",
    "direction": "\u202eevil\u2066\u200f",
    "quotes": '\'"""\\',
    "NUL": "\x00",
    "half of a character": "\ud800",
    "not of the first plane": "📞",
    "right to left": "שלום",
    "separators": "\u2028\u2029\x85\xa0\ufeff",
    "markup": "</script><b>&amp;]]>",
    "Markdown": "@all | `x` | [y](z)",
    "very long": "x" * 100_000,
}
ANY = st.text(st.characters(categories=["L", "N", "P", "S", "Z", "C"]))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_s112_a_person_sees_one_line_in_which_nothing_is_hidden(name: str) -> None:
    line = foreign.shown(name)
    assert line.isprintable()
    assert len(line) < 10 * foreign.LONGEST
    assert line == name or "\\" in line or "more" in line


def test_what_a_person_reads_stays_as_it_is() -> None:
    for text in ("voice_ai", "büro 📞", "שלום", "C:\\x", "'a' | `b`"):
        assert foreign.shown(text) == text
    assert foreign.shown("a\tb\x1b[0m\u202e") == r"a\tb\x1b[0m\u202e"
    assert (foreign.shown(None), foreign.shown(5), foreign.shown("x" * 9, 5)) == (
        "",
        "5",
        "xxxxx… and 4 characters more",
    )


@given(ANY)
def test_s112_a_program_has_the_value_and_no_more_code(name: str) -> None:
    text = f"{foreign.comment(name)}\nx = {foreign.literal(name)}\n"
    [statement] = ast.parse(text).body
    assert isinstance(statement, ast.Assign)
    assert ast.literal_eval(statement.value) == name
    assert "\n" not in foreign.comment(name)


@given(ANY)
def test_s112_xml_is_well_formed_and_says_what_a_person_reads(name: str) -> None:
    assert ElementTree.fromstring(f'<a b="{foreign.xml(name)}">{foreign.xml(name)}</a>').text == (
        foreign.shown(name) or None
    )


@given(ANY)
def test_mermaid_gets_no_sign_of_its_own(name: str) -> None:
    drawn = foreign.mermaid(name)
    assert set('"[](){}<>|`\\\n&@') & set(drawn) == set()


@given(
    st.recursive(ANY | st.integers() | st.booleans() | st.none(), lambda one: st.lists(one) | st.dictionaries(ANY, one))
)
def test_s112_json_is_the_same_value_and_steers_no_terminal(value: Any) -> None:
    text = foreign.json_text(value)
    assert json.loads(text) == value
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_message_is_printable_whatever_it_names() -> None:
    error = errors.GoneError("the login a\x1b[31m\u202e is gone", "look.", tried="reading x\x00")
    assert str(error) == "reading x\\x00\n  the login a\\x1b[31m\\u202e is gone\n  What to do: look."


def test_a_log_line_is_printable_whatever_it_names(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("exotel_pulumi").warning("With it go: %s %d.", "a\x1b[2J\n\u202e", 5)
    assert caplog.messages == ["With it go: a\\x1b[2J\\n\\u202e 5."]


@given(ANY)
def test_s112_a_block_of_markdown_ends_where_it_should(name: str) -> None:
    first, *inside, last, rest = foreign.fenced(f"x{name}x", "diff").split("\n")
    assert (first, rest) == (f"{last}diff", "")
    assert not any(text.lstrip().startswith(last) for text in inside)
    assert all(text.isprintable() for text in inside)
