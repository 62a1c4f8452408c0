"""Promises held to changes: each kind of promise held, broken and not known; no engine."""

import pytest

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.preview import read
from exotel_pulumi.account.promises import calls_file
from exotel_pulumi.account.promises.first import first_file
from exotel_pulumi.account.promises.judging import broken, rings_as, too_long
from exotel_pulumi.account.promises.text import Held, as_data, markdown, rows, verdict
from exotel_pulumi.account.promises.ways import ways_of
from exotel_pulumi.errors import DeclarationError

from .previews import document
from .stories import (
    GIVEN,
    NEW_PBX,
    NUMBER,
    OTHER,
    PBX,
    Program,
    address,
    destination,
    login,
    number,
    steps_of,
    trunk,
)

FREED = "+918047119999"
BASE: Program = {
    "sales": trunk("sales"),
    "support": trunk("support"),
    "first": destination("sales", PBX),
    "second": destination("sales", NEW_PBX, priority=1),
    "far": destination("support", PBX),
    "agent": login("sales", "agent_login", **GIVEN),
    "net": address("support", "13.233.10.0", mask=24),
    "one": number("sales", NUMBER),
    "two": number("sales", OTHER),
}
OLD_FIRST = '["pbx-old.example.com:5061", "pbx-new.example.com:5061"]'
IN = f'[[in]]\nnumbers = ["{NUMBER}"]\nrings = {OLD_FIRST}\n'
ALL_IN = f'[[in]]\nnumbers = "all of sales"\nrings = {OLD_FIRST}\n'
OUT = f'[[out]]\nlogin = "agent_login"\nshows = ["{NUMBER}"]\n'
NET = '[[out]]\naddress = "13.233.10.0/24"\nshows = "all of sales"\n'
ONLY = OUT + '[[out]]\naddress = "net"\nshows = ["x"]\n[rules]\nonly_these_call_out = true\n'
EVERY = "[rules]\nevery_number_rings = true\n"
THEIRS = {**BASE, "x": number("trmum1x", FREED)}


def without(*names: str) -> Program:
    return {name: found for name, found in BASE.items() if name not in names}


def judged(text: str, before: Program, after: Program) -> Held:
    """Holds a file to a change from one program to another."""
    preview = read(document(*steps_of(before, after)))
    promises = calls_file.read(text, "calls.toml")
    return Held("calls.toml", broken(promises, *ways_of(preview), impact_of(preview).findings))


HOLDS: dict[str, tuple[str, Program]] = {
    "nothing changes": (IN + ALL_IN + OUT + EVERY, BASE),
    "by names of resources": (IN.replace(NUMBER, "one") + OUT.replace("agent_login", "agent"), BASE),
    "by the SID of the trunk": (ALL_IN.replace("sales", "trmum1a"), BASE),
    "with the transport": (IN.replace("old.example.com:5061", "old.example.com:5061;transport=tls"), BASE),
    "an address as it stands": ('[[out]]\naddress = "13.233.10.0/24"\nshows = ["+918047119999"]\n',
                                {**BASE, "three": number("support", FREED)}),
    "another number goes": (IN, without("two")),
    "a new caller where others may call": (OUT, {**BASE, "b": login("sales", "b")}),
    "a gap of two requests": ("[rules]\nlongest_gap = 2\n", {**BASE, "one": number("support", NUMBER)}),
}  # fmt: skip
NEW_LOGIN = {**without("net"), "b": login("support", "b")}
BROKEN: dict[str, tuple[str, Program, int, str, str]] = {
    "another destination": (IN, {**BASE, "first": destination("sales", "pbx-x.example.com:5061;transport=tls")}, 1,
        "rings pbx-x.example.com:5061, else pbx-new.example.com:5061, and shall ring", "sales_line (2 numbers): "),
    "another order": (IN, {**BASE, "first": destination("sales", PBX, priority=5)}, 1, "rings pbx-new", "sales"),
    "one destination less": (IN, without("second"), 1, "rings pbx-old.example.com:5061, and shall ring", "sales"),
    "the number goes": (IN, without("one"), 1, ": on no trunk", "on no trunk any more"),
    "all of a trunk, one moves": (ALL_IN, {**BASE, "one": number("support", NUMBER)}, 1, NUMBER, "sales_line → "),
    "a new SID": (ALL_IN, {**BASE, "sales": trunk("sales", domain_name="new.pstn.exotel.com")}, 1, "stops", "new SID"),
    "the wrong name of a trunk": (ALL_IN.replace("sales", "sale"), BASE, 1, "did you mean sales?", ""),
    "a trunk without numbers": (ALL_IN.replace("sales", "support"), BASE, 1, "this trunk has no number", ""),
    "a wrong number": (IN.replace(NUMBER, NUMBER[:-1]), BASE, 1, f"did you mean {NUMBER}?", "it was so before"),
    "the login goes": (OUT, without("agent"), 1, "there is no such login", "is no login any more"),
    "the login is renamed": (OUT, {**BASE, "agent": login("sales", "agent_log", **GIVEN)}, 1,
                             "did you mean agent_log?", "is no login any more"),
    "what it shows goes": (OUT, without("one"), 1, f"may not show {NUMBER}", "may no longer show"),
    "the address goes": (NET, without("net"), 1, "there is no such address", "is not allowed any more"),
    "a mask is narrowed": (NET, {**BASE, "net": address("support", "13.233.10.0", mask=25)}, 1,
                           "did you mean 13.233.10.0/25?", ""),
    "another caller": (ONLY, {**BASE, "b": login("support", "b")}, 8,
                       "this login of support_line calls out", "may show"),
    "another caller by address": (OUT + "[rules]\nonly_these_call_out = true\n", BASE, 5,
                                  "this address of support_line calls out", "it was so before"),
    "a number without a destination": (EVERY, without("first", "second"), 2, "sales_line has no destination",
                                       "sales_line (2"),
    "too long a gap": ("[rules]\nlongest_gap = 1\n", {**BASE, "one": number("support", NUMBER)}, 2,
                       "off for 2 requests; longest_gap is 1", "from DELETE to POST"),
}  # fmt: skip
NOT_KNOWN: dict[str, tuple[str, Program, Program, str]] = {
    "a mode": (IN, BASE, {**BASE, "one": number("sales", NUMBER, mode="flow")}, "not known before `up`"),
    "a trunk of another's": (IN.replace(NUMBER, FREED), THEIRS, THEIRS, "trmum1x is not of this stack"),
    "what a trunk of another's rings": (EVERY, THEIRS, THEIRS, "trmum1x is not of this stack"),
    "who calls out over a trunk of another's": (ONLY, THEIRS, THEIRS, "who else calls out is not known"),
    "what a login shows on a trunk of another's": (
        OUT.replace("agent_login", "b"), {**BASE, "b": login("trmum1x", "b")}, {**BASE, "b": login("trmum1x", "b")},
        "trmum1x is not of this stack",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDS)
def test_a_promise_is_held(name: str) -> None:
    text, after = HOLDS[name]
    assert list(rows(judged(text, BASE, after))) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_promise_is_broken_with_its_line_and_the_change(name: str) -> None:
    text, after, line, why, change = BROKEN[name]
    found = [each for each in judged(text, BASE, after).broken if each.line == line and why in each.said]
    assert found, list(rows(judged(text, BASE, after)))
    assert change in found[0].change
    assert found[0].is_known


@pytest.mark.parametrize("name", NOT_KNOWN)
def test_what_is_not_known_is_not_held(name: str) -> None:
    text, before, after, why = NOT_KNOWN[name]
    found = [each for each in judged(text, before, after).broken if why in each.said]
    assert found, list(rows(judged(text, before, after)))
    assert not found[0].is_known


def test_equal_destinations_have_no_order() -> None:
    equals = [["a.example.com:5061;transport=tls", "b.example.com:5061;transport=tls"]]
    assert rings_as(equals, ["B.example.com:5061", "a.example.com:5061"])
    assert not rings_as(equals, ["b.example.com:5061", "a.example.com:5060"])
    assert not rings_as([], ["a.example.com:5060"])


def test_a_gap_that_was_measured_is_held_to_the_same_rule() -> None:
    promises = calls_file.read("[rules]\nlongest_gap = 2\n", "calls.toml")
    assert list(too_long(promises, [NUMBER], 2)) == []
    assert [each.said for each in too_long(promises, [NUMBER], 3)] == [
        f"{NUMBER}: off for 3 requests; longest_gap is 2"
    ]
    assert list(too_long(calls_file.read(EVERY, "calls.toml"), [NUMBER], 3)) == []


def test_many_numbers_are_one_row_and_no_name_is_markup() -> None:
    elsewhere = destination("sales", "pbx-x.example.com:5061;transport=tls")
    held = judged(ALL_IN, BASE, {**BASE, "first": elsewhere})
    assert verdict(held) == "calls.toml: 1 promise is not held."
    assert next(text for _, text in rows(held)).startswith(f"calls.toml line 1: {NUMBER} and {OTHER}: rings pbx-x")
    assert "| 🔴 broken | 1 | " in markdown(held)
    assert markdown(Held("[x](y)")) == "**&#91;x&#93;&#40;y&#41;: every promise is held.**\n\n"
    assert as_data(held)["promises"]["held"] is False
    assert as_data(Held("a", is_judged=False))["promises"]["held"] is False
    assert (verdict(Held()), markdown(Held()), as_data(Held())) == ("", "", {})


FIRST = {
    "trunk_name": "sales_line",
    "trunk_sid": "trmum1a",
    "phone_numbers": [{"phone_number": NUMBER}, {"phone_number": OTHER}],
    "destination_uris": [{"destination": NEW_PBX, "priority": 1}, {"destination": PBX}],
    "credentials": [{"user_name": "agent_login"}],
}
NET_OF = {"trunk_name": "support_line", "whitelisted_ips": [{"ip": "13.233.10.0", "mask": 24}], "phone_numbers": []}


def test_the_first_file_holds_for_the_account_as_it_is() -> None:
    shown = {**FIRST, "trunk_name": "a \x7f", "phone_numbers": [{"phone_number": FREED}], "destination_uris": []}
    text = first_file([FIRST, NET_OF, shown], is_all=True)
    found = calls_file.read(text, "calls.toml")
    assert [(each.trunk, each.rings) for each in found.calls_in] == [
        ("sales_line", ("pbx-old.example.com:5061", "pbx-new.example.com:5061"))
    ]
    assert [(each.trunk, each.shows) for each in found.calls_out] == [("sales_line", ()), ("", (FREED,))]
    assert {name: value for name, (_, value) in found.rules.items()} == {
        "only_these_call_out": False, "every_number_rings": False, "longest_gap": 2,
    }  # fmt: skip
    text = first_file([FIRST], is_all=True)
    assert "only_these_call_out = true" in text
    held = judged(text, {}, without("net"))
    assert list(rows(held)) == []
    assert "every_number_rings = true" in first_file([FIRST], is_all=False)
    assert "only_these_call_out = false" in first_file([FIRST], is_all=False)


FAULTS = {
    "[[inn]]\nnumbers = []": "line 1: there is no inn: did you mean in?",
    "[in]\nnumbers = []": "line 1: write [[in]], with two brackets",
    '# promises\n[[in]]\nnumber = ["+91"]\nrings = ["a:1"]': "line 3: there is no number in in: did you mean numbers?",
    '[[in]]\nrings = ["a:1"]': "line 1: in has no numbers",
    '[[in]]\nnumbers = "sales"\nrings = ["a:1"]': 'line 2: numbers is a list of numbers, or "all of " and a trunk',
    '[[in]]\nnumbers = ["a"]\nrings = "a:1"': "line 3: rings is a list of texts, and not empty",
    '[[in]]\nnumbers = ["a"]\nrings = ["b"]\n[[in]]\nnumbers = ["a"]\nrings = []': "line 6: rings is a list of texts",
    '[[out]]\nshows = ["+91"]': "line 1: name one login or one address, as a text",
    '[[out]]\nlogin = "a"\naddress = "b"\nshows = ["+91"]': "line 2: name one login or one address",
    '[[out]]\naddress = "13.233.10"\nshows = ["+91"]': "line 2: 13.233.10 is no address: write it like",
    '[[out]]\nlogin = "a"\nshow = ["+91"]': "line 3: there is no show in out: did you mean shows?",
    "[rules]\nonly_these_call_out = 1": "line 2: only_these_call_out is true or false",
    "[rules]\n\nlongest_gap = true": "line 3: longest_gap is a whole number of requests",
    "[rules]\nlongest_gap = -1": "line 2: longest_gap is a whole number of requests",
    "[rules]\nlongest_gaps = 2": "line 2: there is no longest_gaps in rules: did you mean longest_gap?",
    "[[rules]]": "line 1: write [rules], with one bracket",
    "rules = 2": "line 1: write [rules], with one bracket",
    "# nothing": "it promises nothing",
    "[[in]\n": "is no TOML",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_of_the_file_has_its_line_and_the_right_word(text: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        calls_file.read(text, "calls.toml")
    assert FAULTS[text] in str(refused.value)


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(DeclarationError) as refused:
        calls_file.read("[rules]\nlongest_gap = true\nevery_number_rings = 3\n", "calls.toml")
    assert str(refused.value).count("line ") == 2
