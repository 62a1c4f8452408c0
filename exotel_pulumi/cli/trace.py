"""`trace`, and `ring --verbose`: what went over the wire of a call of the simulator, with masked secrets."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from exotel_pulumi.checks import calls_seen
from exotel_pulumi.checks.ladder import capture, heading, ladder, messages_in_full
from exotel_pulumi.cli.asking import source_of
from exotel_pulumi.cli.options import AsJson, Stack
from exotel_pulumi.cli.output import Exit, console, notes, print_json, write_file
from exotel_pulumi.foreign import printable

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show each call's messages, as `trace` does.")]


def trace(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The call of that number; else the last.")] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Write it as text, or as a capture: FILE.pcap.")
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="Show the ladder alone.")] = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Shows a call of the simulator as a ladder with its messages: who sent what, and when."""
    url = source_of(stack).settings().url
    known = calls_seen.calls(url)
    found = [call for call in known if number in (None, call["id"])][-1:]
    if not found:
        kept = f"; it keeps {known[0]['id']} to {known[-1]['id']}" if known else ""
        notes().print(f"the simulator has no call {'' if number is None else number}".strip() + kept)
        return Exit.FOUND
    [call] = found
    messages = calls_seen.messages(url, call["id"])
    lines = list(_traced(call, messages, short=short))
    if as_json:
        print_json({"call": call, "messages": messages})
    else:
        _print(lines)
    if save is not None:
        text = printable("\n".join([*lines, ""]), keep="\n")
        write_file(save, capture(messages) if save.suffix == ".pcap" else text)
    return Exit.WELL


def print_traces(url: str, call_ids: Iterable[str]) -> None:
    """Prints the calls of these Call-IDs, with their messages."""
    wanted = set(call_ids)
    for call in calls_seen.calls(url):
        if call["call_id"] in wanted and call["call_id"]:
            _print(_traced(call, calls_seen.messages(url, call["id"]), short=False))


def _traced(call: Mapping[str, Any], messages: list[dict[str, Any]], *, short: bool) -> Iterator[str]:
    yield heading(call)
    for note in call["notes"]:
        yield f"  note: {note}"
    if not messages:
        yield "  no message is kept: none was sent, or the call is long ago"
    yield from ladder(messages)
    if not short:
        yield ""
        yield from messages_in_full(messages)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        console().print(line, markup=False, soft_wrap=True)
