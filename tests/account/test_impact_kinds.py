"""The kinds of change, one row each: two programs, and what becomes of each way of calls that is not unchanged.

The expectations are what a person of the trade says, by the tables of call directions and of authentication.
"""

import pytest

from exotel_pulumi.account.impact.text import sentence

from .stories import (
    GIVEN,
    NEW_PBX,
    NUMBER,
    OTHER,
    PBX,
    Program,
    address,
    caller_id,
    destination,
    impact,
    login,
    number,
    trunk,
)

FREED = "+918047119999"
BASE: Program = {
    "sales": trunk("sales"),
    "support": trunk("support"),
    "first": destination("sales", PBX),
    "far": destination("support", PBX),
    "agent": login("sales", "agent", **GIVEN),
    "desk": login("support", "desk", **GIVEN),
    "one": number("sales", NUMBER),
    "two": number("sales", OTHER),
    "shown": caller_id("sales", OTHER),
}
HALVES = {**BASE, "second": destination("sales", NEW_PBX)}
NET = {**BASE, "net": address("sales", "13.233.10.0", mask=24)}
FOREIGN = {**BASE, "x": number("trmum1x", FREED)}
UNLABELLED = {**BASE, "agent": login("sales", "agent", rotation="1", friendly_name="a")}
BY_ADDRESS = {
    **BASE,
    "first": destination("sales", "13.233.10.9:5061;transport=tls"),
    "pbx_ip": address("sales", "13.233.10.9"),
}
OUTBOUND = {name: found for name, found in BASE.items() if found[0] != "DestinationUri"}
THEIRS = {**BASE, "x": login("trmum1x", "theirs", **GIVEN)}
ALONE = {name: found for name, found in BASE.items() if found[1].get("on") != "sales" and name != "sales"}
TO_OTHER = {"two": number("support", OTHER), "shown": caller_id("sales", NUMBER)}
NEW_LINE = {
    "new": trunk("new"),
    "new_pbx": destination("new", PBX),
    "new_agent": login("new", "agent"),
    "one": number("new", NUMBER),
}


def without(name: str) -> Program:
    """Returns the program without one of its resources."""
    return {other: found for other, found in BASE.items() if other != name}


CHANGES: dict[str, tuple[Program, Program]] = {
    "mode": (BASE, {**BASE, "one": number("sales", NUMBER, mode="flow")}),
    "destination added": (BASE, HALVES),
    "destination removed": (HALVES, BASE),
    "the only destination removed": (BASE, without("first")),
    "destination replaced": (BASE, {**BASE, "first": destination("sales", NEW_PBX)}),
    "destination reordered": (HALVES, {**HALVES, "second": destination("sales", NEW_PBX, priority=1)}),
    "destination reweighted": (HALVES, {**HALVES, "second": destination("sales", NEW_PBX, weight=3)}),
    "priority of the only destination": (BASE, {**BASE, "first": destination("sales", PBX, priority=5)}),
    "destination moved, another one made": (
        BASE,
        {**BASE, "first": destination("support", PBX, priority=3), "made": destination("sales", NEW_PBX)},
    ),
    "address added beside logins": (BASE, {**BASE, "net": address("sales", "13.233.10.20")}),
    "address added": (NET, {**NET, "more": address("sales", "13.233.11.20")}),
    "address removed": (NET, BASE),
    "address replaced": (NET, {**BASE, "net": address("sales", "13.233.11.20")}),
    "mask narrowed": (NET, {**NET, "net": address("sales", "13.233.10.0", mask=25)}),
    "login added": (BASE, {**BASE, "second": login("sales", "agent2")}),
    "login removed": (BASE, without("agent")),
    "login renamed": (BASE, {**BASE, "agent": login("sales", "agent2", **GIVEN)}),
    "password given": (BASE, BASE),
    "password rotated": (UNLABELLED, {**BASE, "agent": login("sales", "agent", rotation="2", friendly_name="a")}),
    "label of a login": (UNLABELLED, {**BASE, "agent": login("sales", "agent", rotation="1", friendly_name="b")}),
    "number added": (BASE, {**BASE, "three": number("sales", FREED)}),
    "number removed": (BASE, without("one")),
    "number replaced": (BASE, {**BASE, "one": number("sales", FREED)}),
    "number moved": (BASE, {**BASE, "one": number("support", NUMBER)}),
    "number moved without an alias": (BASE, {**without("one"), "other": number("support", NUMBER)}),
    "number of another resource": (BASE, {**without("one"), "other": number("sales", NUMBER)}),
    "caller ID set": (without("shown"), BASE),
    "caller ID changed": (BASE, {**BASE, "shown": caller_id("sales", NUMBER)}),
    "caller ID removed": (BASE, without("shown")),
    "caller ID no longer a number of the trunk": (BASE, without("two")),
    "caller ID changed while its number moves": (BASE, {**BASE, **TO_OTHER}),
    "caller ID of a number that is made": (
        BASE,
        {**BASE, "three": number("sales", FREED), "shown": caller_id("sales", FREED)},
    ),
    "address of a destination removed": (BY_ADDRESS, {**BY_ADDRESS, "pbx_ip": address("sales", "13.233.12.1")}),
    "number of an outbound line moved": (OUTBOUND, {**OUTBOUND, "one": number("support", NUMBER)}),
    "password on a trunk of another's": (THEIRS, THEIRS),
    "password beside allowed addresses": (NET, NET),
    "trunk renamed": (BASE, {**BASE, "sales": trunk("sales", trunk_name="calls")}),
    "domain of a trunk": (BASE, {**BASE, "sales": trunk("sales", domain_name="new.pstn.exotel.com")}),
    "operators of a trunk": (BASE, {**BASE, "sales": trunk("sales", nso_code="OTHER")}),
    "trunk removed": (BASE, ALONE),
    "line split in two": (BASE, {**BASE, **NEW_LINE}),
    "number on a trunk of another's": (FOREIGN, {**FOREIGN, "x": number("trmum1x", FREED, mode="flow")}),
    "number off a trunk of another's": (FOREIGN, BASE),
    "several at once": (
        HALVES,
        {**BASE, "one": number("support", NUMBER), "sales": trunk("sales", trunk_name="calls"), **NEW_LINE},
    ),
}
IN_SECRET = {
    "password given": {"agent"},
    "password on a trunk of another's": {"x"},
    "password beside allowed addresses": {"agent"},
}

# The beginnings of all findings but "unchanged", in their order.
EXPECTED: dict[str, list[str]] = {
    "mode": [
        "not known in +918047112233: mode pstn → flow; no document says what becomes of calls in",
        "not known out agent (sales_line) may show +918047112233, of another mode; no document says what beco",
    ],
    "destination added": [
        "changed in sales_line (2 numbers): pbx-old.example.com:5061, tls → pbx-new.example.com:5061, tls (50"
    ],
    "destination removed": [
        "changed in sales_line (2 numbers): pbx-new.example.com:5061, tls (50 %) and pbx-old.example.com:5061"
    ],
    "the only destination removed": ["stops in sales_line (2 numbers): its trunk has no destination any more"],
    "destination replaced": [
        "changed in sales_line (2 numbers): pbx-old.example.com:5061, tls → pbx-new.example.com:5061, tls"
    ],
    "destination reordered": [
        "changed in sales_line (2 numbers): pbx-new.example.com:5061, tls (50 %) and pbx-old.example.com:5061"
    ],
    "destination reweighted": [
        "changed in sales_line (2 numbers): pbx-new.example.com:5061, tls (50 %) and pbx-old.example.com:5061"
    ],
    "priority of the only destination": [],
    "destination moved, another one made": [
        "interrupted in sales_line (2 numbers): no destination from the last DELETE to the first POST; others",
        "changed in sales_line (2 numbers): pbx-old.example.com:5061, tls → pbx-new.example.com:5061, tls",
    ],
    "address added beside logins": [
        "not known out agent (sales_line): sales_line gets logins beside allowed addresses; no document says",
        "begins out 13.233.10.20/32 (sales_line) may show +918047112233 and +918047110001; caller ID +9180471",
    ],
    "address added": [
        "begins out 13.233.11.20/32 (sales_line) may show +918047112233 and +918047110001; caller ID +9180471"
    ],
    "address removed": ["stops out 13.233.10.0/24 (sales_line) is not allowed any more: 403 without a login"],
    "address replaced": [
        "stops out 13.233.10.0/24 (sales_line) is not allowed any more: 403 without a login",
        "not known out agent (sales_line): net changes; no document says whether a call over sales_line needs",
        "begins out 13.233.11.20/32 (sales_line) may show +918047112233 and +918047110001; caller ID +9180471",
    ],
    "mask narrowed": [
        "stops out 13.233.10.128/25 (sales_line) is not allowed any more: 403 without a login",
        "not known out agent (sales_line): net changes; no document says whether a call over sales_line needs",
    ],
    "login added": ["begins out agent2 (sales_line) may show +918047112233 and +918047110001; caller ID +918047110001"],
    "login removed": ["stops out agent (sales_line) is no login any more: 401"],
    "login renamed": [
        "stops out agent (sales_line) is no login any more: 401",
        "begins out agent2 (sales_line) may show +918047112233 and +918047110001; caller ID +918047110001",
    ],
    "password given": [
        "interrupted out agent (sales_line): perhaps a new password; refused (401) from its PUT until the oth"
    ],
    "password rotated": [
        "interrupted out agent (sales_line): a new password, which is generated; refused (401) from its PUT u"
    ],
    "label of a login": [],
    "number added": [
        "begins in +918047119999: sales_line → pbx-old.example.com:5061, tls",
        "begins out agent (sales_line) may show +918047119999",
    ],
    "number removed": [
        "stops in +918047112233: on no trunk any more (now sales_line)",
        "stops out agent (sales_line) may no longer show +918047112233: 404",
    ],
    "number replaced": [
        "stops in +918047112233: on no trunk any more (now sales_line)",
        "stops out agent (sales_line) may no longer show +918047112233: 404",
        "begins in +918047119999: sales_line → pbx-old.example.com:5061, tls",
        "begins out agent (sales_line) may show +918047119999",
    ],
    "number moved": [
        "stops in +918047112233: sales_line → support_line",
        "stops out agent (sales_line) may no longer show +918047112233: 404",
        "interrupted in +918047112233: on no trunk from DELETE to POST; 2 requests, others may come between",
        "begins out desk (support_line) may show +918047112233",
    ],
    "number moved without an alias": [
        "not known in +918047112233: Exotel refuses it on support_line while sales_line has it, and `up` ends",
        "not known out agent (sales_line) may show +918047112233, or not: Exotel refuses it on support_line w",
        "not known out desk (support_line) may show +918047112233, or not: Exotel refuses it on support_line",
    ],
    "number of another resource": [],
    "caller ID set": ["changed out agent (sales_line): caller ID the number of the call → +918047110001"],
    "caller ID changed": ["changed out agent (sales_line): caller ID +918047110001 → +918047112233"],
    "caller ID removed": ["changed out agent (sales_line): caller ID +918047110001 → the number of the call"],
    "caller ID no longer a number of the trunk": [
        "stops in +918047110001: on no trunk any more (now sales_line)",
        "stops out agent (sales_line) may no longer show +918047110001: 404",
        "not known out agent (sales_line): caller ID +918047110001 is no number of sales_line; no document sa",
    ],
    "caller ID changed while its number moves": [
        "stops in +918047110001: sales_line → support_line",
        "stops out agent (sales_line) may no longer show +918047110001: 404",
        "interrupted in +918047110001: on no trunk from DELETE to POST; 2 requests, others may come between",
        "interrupted out agent (sales_line): caller ID +918047110001 may be no number of sales_line until it",
        "changed out agent (sales_line): caller ID +918047110001 → +918047112233",
        "begins out desk (support_line) may show +918047110001",
    ],
    "caller ID of a number that is made": [
        "interrupted out agent (sales_line): caller ID +918047119999 may be set before the number is on sales",
        "changed out agent (sales_line): caller ID +918047110001 → +918047119999",
        "begins in +918047119999: sales_line → pbx-old.example.com:5061, tls",
        "begins out agent (sales_line) may show +918047119999",
    ],
    "address of a destination removed": [
        "stops out 13.233.10.9/32 (sales_line) is not allowed any more: 403 without a login",
        "not known in sales_line (2 numbers): 13.233.10.9 is a destination and no allowed address any more; n",
        "not known out agent (sales_line): pbx_ip changes; no document says whether a call over sales_line ne",
        "begins out 13.233.12.1/32 (sales_line) may show +918047112233 and +918047110001; caller ID +91804711",
    ],
    "number of an outbound line moved": [
        "stops out agent (sales_line) may no longer show +918047112233: 404",
        "not known in +918047112233: this stack knows no destination of sales_line",
        "begins out desk (support_line) may show +918047112233",
    ],
    "password on a trunk of another's": [
        "interrupted out theirs (trmum1x): perhaps a new password; refused (401) from its PUT until the other"
    ],
    "password beside allowed addresses": [
        "interrupted out agent (sales_line): perhaps a new password; refused (401) from its PUT until the oth",
        "not known out 13.233.10.0/24 (sales_line): agent changes; no document says whether a call over sales",
    ],
    "trunk renamed": [],
    "domain of a trunk": [
        "stops in sales_line (2 numbers): the trunk is replaced, and gets a new SID",
        "interrupted in sales_line (2 numbers): on no trunk from its DELETE to its POST, while sales_line is",
        "interrupted out agent (sales_line): refused (401) from its DELETE to its POST, while sales_line is r",
        "interrupted out agent (sales_line): perhaps a new password; refused (401) from its POST until the ot",
        "not known out agent (sales_line): domain_name of sales_line: acme.pstn.exotel.com → new.pstn.exotel.",
    ],
    "operators of a trunk": [
        "not known in sales_line (2 numbers): nso_code of sales_line: ANY-ANY → OTHER; no document says what",
        "not known out agent (sales_line): nso_code of sales_line: ANY-ANY → OTHER; no document says what bec",
    ],
    "trunk removed": [
        "stops in +918047110001 and +918047112233: on no trunk any more (now sales_line)",
        "stops out agent (sales_line) is no login any more: 401",
    ],
    "line split in two": [
        "stops in +918047112233: sales_line → new_line",
        "stops out agent (sales_line) may no longer show +918047112233: 404",
        "interrupted in +918047112233: on no trunk from DELETE to POST; 2 requests, others may come between",
        "begins out agent (new_line) may show +918047112233",
    ],
    "number on a trunk of another's": ["not known in +918047119999: trmum1x is not of this stack"],
    "number off a trunk of another's": ["not known in +918047119999: trmum1x is not of this stack"],
    "several at once": [
        "stops in +918047112233: sales_line → new_line",
        "stops out agent (calls) may no longer show +918047112233: 404",
        "interrupted in +918047112233: on no trunk from DELETE to POST; 2 requests, others may come between",
        "changed in calls (1 number): pbx-new.example.com:5061, tls (50 %) and pbx-old.example.com:5061, tls",
        "begins out agent (new_line) may show +918047112233",
    ],
}


def test_every_change_has_its_row() -> None:
    assert CHANGES.keys() == EXPECTED.keys()
    assert len(CHANGES) >= 24


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_does_to_calls(change: str) -> None:
    found = impact(*CHANGES[change], changed=IN_SECRET.get(change))
    said = [
        f"{each.verdict} {each.direction} {sentence(each)}" for each in found.findings if each.verdict != "unchanged"
    ]
    assert [text[: len(wanted)] for text, wanted in zip(said, EXPECTED[change], strict=True)] == EXPECTED[change]
