"""`explain` knows every sentence that the package raises, and leads from it to the entry that is meant and no other.

The sentences are parts of few tests, and no parameters: each worker would read the whole source while it collects.
"""

import re
from itertools import cycle

import pytest

from exotel_pulumi.cli.pasted import explain
from exotel_pulumi.errors import ExotelError
from exotel_pulumi.explained import Entry, entries
from tests.cli.said import GAP, PACKAGE, Said, answered, everything, failing, rules, verdicts

VALUES = ("trmum1701c9b1a0f8", "+919876543210", "sales_line", "7")  # in the place of what a run tells
OWN_WORDS = 3


def is_anothers(said: Said) -> bool:
    """Returns whether a text only passes on what another place says, where it is read as well."""
    words = re.findall(r"[A-Za-z_]{2,}", said.answered + said.advice)
    return len(words) < OWN_WORDS or (said.answered.endswith(f"{GAP} {GAP}") and not said.advice)


def filled(text: str) -> str:
    values = cycle(VALUES)
    return re.sub(GAP, lambda _: next(values), text)


def is_in(part: str, text: str) -> re.Match[str] | None:
    return re.search(".*?".join(re.escape(piece) for piece in part.split(GAP)), text)


def meant(said: Said) -> list[Entry]:
    """Returns the entries that have a part of the sentence, as it stands in the source, for their own."""
    for text in (said.answered, said.advice):
        parts = [(found[0], entry) for entry in entries() for part in entry.says if (found := is_in(part, text))]
        whole = [entry for part, entry in parts if not any(part in other and part != other for other, _ in parts)]
        if whole:
            return list(dict.fromkeys(whole))
    return []


def test_a_message_leads_to_the_entry_that_is_meant(subtests: pytest.Subtests) -> None:
    for said in everything():
        if is_anothers(said):
            continue
        with subtests.test(f"{said.place} {said.answered or said.advice}"):
            [entry] = meant(said) or pytest.fail("no entry of explained.toml has a part of this in `says`")
            advice = " ".join(filled(said.advice).split())
            message = str(ExotelError(filled(said.answered), advice, tried="creating trunk sales_line"))
            [found] = explain(f"error: \x1b[31m{message}\x1b[0m\nResources:\n    1 created")
            assert (found.entry, found.own_advice) == (entry, advice)


def test_an_answer_to_a_call_leads_to_its_status(subtests: pytest.Subtests) -> None:
    for status, sentence in answered():
        with subtests.test(sentence):
            line = f"✗ out by login agent of sales_line, shown +918000000001: {status} {filled(sentence)}"
            assert [(it.entry.kind, it.entry.code) for it in explain(line)] == [("sip", str(status))]


def test_what_a_probe_says_leads_to_the_entry_whose_advice_it_gives(subtests: pytest.Subtests) -> None:
    for sentence, code in failing():
        with subtests.test(sentence):
            assert [(it.entry.kind, it.entry.code) for it in explain(filled(sentence))] == [("probe", code)]


def test_what_is_wrong_with_a_call_leads_to_one_entry(subtests: pytest.Subtests) -> None:
    for sentence in verdicts():
        with subtests.test(sentence):
            [entry] = meant(Said("", sentence)) or pytest.fail("no entry of explained.toml has a part of this")
            line = f"✗ in to +918000000001 at sip:pbx.example.com:5061;transport=tls: {filled(sentence)}"
            assert [it.entry for it in explain(line)] == [entry]


def test_a_rule_for_a_value_leads_to_one_entry(subtests: pytest.Subtests) -> None:
    for rule in rules():
        with subtests.test(rule):
            fault = f"    pulumi-python:dynamic/exotel:PhoneNumber (main):\n      phone_number {filled(rule)}"
            [found] = explain(fault)
            assert found.entry.code == "has not the form that Exotel takes"


def test_each_kind_of_sentence_is_found_in_the_source() -> None:
    assert all((everything(), answered(), failing(), verdicts(), rules()))


def test_no_sentence_of_an_entry_is_stale() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    known = [entry for entry in entries() if entry.kind in ("message", "probe", "call")]
    texts = [source, *verdicts(), *(text for said in everything() for text in (said.answered, said.advice))]
    assert not [part for entry in known for part in entry.says if not any(is_in(part, text) for text in texts)]
