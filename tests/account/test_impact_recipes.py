"""What `impact` says of recipes for a line that is in use, as docs/changing_a_line.md shows it."""

import pytest

from exotel_pulumi.account.impact.text import rows
from tests.docs.pages import ROOT

from .stories import Program, destination, impact, login, number, trunk

MOVING = "+919876540005"
HERE: Program = {
    "here": trunk("here"),
    "there": trunk("there"),
    "here_pbx": destination("here", "here.example.com:5061;transport=tls"),
    "here_login": login("here", "here_agent"),
    "there_pbx": destination("there", "there.example.com:5061;transport=tls"),
    "there_login": login("there", "there_agent"),
    "moving": number("here", MOVING),
}
LOGIN: Program = {
    "login": trunk("login"),
    "agent_1": login("login", "agent_1"),
    "one": number("login", "+919876540001"),
}
BOTH: Program = {**LOGIN, "agent_2": login("login", "agent_2")}
OLD, NEW = "old.example.com:5061;transport=tls", "new.example.com:5061;transport=tls"
DRAINED: Program = {
    "drained": trunk("drained"),
    "two": number("drained", "+919876540002"),
    "old": destination("drained", OLD, weight=9),
    "new": destination("drained", NEW),
}
# By the chapters of the page: the programs before and after one of its steps.
STEPS: dict[str, tuple[Program, Program]] = {
    "A new SIP password": (BOTH, {name: each for name, each in BOTH.items() if name != "agent_1"}),
    "A destination drained, then removed": (DRAINED, {**DRAINED, "old": destination("drained", OLD, priority=1)}),
    "A number moved to another trunk": (HERE, {**HERE, "moving": number("there", MOVING)}),
}
PAGE = (ROOT / "docs" / "changing_a_line.md").read_text(encoding="utf-8")


def text(chapter: str) -> str:
    """Returns what the command prints of a step."""
    return "".join(f"{row.text}\n" for row in rows(impact(*STEPS[chapter]), 110))


@pytest.mark.parametrize("chapter", STEPS)
def test_the_page_shows_what_impact_says(chapter: str) -> None:
    printed = PAGE.partition(f"## {chapter}\n")[2].partition("\n## ")[0].partition("```text\n")[2].partition("```")[0]
    assert printed == text(chapter)
