"""`import`: the program for what an account has, alone or as a project."""

import re
import shlex
import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from exotel_pulumi.account.program_text import ProgramText
from exotel_pulumi.account.promises.first import first_file
from exotel_pulumi.cli.asking import source_of
from exotel_pulumi.cli.options import Stack, flag
from exotel_pulumi.cli.output import Exit, count, note, notes, print_text, unwritable, write_file
from exotel_pulumi.errors import DeclarationError, ExotelError
from exotel_pulumi.foreign import shown

PROJECT = """name: {name}
description: Exotel's trunks of the account {account}.
runtime: python
"""
FILE = "account.json"
LONGEST_NAME = 100  # characters of a project's name, by Pulumi's rule


class Format(StrEnum):
    """What is written."""

    PROGRAM = "program"
    PULUMI = "pulumi"


def import_(
    trunk: Annotated[
        list[str] | None, typer.Option("--trunk", "-t", help="Only this trunk, by its SID or its name; repeatable.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Make a whole project in this folder, which must be new.")
    ] = None,
    no_protect: Annotated[bool, flag("--no-protect", "Do not protect resources from deletion.")] = False,
    format: Annotated[  # noqa: A002 - the option's name
        Format,
        typer.Option("--format", help="`program`: in Python. `pulumi`: the file of `pulumi import`, for any language."),
    ] = Format.PROGRAM,
    stack: Stack = None,
) -> Exit:
    """Writes the Pulumi program for what an account has: its first `pulumi up` takes all over and writes nothing."""
    if format is Format.PULUMI:
        _refuse_what_is_of_a_program(output, no_protect)
    if output is not None:
        _refuse_what_is_there(output)
    client = source_of(stack).client()
    program = ProgramText(client, protect=not no_protect)
    with notes().status("asking Exotel"):
        text = program.import_file(trunk or ()) if format is Format.PULUMI else program.write(trunk or ())
    if output is None:
        print_text(text)
    else:
        project = PROJECT.format(name=_project_name(output.resolve().name), account=client.settings.account_sid)
        _make(output, {"Pulumi.yaml": project, "__main__.py": text, "calls.toml": _promises(program)})
    _summarize(program, output)
    if format is Format.PULUMI:
        _say_how_to_import()
    else:
        _say_what_is_next(program, output, stack)
    return Exit.WELL


def _promises(program: ProgramText) -> str:
    """Writes what is true of calls now; of a trunk that is not the program's, nobody will know it."""
    ours = [trunk.contents for trunk in program.trunks if trunk.has_trunk]
    return first_file(ours, is_all=len(ours) == len(program.trunks))


def _refuse_what_is_of_a_program(output: Path | None, no_protect: bool) -> None:
    given = [option for option, is_given in (("--output", output), ("--no-protect", no_protect)) if is_given]
    if given:
        way = f"write > {FILE}, and give --protect=false to pulumi import if nothing shall be protected."
        raise DeclarationError(f"--format pulumi goes without {' and '.join(given)}", way)


def _refuse_what_is_there(folder: Path) -> None:
    try:
        is_there = folder.exists()
    except (OSError, ValueError) as error:
        raise unwritable(folder, error) from None
    if is_there:
        raise DeclarationError(f"there is a {shown(folder)} already", "name a folder that does not exist yet.")


def _make(folder: Path, files: dict[str, str]) -> None:
    """Makes a folder with these files, or nothing."""
    try:
        folder.mkdir(parents=True)
    except (OSError, ValueError) as error:
        raise unwritable(folder, error) from None
    try:
        for name, text in files.items():
            write_file(folder / name, text)
    except ExotelError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _project_name(folder: str) -> str:
    """Returns a name that Pulumi takes, and that YAML reads as a text."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", folder).strip("-.")[:LONGEST_NAME]
    is_text = re.match("[A-Za-z]", name) and name.lower() not in (
        "null",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
    )
    return name if is_text else f"exotel-{name}".rstrip("-")


def _summarize(program: ProgramText, folder: Path | None) -> None:
    declared = sum(trunk.declared for trunk in program.trunks)
    place = f" in {folder}" if folder else ""
    note(count(len(program.trunks), "trunk"), ", ", count(declared, "resource"), place)
    for trunk in program.trunks:
        note("  ", trunk.name, ": ", count(trunk.declared, "resource"))
        for said in trunk.notes:
            note("    ", said)


def _say_how_to_import() -> None:
    note("next, with the file as ", FILE, ", in a project that finds the plugin:")
    note("  pulumi import --file ", FILE, " --out program  # --protect=false leaves out the protection")


def _say_what_is_next(program: ProgramText, folder: Path | None, stack: str | None) -> None:
    """Prints the commands that a person types after this one, in their order."""
    note("next:")
    if folder is None:
        note("  # in a Pulumi project whose __main__.py this is (--output DIR makes one), with a stack")
    else:
        note("  cd ", shlex.quote(str(folder)))
        note("  pulumi stack select --create production")
    if folder is not None and stack is not None:
        note("  # set what the stack ", stack, " has: exotel:accountSid, exotel:apiKey, exotel:apiToken")
    for name in program.passwords:
        note("  pulumi config set --secret ", name, "  # the password in use, which Exotel never returns")
    note("  pulumi preview  # what exists is taken over: nothing is made")
    if folder is not None:
        note("  exotel-pulumi impact --hold calls.toml  # what must stay true of calls: before each change")
    note("  pulumi up")
