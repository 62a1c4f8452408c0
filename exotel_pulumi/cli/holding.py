"""`--hold calls.toml`: reads the file of promises, and prints what became of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from exotel_pulumi.account import contents
from exotel_pulumi.account.impact.findings import Impact
from exotel_pulumi.account.preview import Preview
from exotel_pulumi.account.promises import calls_file
from exotel_pulumi.account.promises.calls_file import Promises
from exotel_pulumi.account.promises.judging import broken
from exotel_pulumi.account.promises.of_account import way_of
from exotel_pulumi.account.promises.rung import broken_by_ringing, strangers
from exotel_pulumi.account.promises.text import Held, verdict
from exotel_pulumi.account.promises.text import rows as text_rows
from exotel_pulumi.account.promises.ways import Ways, ways_of
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks import rehearsal
from exotel_pulumi.cli.output import say
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.foreign import shown

LARGEST = 2**20  # bytes
Hold = Annotated[
    Path | None, typer.Option("--hold", metavar="FILE", help="Exit with 1 if a promise of this calls.toml is not held.")
]


def promises_at(path: Path | None) -> Promises | None:
    """Reads a file of promises, if one is given. DeclarationError for what cannot be read."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode()
    except (OSError, ValueError) as error:
        fault = f"{shown(path)} cannot be read: {shown(error)}"
        raise DeclarationError(fault, "give --hold a file of promises in UTF-8.") from None
    return calls_file.read(text, shown(path))


def held(promises: Promises | None, preview: Preview, found: Impact) -> Held:
    """Holds promises to what a run leaves."""
    if promises is None:
        return Held()
    if found.errors:
        return Held(promises.name, is_judged=False)
    return Held(promises.name, broken(promises, *ways_of(preview), found.findings))


def rung(promises: Promises, client: Client, rows: Sequence[Mapping[str, Any]]) -> Held:
    """Holds promises to the calls of a rehearsal, to the account in which they were placed, and to strangers' calls."""
    ways = Ways([way_of(trunk) for trunk in contents.read(client)["trunks"]])
    calls = strangers(promises, ways)
    placed = list(rehearsal.rehearse(client.settings.url, {"strangers": calls})) if calls else []
    return Held(promises.name, broken_by_ringing(promises, ways, rows, placed))


def say_held(kept: Held) -> None:
    """Prints what became of promises."""
    for label, text in text_rows(kept):
        say((f"{label.upper():13}", "bold red"), text)
    if said := verdict(kept):
        say(said)
