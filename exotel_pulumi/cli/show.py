"""`show`: the account as a tree, a table, JSON or a picture."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from exotel_pulumi.account import contents, mermaid, svg, topology
from exotel_pulumi.cli.asking import compared_state, contents_of
from exotel_pulumi.cli.options import AsJson, FromState, Stack, Trunks, flag
from exotel_pulumi.cli.output import Exit, console, count, line, note, print_json, print_text, write_file
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Summary

NOT_IN_STATE = "at Exotel and not in this stack's state; another stack may have it"


class Form(StrEnum):
    """The forms of a picture."""

    MERMAID = "mermaid"
    SVG = "svg"


def show(
    trunks: Trunks = None,
    stack: Stack = None,
    from_state: FromState = False,
    as_table: Annotated[bool, flag("--table", "Show a table in place of a tree, with every id.")] = False,
    as_json: AsJson = False,
    form: Annotated[
        Form | None, typer.Option("--format", "-f", help="Draw the ways of calls: numbers, destinations, callers.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Draw into this file; `.svg` is a picture, else Mermaid.")
    ] = None,
) -> Exit:
    """Shows the account, or single trunks: as a tree, a table, JSON or a picture."""
    is_drawn = form is not None or output is not None
    if as_table + as_json + is_drawn > 1:
        raise DeclarationError("--table, --json and a picture are three forms of one thing", "give one of them.")
    if is_drawn:
        _draw(contents_of(trunks, stack, from_state=from_state), form, output)
        return Exit.WELL
    found = compared_state(trunks, stack) if from_state else contents_of(trunks, stack)
    if as_json:
        print_json(found)
    else:
        console().print(_table(found) if as_table else _tree(found))
    return Exit.WELL


def _draw(found: contents.Contents, form: Form | None, output: Path | None) -> None:
    paths = topology.paths_of(found)
    chosen = form or (Form.SVG if output is not None and output.suffix == ".svg" else Form.MERMAID)
    drawn = mermaid.draw(paths) if chosen is Form.MERMAID else svg.draw(paths, f"Exotel account {found['account_sid']}")
    if output is None:
        print_text(drawn)
    else:
        write_file(output, drawn)
        note(output, ": ", count(len(paths), "trunk"))


def _children(lists: Mapping[str, Any]) -> Iterator[tuple[Summary, str]]:
    """Yields what is to say of each object in a trunk's lists, and its id."""
    for kind in CHILDREN:
        for values in lists.get(kind.list_name, ()):
            yield kind.summary(values), values["id"]


def _others(trunk: contents.TrunkContents) -> list[tuple[Summary, str]]:
    """Returns what Exotel has on a trunk and the state has not, where that was asked."""
    return list(_children(trunk.get("not_in_state") or {}))


def _tree(found: contents.Contents) -> Tree:
    tree = Tree(line((found["account_sid"], "bold"), " at ", found["api"], ": ", count(len(found["trunks"]), "trunk")))
    for trunk in found["trunks"]:
        branch = tree.add(line((trunk["trunk_name"], "bold"), "  ", trunk["trunk_sid"], "  ", trunk["status"]))
        for summary, _ in _children(trunk):
            branch.add(_leaf(summary))
        others = _others(trunk)
        beside = branch.add(line((NOT_IN_STATE, "dim"))) if others else branch
        for summary, _ in others:
            beside.add(_leaf(summary))
    return tree


def _leaf(summary: Summary) -> Text:
    what, value, more = summary
    return line(what, " ", value, *(("  ", more) if more else ()))


def _table(found: contents.Contents) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("trunk", "what", "value", "", "id"):
        table.add_column(column, overflow="fold")
    for trunk in found["trunks"]:
        name = line(trunk["trunk_name"])
        table.add_row(name, "trunk", *map(line, (trunk["domain_name"], trunk["status"], trunk["trunk_sid"])))
        for (what, value, more), own in _children(trunk):
            table.add_row(name, what, line(value), line(more), line(own))
        for (what, value, more), own in _others(trunk):
            table.add_row(name, what, line(value), line(f"{more} (not in the state)".strip()), line(own))
    return table
