"""How the command line speaks: results on stdout, progress and errors on stderr, exit codes that mean something."""

import json
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console

from exotel_pulumi import errors
from exotel_pulumi.checks.calls import Finding

MISUSE = (errors.SettingsError, errors.DeclarationError, errors.IdentityError, errors.GoneError)


class Exit(IntEnum):
    """The exit codes of every command."""

    WELL = 0
    FOUND = 1  # something needs a hand, or nothing fits what was asked
    MISUSE = 2  # an argument or a setting is wrong
    NOT_ASKED = 3  # Exotel could not be asked


def refused(error: errors.ExotelError) -> Exit:
    """Prints why Exotel or a setting says no; returns the exit code of it."""
    notes().print(str(error), markup=False, soft_wrap=True)
    return Exit.MISUSE if isinstance(error, MISUSE) else Exit.NOT_ASKED


def console() -> Console:
    """Returns the console for results: no colour where NO_COLOR is set, and lines stay whole where nobody looks."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=200, soft_wrap=True)


def notes() -> Console:
    """Returns the console for what is no result."""
    return Console(stderr=True, highlight=False)


def count(number: int, noun: str) -> str:
    """Returns a number with its noun, as `1 trunk` and `2 trunks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def mark(passed: bool) -> str:
    """Returns the sign in front of a line, as markup."""
    return "[green]✓[/green]" if passed else "[red]✗[/red]"


def print_json(value: Any) -> None:
    """Prints a result for a program."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_findings_json(place: str, findings: Sequence[tuple[str, Finding]]) -> None:
    """Prints findings for a program, each with its place (`section` or `destination`)."""
    rows = [
        {place: where, "subject": found.subject, "said": found.said, "cure": found.advice, "well": found.passed}
        for where, found in findings
    ]
    print_json({"well": all(found.passed for _, found in findings), "findings": rows})
