"""How the command line speaks: results on stdout, progress and errors on stderr, exit codes that mean something."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console

from exotel_pulumi import errors

MISUSE = (errors.SettingsError, errors.DeclarationError, errors.IdentityError, errors.GoneError)


class Exit(IntEnum):
    """The exit codes of every command."""

    WELL = 0
    FOUND = 1  # something needs a hand, or nothing fits what was asked
    MISUSE = 2  # an argument or a setting is wrong
    NOT_ASKED = 3  # Exotel could not be asked


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


def print_json(value: Any) -> None:
    """Prints a result for a program."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def asking() -> Iterator[None]:
    """Ends the command with a message and the right exit code where Exotel or a setting says no."""
    try:
        yield
    except errors.ExotelError as error:
        notes().print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(Exit.MISUSE if isinstance(error, MISUSE) else Exit.NOT_ASKED) from None
