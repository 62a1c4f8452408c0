"""`explain`: what a code, an answer or a message means, and what to do."""

from itertools import zip_longest
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from exotel_pulumi import explained
from exotel_pulumi.cli.options import AsJson
from exotel_pulumi.cli.output import Exit, console, notes, print_json
from exotel_pulumi.cli.pasted import Explanation
from exotel_pulumi.cli.pasted import explain as explain_pasted

LONGEST_ECHO = 60  # characters of what was asked that are repeated where nothing is known of it


def explain(
    words: Annotated[list[str] | None, typer.Argument(metavar="CODE | SIP-CODE | WORDS")] = None,
    as_json: AsJson = False,
) -> Exit:
    """Says what a code, an answer or a message means, and what to do; without an argument, lists everything."""
    asked = " ".join(words or ())
    found = explain_pasted(asked) if asked else [Explanation(entry) for entry in explained.entries()]
    if as_json:
        print_json([_row(explanation) for explanation in found])
    elif not asked:
        _contents()
    else:
        for explanation, following in zip_longest(found, found[1:]):
            is_last = following is None or following.own_advice != explanation.own_advice
            _print(explanation.entry, explanation.own_advice if is_last else "")
    if not found:
        echo = asked if len(asked) <= LONGEST_ECHO else f"{asked[:LONGEST_ECHO]}…"
        unknown = f"nothing is known of {echo!r}: `exotel-pulumi explain` lists everything."
        notes().print(unknown, markup=False, soft_wrap=True)
        return Exit.FOUND
    return Exit.WELL


def _row(explanation: Explanation) -> dict[str, object]:
    return {**explanation.entry.model_dump(exclude={"says", "words"}), "own_advice": explanation.own_advice}


def _print(entry: explained.Entry, own_advice: str) -> None:
    out = console()
    out.print(entry.code, style="bold", markup=False, end="  ")
    out.print(explained.topics()[entry.kind], style="dim")
    out.print(f"  {entry.meaning}", markup=False)
    out.print(f"  What to do: {entry.advice}", markup=False)
    if own_advice and own_advice != entry.advice:
        out.print(f"  The message itself says what to do: {own_advice}", markup=False)


def _contents() -> None:
    for title, entries in explained.by_topic():
        table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
        for entry in entries:
            table.add_row(f"[bold]{escape(entry.code)}[/bold]", escape(entry.meaning))
        console().print(table, "")
