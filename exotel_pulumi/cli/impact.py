"""`impact`: which calls a change answers otherwise, which it refuses, and when, by the document of a preview."""

from enum import StrEnum
from typing import Annotated

import typer

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.impact.as_data import as_data
from exotel_pulumi.account.impact.findings import Impact, Verdict
from exotel_pulumi.account.impact.text import LABEL, markdown, rows
from exotel_pulumi.account.preview import Preview, read
from exotel_pulumi.account.promises import text as promised
from exotel_pulumi.account.promises.text import Held
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.cli import pulumi_cli
from exotel_pulumi.cli.asking import source_of
from exotel_pulumi.cli.holding import Hold, held, promises_at, say_held
from exotel_pulumi.cli.options import flag
from exotel_pulumi.cli.output import (
    Exit,
    as_row,
    console,
    note,
    notes,
    print_findings,
    print_json,
    print_text,
    refused,
    say,
)
from exotel_pulumi.cli.previewed import compare, document_at
from exotel_pulumi.errors import DeclarationError, ExotelError

WIDEST = 110  # characters of a line, on the widest terminal
STYLES = {
    Verdict.STOPS: "bold red",
    Verdict.INTERRUPTED: "yellow",
    Verdict.NOT_KNOWN: "magenta",
    Verdict.CHANGED: "cyan",
    Verdict.BEGINS: "green",
    Verdict.UNCHANGED: "dim",
}


class Form(StrEnum):
    """The forms of a result."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class FailOn(StrEnum):
    """What may make the command fail; what interrupts has what stops in it."""

    STOPS = "stops"
    INTERRUPTS = "interrupts"


FAILING = {FailOn.STOPS: (Verdict.STOPS,), FailOn.INTERRUPTS: (Verdict.STOPS, Verdict.INTERRUPTED)}


def impact(
    preview: Annotated[
        str | None,
        typer.Argument(metavar="PREVIEW", help="A file of `pulumi preview --json …`, or `-`; else one is made here."),
    ] = None,
    stack: Annotated[
        str | None, typer.Option("--stack", "-s", help="Preview this stack of the project here; else the selected one.")
    ] = None,
    refresh: Annotated[bool, flag("--refresh", "Let the preview ask Exotel what there is.")] = False,
    ask: Annotated[bool, flag("--ask", "Compare with Exotel as well, by GETs: its key is needed.")] = False,
    form: Annotated[Form, typer.Option("--format", "-f", help="Print text, Markdown for a pull request, or JSON.")] = (
        Form.TEXT
    ),
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 if a way of calls stops, or is interrupted.")
    ] = None,
    hold: Hold = None,
    verbose: Annotated[bool, flag("--verbose", "Name each way, and what stays off if `up` ends half-way.")] = False,
) -> Exit:
    """Says what a change does to calls: which stop, are interrupted, change or begin. Writes nothing to Exotel."""
    if preview is not None and (stack or refresh):
        raise DeclarationError("--stack and --refresh are for a preview that is made here", "leave out the file.")
    promises = promises_at(hold)
    steps = read(document_at(preview) if preview is not None else _made(stack, refresh=refresh))
    found = impact_of(steps)
    kept = held(promises, steps, found)
    code = _exit(found, fail_on, kept)
    asked, refusal = _asked(steps, stack if preview else stack or found.stack) if ask else (None, Exit.WELL)
    if form is Form.JSON:
        beside = {} if asked is None else {"exotel": [as_row(each) for each in asked]}
        print_json({**as_data(found), **promised.as_data(kept), **beside})
    elif form is Form.MARKDOWN:
        said = [f"{each.subject}: {each.said} {each.advice}".rstrip() for each in asked or ()]
        print_text(promised.markdown(kept) + markdown(found, said, is_refreshed=refresh))
    else:
        say_held(kept)
        _print(found, refresh, verbose, _of_exit(found, code, fail_on, kept))
        print_findings([("Exotel", asked)] if asked else [])
    return code or refusal


def _asked(preview: Preview, stack: str | None) -> tuple[list[Finding] | None, Exit]:
    """Compares a preview with Exotel. None, and the exit code of it, where nobody may ask, which is said."""
    try:
        return list(compare(source_of(stack), preview, with_state=True)), Exit.WELL
    except ExotelError as error:
        note("not compared with Exotel:")
        return None, refused(error)


def _made(stack: str | None, *, refresh: bool) -> bytes:
    with notes().status("running `pulumi preview`"):
        return pulumi_cli.previewed(stack, refresh=refresh)


def _exit(found: Impact, fail_on: FailOn | None, kept: Held) -> Exit:
    if found.errors:
        return Exit.NOT_ASKED
    if kept.broken:
        return Exit.FOUND
    return Exit.FOUND if fail_on and found.count(*FAILING[fail_on]) else Exit.WELL


def _of_exit(found: Impact, code: Exit, fail_on: FailOn | None, kept: Held) -> str:
    """Says the exit code, and which flag would make another one of it."""
    wish = next((each for each in FailOn if found.count(*FAILING[each])), None)
    if code is Exit.FOUND:
        by_flag = f"--fail-on {fail_on}" if fail_on and found.count(*FAILING[fail_on]) else ""
        return f"(exit 1, by {' and '.join(filter(None, ('--hold' if kept.broken else '', by_flag)))})"
    return f"(exit {code}; --fail-on {wish}: 1)" if wish and code is Exit.WELL else f"(exit {code})"


def _print(found: Impact, is_refreshed: bool, is_verbose: bool, of_exit: str) -> None:
    printed = list(rows(found, min(console().width, WIDEST), is_refreshed=is_refreshed, is_verbose=is_verbose))
    *lines, tally = printed
    for verdict, text in lines:
        say((text[:LABEL], STYLES[verdict] if verdict else ""), text[LABEL:])
    say(tally.text, "   ", of_exit)
