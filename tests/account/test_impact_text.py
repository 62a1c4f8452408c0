"""What a person reads of an impact: the whole text, its width, its Markdown."""

from exotel_pulumi.account.impact.findings import Impact
from exotel_pulumi.account.impact.text import markdown, rows

from .stories import (
    GIVEN,
    NEW_PBX,
    NUMBER,
    OTHER,
    PBX,
    Program,
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

READ = """\
dev: 3 of 129 objects change, 5 writing requests. Before = the stack's state (--refresh asks Exotel).
STOPS        in   +918047112233: sales_line → support_line
                  The flow in the console still dials sip:trmum1a (sales_line).
                  By hand, right after `up`: assign the number to a flow that dials sip:trmum1b.
STOPS        out  livekit_prod (sales_line) may no longer show +918047112233: 404
                  Cure: show another number of sales_line, or call out over support_line.
INTERRUPTED  in   +918047112233: on no trunk from DELETE to POST; 2 requests, others may come between
INTERRUPTED  out  livekit_prod (sales_line): perhaps a new password; refused (401) from its PUT until the
                  other side has it
                  (livekit_outbound depends on it, and is changed after that PUT)
CHANGED      in   support_line (1 number): pbx-old.example.com:5061, tls → pbx-new.example.com:5061, tls
                  New ones first; until the end of `up` calls go to all: pbx-new.example.com:5061, tls (50 %)
                    and pbx-old.example.com:5061, tls (50 %).
BEGINS       out  support_desk (support_line) may show +918047112233
unchanged    in   120 numbers: sales_line → LiveKit, my-project.india.sip.livekit.cloud:5061, tls
unchanged    out  livekit_prod (sales_line) may show 120 numbers; caller ID +918047110001
unchanged    out  support_desk (support_line) may show +918047119999
2 stop · 2 interrupted · 1 changed · 1 begins · 122 unchanged
"""
REPLACED = """\
STOPS        in   sales_line (121 numbers): the trunk is replaced, and gets a new SID
                  Every flow in the console that dials sip:trmum1a rings nowhere from its DELETE on.
                  By hand, right after `up`: let these flows dial its new SID, which `up` shows.
INTERRUPTED  in   sales_line (121 numbers): on no trunk from its DELETE to its POST, while sales_line is
                  replaced: up to 250 requests (1 minute at least, at 200 a minute), half on average
INTERRUPTED  out  livekit_prod (sales_line): refused (401) from its DELETE to its POST, while sales_line is
                  replaced: up to 250 requests (1 minute at least, at 200 a minute), half on average
"""


def text(found: Impact, width: int = 110, *, is_verbose: bool = False) -> str:
    return "".join(f"{row.text}\n" for row in rows(found, width, is_verbose=is_verbose))


def test_a_number_moved_a_password_rotated_and_a_destination_replaced_are_read_at_once() -> None:
    assert text(impact(BEFORE, AFTER, OUTBOUND, changed={"livekit_prod"})) == READ


def test_a_new_sid_is_the_loudest_line() -> None:
    after = {**AFTER, "sales": trunk("sales", domain_name="new.pstn.exotel.com"), "moved": BEFORE["moved"]}
    said = text(impact(BEFORE, after))
    assert said.partition("\n")[2].startswith(REPLACED)
    assert said.startswith("dev: 126 of 129 objects change, 252 writing requests. ")


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
    assert text(impact({}, {})).splitlines()[-1] == "no way of calls"
    assert text(impact({}, {"sales": trunk("sales")})).startswith("dev: 1 of 1 object changes, 1 writing request. ")
