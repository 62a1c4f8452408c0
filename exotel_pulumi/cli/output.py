"""How the command line speaks: results on stdout, progress and errors on stderr, exit codes that mean something.

All that a command prints goes through here, and with it through the gate for foreign text.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from exotel_pulumi import errors
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.foreign import json_text, printable, shown

MISUSE = (errors.SettingsError, errors.DeclarationError, errors.IdentityError, errors.GoneError)
LONGEST_PART = 2000  # characters of one value in a line
SIGNS = {True: ("✓", "green"), False: ("✗", "red"), None: ("·", "dim")}


class Exit(IntEnum):
    """The exit codes of every command."""

    WELL = 0
    FOUND = 1  # something needs a hand, or nothing fits what was asked
    MISUSE = 2  # an argument or a setting is wrong
    NOT_ASKED = 3  # Exotel could not be asked


class Gate(Console):
    """A console on which nothing but the console itself steers the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yields what is printed, with all that is not printable by its number."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text, keep="\n"), segment.style)

    def on_broken_pipe(self) -> None:
        """Goes on without a reader, as in `… | head -1`: the exit code still says what was found."""
        no_reader(self.file)


def console() -> Console:
    """Returns the console for results: no colour where NO_COLOR is set, and lines stay whole where nobody looks."""
    out = Gate(highlight=False, emoji=False)
    return out if out.is_terminal else Gate(highlight=False, emoji=False, width=200, soft_wrap=True)


def notes() -> Console:
    """Returns the console for what is no result."""
    return Gate(stderr=True, highlight=False, emoji=False)


def line(*parts: object) -> Text:
    """Returns one line of values: each as it is, with no markup in it, or as a pair with a style."""
    pairs = (part if isinstance(part, tuple) else (part, "") for part in parts)
    return Text.assemble(*((shown(value, LONGEST_PART), style) for value, style in pairs))


def say(*parts: object) -> None:
    """Prints one line of a result."""
    console().print(line(*parts), soft_wrap=True)


def note(*parts: object) -> None:
    """Prints one line that is no result."""
    notes().print(line(*parts), soft_wrap=True)


def refused(error: errors.ExotelError) -> Exit:
    """Prints why Exotel or a setting says no; returns the exit code of it."""
    notes().print(str(error), markup=False, soft_wrap=True)
    return Exit.MISUSE if isinstance(error, MISUSE) else Exit.NOT_ASKED


def not_written(error: OSError) -> Exit:
    """Prints that the system refuses something, such as output into a full disk; returns the exit code of it."""
    note("the system refuses: ", error)
    no_reader(sys.stdout)
    return Exit.MISUSE


def count(number: int, noun: str) -> str:
    """Returns a number with its noun, as `1 trunk` and `2 trunks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def mark(passed: bool | None) -> str:
    """Returns the sign in front of a line, as markup; None is what was not looked at."""
    sign, style = SIGNS[passed]
    return f"[{style}]{sign}[/{style}]"


def print_text(text: str) -> None:
    """Prints a document that is made: a program, a picture, JSON."""
    if sys.stdout is None:  # closed by whoever started the command
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        no_reader(sys.stdout)


def print_json(value: Any) -> None:
    """Prints a result for a program."""
    print_text(json_text(value) + "\n")


def print_findings_json(place: str, findings: Sequence[tuple[str, Finding]]) -> None:
    """Prints findings for a program, each with its place (`section` or `destination`)."""
    rows = [{place: where} | as_row(found) for where, found in findings]
    print_json({"well": all(found.passed is not False for _, found in findings), "findings": rows})


def as_row(found: Finding) -> dict[str, Any]:
    """Returns a finding as JSON has it."""
    return {"subject": found.subject, "said": found.said, "cure": found.advice, "well": found.passed}


def print_findings(sections: Sequence[tuple[str, Sequence[Finding]]]) -> None:
    """Prints findings for a person, each under the title of its section."""
    for title, findings in sections:
        say((title, "bold"))
        for finding in findings:
            say("  ", SIGNS[finding.passed], " ", finding.subject, ": ", finding.said)
            if finding.advice:
                say("    What to do: ", finding.advice)


def write_file(path: Path, content: str | bytes) -> None:
    """Writes a file, a text in UTF-8. DeclarationError where that cannot be done."""
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: Exception) -> errors.DeclarationError:
    """Returns the error of a path that cannot be written."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    return errors.DeclarationError(f"{shown(path)} cannot be written: {why}", "name a place that you may write to.")


def speak_utf8() -> None:
    """Makes both streams UTF-8, which the signs of a result need; Windows and LANG=C start with less."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")


def no_reader(stream: IO[str]) -> None:
    """Lets all further output of a stream go nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
