"""An impact as text for a terminal, and as Markdown for a pull request: the bad first, equal ones in one row."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from exotel_pulumi.account.impact.findings import ORDER, Finding, Impact, Verdict, at_least, minutes_of
from exotel_pulumi.foreign import fenced, shown

LABEL = 13  # characters of the column of verdicts
LONGEST = 500  # characters of one line
MARKS = {
    Verdict.STOPS: "🔴",
    Verdict.INTERRUPTED: "🟠",
    Verdict.NOT_KNOWN: "⚪",
    Verdict.CHANGED: "🔵",
    Verdict.BEGINS: "🟢",
    Verdict.UNCHANGED: "·",
}
WORDS = {Verdict.STOPS: ("stops", "stop"), Verdict.BEGINS: ("begins", "begin")}
BEFORE = "Before = the stack's state{}."
HALF_WAY = "If `up` is stopped in between, this stays off until the next `up`."


class Row(NamedTuple):
    """One line of text; the first one of a finding begins with its verdict."""

    verdict: Verdict | None
    text: str


def rows(impact: Impact, width: int, *, is_refreshed: bool = False, is_verbose: bool = False) -> Iterator[Row]:
    """Yields the lines of a whole impact, none wider than `width`."""
    for error in impact.errors:
        yield Row(None, f"the preview failed: {shown(error, LONGEST)}")
    yield from (Row(None, line) for line in textwrap.wrap(heading(impact, is_refreshed), width))
    for finding in impact.findings:
        yield from _rows(finding, width, is_verbose)
    yield from (Row(None, line) for line in textwrap.wrap(tally(impact), width))


def heading(impact: Impact, is_refreshed: bool) -> str:
    """Says how much changes, and whether all of it is known."""
    noun = "object changes" if impact.objects == 1 else "objects change"
    requests = f"{impact.requests:,} writing request{'' if impact.requests == 1 else 's'}"
    requests += at_least(minutes_of(impact.requests))
    asked = ", as it was refreshed" if is_refreshed else " (--refresh asks Exotel)"
    incomplete = "incomplete, for the preview failed; " if impact.errors else ""
    stack = shown(impact.stack or "no stack")
    said = f"{stack}: {incomplete}{impact.changed:,} of {impact.objects:,} {noun}, {requests}."
    return f"{said} {BEFORE.format(asked)}"


def tally(impact: Impact) -> str:
    """Counts the ways by their verdicts."""
    return " · ".join(_counted(verdict, n) for verdict in ORDER if (n := impact.count(verdict))) or "no way of calls"


def markdown(impact: Impact, asked: Sequence[str] = (), *, is_refreshed: bool = False) -> str:
    """Returns an impact as a table for a pull request; `asked` is what Exotel shows beside it."""
    parts = [f"**{cell(heading(impact, is_refreshed))}**\n"]
    if impact.errors:
        parts.insert(0, "The preview failed:\n\n" + fenced("\n".join(shown(error, LONGEST) for error in impact.errors)))
    if impact.findings:
        parts.append("| | calls | |\n|---|---|---|")
    for finding in impact.findings:
        more = "".join(f"<br>{cell(line)}" for line in finding.more)
        label = f"{MARKS[finding.verdict]} {finding.verdict}"
        parts.append(f"| {label} | {finding.direction} | {cell(sentence(finding))}{more} |")
    parts += ["", tally(impact), ""]
    if asked:
        parts.append("Exotel:\n")
        parts += [f"- {cell(said)}" for said in asked]
        parts.append("")
    return "\n".join(parts)


def sentence(finding: Finding) -> str:
    """Says a finding in one sentence, with its ways: a few by their names, many by their number."""
    return _subject(finding) + finding.said


def _subject(finding: Finding) -> str:
    many = len(finding.ways)
    if finding.direction == "in":
        noun = "number" if many == 1 else "numbers"
        return f"{finding.trunk} ({many:,} {noun})" if finding.is_of_trunk else _few(finding.ways, "numbers")
    return f"{_few(finding.ways, 'callers')} ({finding.trunk})"


def _few(ways: tuple[str, ...], noun: str) -> str:
    return " and ".join(ways) if len(ways) <= 2 else f"{len(ways):,} {noun}"


def _rows(finding: Finding, width: int, is_verbose: bool) -> Iterator[Row]:
    label = str(finding.verdict) if finding.verdict is Verdict.UNCHANGED else finding.verdict.upper()
    indent = " " * (LABEL + 5)
    first = f"{label:{LABEL}}{finding.direction:5}"
    yield from _wrapped(sentence(finding), width, first, indent, finding.verdict)
    for line in finding.more:
        yield from _wrapped(line, width, indent, indent + "  ", None)
    if is_verbose and finding.gap is not None:
        yield from _wrapped(
            f"{finding.gap.first} to {finding.gap.last}. {HALF_WAY}", width, indent, indent + "  ", None
        )
    if is_verbose and len(finding.ways) > 2:
        yield from _wrapped(", ".join(finding.ways), width, indent, indent, None, longest=len(finding.ways) * LONGEST)


def _wrapped(
    text: str, width: int, first: str, others: str, verdict: Verdict | None, longest: int = LONGEST
) -> Iterator[Row]:
    """Yields a text as lines; a name of other people's is shown by the gate, and cut where nobody reads on."""
    room = max(width, len(others) + 20)
    lines = textwrap.wrap(
        shown(text, longest), room, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )
    for number, line in enumerate(lines):
        yield Row(verdict if number == 0 else None, line)


def _counted(verdict: Verdict, number: int) -> str:
    one, many = WORDS.get(verdict, (str(verdict), str(verdict)))
    return f"{number:,} {one if number == 1 else many}"


def cell(text: str) -> str:
    """Returns a text in which nothing is Markdown's, HTML's or a mention."""
    escaped = "".join(f"&#{ord(sign)};" if sign in "\\`*_{}[]<>()#!|@&~" else sign for sign in shown(text, LONGEST))
    return escaped.replace("://", ":&#47;&#47;")
