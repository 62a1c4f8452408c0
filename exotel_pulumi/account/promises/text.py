"""What became of promises: as text for a terminal, as Markdown for a pull request, and as values of JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exotel_pulumi.account.impact.text import cell
from exotel_pulumi.account.promises.judging import Broken


@dataclass(frozen=True)
class Held:
    """What became of the promises of a file; `name` is empty where none was given."""

    name: str = ""
    broken: Sequence[Broken] = ()
    is_judged: bool = True  # a preview that failed leaves promises unjudged


def verdict(held: Held) -> str:
    """Says in one line what became of all promises; nothing where no file was given."""
    if not held.name:
        return ""
    if not held.is_judged:
        return f"{held.name}: not judged, for the preview failed."
    lines = len({each.line for each in held.broken})
    if not lines:
        return f"{held.name}: every promise is held."
    return f"{held.name}: {lines} {'promise is' if lines == 1 else 'promises are'} not held."


def rows(held: Held) -> Iterator[tuple[str, str]]:
    """Yields what is not held: a label and the sentence; a row without a label belongs to the one before it."""
    for each in held.broken:
        yield label(each), f"{held.name} line {each.line}: {each.said}"
        if each.change:
            yield "", f"The change: {each.change}"


def label(broken: Broken) -> str:
    """Returns the word for what became of a promise."""
    return "broken" if broken.is_known else "not known"


def markdown(held: Held) -> str:
    """Returns what became of promises for a pull request; nothing where no file was given."""
    if not held.name:
        return ""
    parts = [f"**{cell(verdict(held))}**", ""]
    if held.broken:
        parts.append("| | line | promise |\n|---|---|---|")
    for each in held.broken:
        change = f"<br>The change: {cell(each.change)}" if each.change else ""
        parts.append(f"| 🔴 {label(each)} | {each.line} | {cell(each.said)}{change} |")
    return "\n".join([*parts, "", ""] if held.broken else [*parts, ""])


def as_data(held: Held) -> dict[str, Any]:
    """Returns what became of promises as values of JSON; nothing where no file was given."""
    if not held.name:
        return {}
    rows = [
        {"line": each.line, "ways": list(each.ways), "why": each.why, "change": each.change, "known": each.is_known}
        for each in held.broken
    ]
    return {"promises": {"file": held.name, "held": held.is_judged and not rows, "broken": rows}}
