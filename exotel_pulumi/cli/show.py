"""`show`: the account as a tree or as a table."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from exotel_pulumi.account import contents
from exotel_pulumi.cli.asking import contents_of
from exotel_pulumi.cli.options import AsJson, FromState, Stack, Trunks
from exotel_pulumi.cli.output import Exit, console, count, print_json
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Summary


def show(
    trunks: Trunks = None,
    stack: Stack = None,
    from_state: FromState = False,
    as_table: Annotated[bool, typer.Option("--table", help="Show a table in place of a tree, with every id.")] = False,
    as_json: AsJson = False,
) -> Exit:
    """Shows the account, or single trunks, as a tree or a table."""
    found = contents_of(trunks, stack, from_state=from_state)
    if as_json:
        print_json(found)
    else:
        console().print(_table(found) if as_table else _tree(found))
    return Exit.WELL


def _children(trunk: contents.TrunkContents) -> Iterator[tuple[Summary, str]]:
    """Yields what is to say of each object on a trunk, and its id."""
    for kind in CHILDREN:
        for values in trunk[kind.list_name]:
            yield kind.summary(values), values["id"]


def _tree(found: contents.Contents) -> Tree:
    # Names are somebody's text: a square bracket in one is no markup.
    tree = Tree(
        f"[bold]{escape(found['account_sid'])}[/bold] at {found['api']}: {count(len(found['trunks']), 'trunk')}"
    )
    for trunk in found["trunks"]:
        name = escape(str(trunk["trunk_name"]))
        branch = tree.add(f"[bold]{name}[/bold]  {trunk['trunk_sid']}  {trunk['status'] or ''}")
        for (what, value, more), _ in _children(trunk):
            branch.add(escape(f"{what} {value}  {more}".rstrip()))
    return tree


def _table(found: contents.Contents) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("trunk", "what", "value", "", "id"):
        table.add_column(column, overflow="fold")
    for trunk in found["trunks"]:
        name = escape(str(trunk["trunk_name"]))
        table.add_row(name, "trunk", trunk["domain_name"], trunk["status"], trunk["trunk_sid"])
        for (what, value, more), own in _children(trunk):
            table.add_row(name, what, escape(str(value)), escape(str(more)), own)
    return table
