"""`explain`: every row of Exotel's tables, and what the provider's messages mean."""

import json
import re

import pytest

from exotel_pulumi import explained
from exotel_pulumi.api import refusals
from tests.cli.conftest import Run

# The tables of Exotel's documents: API codes, SIP responses, audio.
CODES = {"1000", "1001", "1002", "1003", "1007", "1008", "1010", "1011"}
RESPONSES = {"400", "401", "403", "404", "408", "415", "480", "484", "486", "488", "500", "502", "503", "504"}
AUDIO = {"no audio both ways", "one-way audio", "audio drops mid-call"}


def of_kind(kind: str) -> set[str]:
    return {entry.code for entry in explained.entries() if entry.kind == kind}


def test_every_row_of_the_tables_is_explained() -> None:
    assert (of_kind("api"), of_kind("sip"), of_kind("audio")) == (CODES, RESPONSES, AUDIO)
    assert {int(code) for code in CODES} == refusals.BY_CODE.keys()


@pytest.mark.parametrize("entry", explained.entries(), ids=lambda entry: f"{entry.kind} {entry.code}")
def test_an_entry_is_found_by_its_code_and_its_words_and_says_what_to_do(entry: explained.Entry) -> None:
    for asked in (entry.code, entry.code.upper(), f" {entry.code} ", *entry.words):
        assert entry in explained.find(asked)
    assert entry.meaning.endswith(".")
    assert entry.advice.endswith(".")


@pytest.mark.parametrize(
    ("asked", "code"),
    [("the call is silent", "no audio both ways"), ("401", "1010"), ("HTTP 429", "HTTP 429"), ("sip 404", "404")],
)
def test_words_of_a_person_find_an_entry(asked: str, code: str) -> None:
    assert code in [entry.code for entry in explained.find(asked)]


@pytest.mark.parametrize("asked", ["hello there", "", "9999", "   "])
def test_nothing_is_found_for_what_nobody_knows(asked: str) -> None:
    assert explained.find(asked) == []


def test_the_command_explains_a_code(run: Run) -> None:
    done = run("explain", "one-way", "audio")
    assert done.code == 0
    assert "What to do: put the public address into the SDP" in done.out
    assert [entry["code"] for entry in json.loads(run("explain", "1008", "--json").out)] == ["1008"]
    unknown = run("explain", "hello", "there")
    assert unknown.code == 1
    assert "nothing is known of 'hello there'" in unknown.err


def test_without_an_argument_everything_is_listed(run: Run) -> None:
    done = run("explain")
    assert done.code == 0
    for entry in explained.entries():
        assert re.search(rf"^{re.escape(entry.code)}  ", done.out, re.MULTILINE), entry.code


def test_what_livekit_says_of_a_wrong_login_leads_to_401(run: Run) -> None:
    done = run("explain", "max auth retry attempts reached")
    assert done.code == 0
    assert "The digest login is wrong." in done.out
