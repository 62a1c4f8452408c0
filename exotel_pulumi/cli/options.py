"""The options that several commands have: what a person types, what the help says, and how a value is read."""

import re
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from exotel_pulumi.errors import DeclarationError


def flag(name: str, text: str) -> Any:
    """Returns an option that is on or off: the help names no value for it."""
    return typer.Option(name, help=text, metavar="")


Trunks = Annotated[
    list[str] | None, typer.Argument(metavar="TRUNK", help="Only these trunks, each by its SID or its name.")
]
Stack = Annotated[
    str | None, typer.Option("--stack", "-s", help="Take the settings of this stack's configuration; else EXOTEL_…")
]
FromState = Annotated[
    bool, flag("--state", "Show what the stack's state has: that of --stack, or of the selected one.")
]
Resolve = Annotated[
    list[str] | None, typer.Option("--resolve", help="`host:port=address:port` leads a name elsewhere; repeatable.")
]
Trust = Annotated[Path | None, typer.Option("--trust", help="Trust the certificates in this file.")]
StandIn = Annotated[bool, flag("--stand-in", "Let a stand-in answer for destinations that are led nowhere.")]
AsJson = Annotated[bool, flag("--json", "Print JSON, in the shape that the documents give.")]

OVERRIDE = re.compile(r"([^=]+:\d+)=([^=:]+:\d+)")


def resolve_overrides(entries: Sequence[str] | None) -> dict[str, str]:
    """Reads `--resolve`: which `host:port` is led to which `address:port`. DeclarationError for another form."""
    overrides = {}
    for entry in entries or ():
        match = OVERRIDE.fullmatch(entry)
        if match is None:
            raise DeclarationError(f"--resolve {entry} leads nowhere", "write host:port=address:port.")
        overrides[match[1]] = match[2]
    return overrides


def trusted(file: Path | None) -> str | None:
    """Returns the certificates in a file, in PEM. DeclarationError for a file that has none, or cannot be read."""
    if file is None:
        return None
    try:
        pem = file.read_text(encoding="ascii")
        ssl.create_default_context(cadata=pem)
    except (OSError, ValueError, ssl.SSLError):
        raise DeclarationError(f"--trust {file} has no certificate that can be read", "give a file in PEM.") from None
    return pem
