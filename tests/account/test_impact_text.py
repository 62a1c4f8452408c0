"""What a person reads of an impact: the whole text, its width, its Markdown."""

import pytest

from exotel_pulumi.account.impact.findings import Impact
from exotel_pulumi.account.impact.text import markdown, rows
from tests.docs.pages import ROOT

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
    other,
    trunk,
)

LIVEKIT = "my-project.india.sip.livekit.cloud:5061;transport=tls"
BEFORE: Program = {
    "sales": trunk("sales"),
    "support": trunk("support"),
    "livekit": destination("sales", LIVEKIT),
    "pbx": destination("support", PBX),
    "livekit_prod": login("sales", "livekit_prod", **GIVEN),
    "support_desk": login("support", "support_desk", **GIVEN),
    "shown": caller_id("sales", OTHER),
    "moved": number("sales", NUMBER),
    "desk": number("support", "+918047119999"),
    **{f"n{each}": number("sales", f"+91804711{each:04}") for each in range(1, 121)},
}
AFTER = {**BEFORE, "moved": number("support", NUMBER), "pbx": destination("support", NEW_PBX)}
OUTBOUND = other("update", "livekit_outbound", ("Credential", "livekit_prod"))

NET = {**BEFORE, "office": address("sales", "13.233.10.0", mask=24)}
SPLIT = {
    **BEFORE,
    "new": trunk("new"),
    "new_pbx": destination("new", PBX, priority=1),
    "bot": login("new", "bot"),
    **{f"n{each}": number("new", f"+91804711{each:04}") for each in range(1, 61)},
}
# The chapters of docs/impact.md, each with its two programs, and what changes beside that.
CHAPTERS: dict[str, tuple[Program, Program, set[str]]] = {
    "A number moves, a password is rotated, a destination is replaced": (BEFORE, AFTER, {"livekit_prod"}),
    "A trunk gets another domain": (
        BEFORE,
        {**BEFORE, "sales": trunk("sales", domain_name="new.pstn.exotel.com")},
        set(),
    ),
    "A mask is narrowed, and another caller ID is shown": (
        NET,
        {**NET, "office": address("sales", "13.233.10.0", mask=25), "shown": caller_id("sales", NUMBER)},
        set(),
    ),
    "A line is split in two": (BEFORE, SPLIT, set()),
}
PAGE = (ROOT / "docs" / "impact.md").read_text(encoding="utf-8")


def text(found: Impact, width: int = 110, *, is_verbose: bool = False) -> str:
    return "".join(f"{row.text}\n" for row in rows(found, width, is_verbose=is_verbose))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_page_shows_the_whole_text(chapter: str) -> None:
    before, after, changed = CHAPTERS[chapter]
    printed = PAGE.partition(f"### {chapter}\n")[2].partition("```text\n")[2].partition("```")[0]
    assert printed == text(impact(before, after, OUTBOUND, changed=changed))


def test_no_line_is_wider_than_the_terminal() -> None:
    found = impact(BEFORE, AFTER, OUTBOUND, changed={"livekit_prod"})
    assert max(map(len, text(found, 60, is_verbose=True).splitlines())) <= 60


def test_verbose_names_each_way_and_what_stays_off() -> None:
    said = text(impact(BEFORE, AFTER), is_verbose=True)
    assert "+918047110001, +918047110002, " in said
    half = (
        "DELETE phone_numbers to POST phone_numbers. If `up` is stopped in between, this stays off until the next `up`."
    )
    assert half in " ".join(said.split())


def test_markdown_is_a_table_in_which_no_name_is_markup() -> None:
    hostile = {"sales": trunk("sales", trunk_name="a|b\n<img>@all"), "pbx": destination("sales", PBX)}
    said = markdown(impact(hostile, {**hostile, "one": number("sales", NUMBER)}))
    [row] = [line for line in said.splitlines() if line.startswith("| 🟢 begins | in ")]
    assert row.count("|") == 4
    assert "a&#124;b&#92;n&#60;img&#62;&#64;all" in row
    assert row.endswith(", if none does. |")
    assert said.splitlines()[-1] == "1 begins"


def test_no_way_and_one_object_have_their_words() -> None:
    said = text(impact({}, {}, OUTBOUND)).splitlines()
    assert said[0].startswith("dev: 0 of 0 objects change, 0 writing requests. ")
    assert said[-1] == "no way of calls"
    assert text(impact({}, {"sales": trunk("sales")})).startswith("dev: 1 of 1 object changes, 1 writing request. ")
