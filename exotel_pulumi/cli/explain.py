"""`explain`: what a code, an answer or a message means, and what to do."""

from typing import Annotated

import typer
from rich.table import Table

from exotel_pulumi import explained
from exotel_pulumi.cli.options import AsJson
from exotel_pulumi.cli.output import Exit, console, notes, print_json


def explain(
    words: Annotated[list[str] | None, typer.Argument(metavar="CODE | SIP-CODE | WORDS")] = None,
    as_json: AsJson = False,
) -> Exit:
    """Says what a code, an answer or a message means, and what to do; without an argument, lists everything."""
    asked = " ".join(words or ())
    entries = explained.find(asked) if asked else list(explained.entries())
    if as_json:
        print_json([entry.model_dump(exclude={"words"}) for entry in entries])
    elif not asked:
        _contents()
    else:
        for entry in entries:
            _entry(entry)
    if not entries:
        unknown = f"nothing is known of {asked!r}: `exotel-pulumi explain` lists everything."
        notes().print(unknown, markup=False, soft_wrap=True)
        return Exit.FOUND
    return Exit.WELL


def _entry(entry: explained.Entry) -> None:
    out = console()
    out.print(f"[bold]{entry.code}[/bold]  [dim]{explained.topics()[entry.kind]}[/dim]")
    out.print(f"  {entry.meaning}", markup=False)
    out.print(f"  What to do: {entry.advice}", markup=False)


def _contents() -> None:
    for title, entries in explained.by_topic():
        table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
        for entry in entries:
            table.add_row(f"[bold]{entry.code}[/bold]", entry.meaning)
        console().print(table, "")
