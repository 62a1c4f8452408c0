"""`show`: the account as a tree or as a table."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from exotel_pulumi.account import contents
from exotel_pulumi.cli.asking import compared_state, contents_of
from exotel_pulumi.cli.options import AsJson, FromState, Stack, Trunks
from exotel_pulumi.cli.output import Exit, console, count, print_json
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Summary

NOT_IN_STATE = "[dim]at Exotel and not in this stack's state; another stack may have it[/dim]"


def show(
    trunks: Trunks = None,
    stack: Stack = None,
    from_state: FromState = False,
    as_table: Annotated[bool, typer.Option("--table", help="Show a table in place of a tree, with every id.")] = False,
    as_json: AsJson = False,
) -> Exit:
    """Shows the account, or single trunks, as a tree or a table."""
    found = compared_state(trunks, stack) if from_state else contents_of(trunks, stack)
    if as_json:
        print_json(found)
    else:
        console().print(_table(found) if as_table else _tree(found))
    return Exit.WELL


def _children(lists: Mapping[str, Any]) -> Iterator[tuple[Summary, str]]:
    """Yields what is to say of each object in a trunk's lists, and its id."""
    for kind in CHILDREN:
        for values in lists.get(kind.list_name, ()):
            yield kind.summary(values), values["id"]


def _others(trunk: contents.TrunkContents) -> list[tuple[Summary, str]]:
    """Returns what Exotel has on a trunk and the state has not, where that was asked."""
    return list(_children(trunk.get("not_in_state") or {}))


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
        others = _others(trunk)
        beside = branch.add(NOT_IN_STATE) if others else branch
        for (what, value, more), _ in others:
            beside.add(escape(f"{what} {value}  {more}".rstrip()))
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
        for (what, value, more), own in _others(trunk):
            table.add_row(name, what, escape(str(value)), escape(f"{more} (not in the state)".strip()), own)
    return table
