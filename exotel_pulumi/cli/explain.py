"""`explain`: what a code, an answer or a message means, and what to do."""

from rich.table import Table

from exotel_pulumi import explained
from exotel_pulumi.cli.output import Exit, console, notes, print_json


def explain(asked: str, as_json: bool) -> Exit:
    """Prints the entries that fit, or the table of contents where nothing was asked."""
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
    out.print(f"[bold]{entry.code}[/bold]  [dim]{explained.kinds()[entry.kind]}[/dim]")
    out.print(f"  {entry.meaning}", markup=False)
    out.print(f"  What to do: {entry.advice}", markup=False)


def _contents() -> None:
    for title, entries in explained.by_kind():
        table = Table(title=title, title_justify="left", box=None, show_header=False, pad_edge=False)
        for entry in entries:
            table.add_row(f"[bold]{entry.code}[/bold]", entry.meaning)
        console().print(table, "")
