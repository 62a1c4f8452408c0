"""`import`: the program for what an account has, alone or as a whole project."""

from collections.abc import Sequence
from pathlib import Path

import typer

from exotel_pulumi.account.program_text import ProgramText
from exotel_pulumi.cli import source
from exotel_pulumi.cli.output import Exit, count, notes
from exotel_pulumi.errors import DeclarationError

PROJECT = """name: {name}
description: Exotel's trunks of the account {account}.
runtime: python
"""


def write(trunks: Sequence[str], folder: Path | None, stack: str | None) -> Exit:
    """Writes the program to stdout, or a project into a new folder; a summary goes to stderr."""
    if folder is not None and folder.exists():
        raise DeclarationError(f"there is a {folder} already", "name a folder that does not exist yet.")
    client = source.of(stack).client()
    program = ProgramText(client)
    with notes().status("asking Exotel"):
        text = program.write(trunks)
    if folder is None:
        typer.echo(text, nl=False)
    else:
        folder.mkdir(parents=True)
        project = PROJECT.format(name=folder.resolve().name, account=client.settings.account_sid)
        (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
        (folder / "__main__.py").write_text(text, encoding="utf-8")
    _summarize(program, folder)
    return Exit.WELL


def _summarize(program: ProgramText, folder: Path | None) -> None:
    out = notes()
    place = f" in {folder}" if folder else ""
    declared = sum(trunk.declared for trunk in program.trunks)
    out.print(
        f"{count(len(program.trunks), 'trunk')}, {count(declared, 'resource')}{place}", markup=False, soft_wrap=True
    )
    for trunk in program.trunks:
        out.print(f"  {trunk.name}: {count(trunk.declared, 'resource')}", markup=False, soft_wrap=True)
        for note in trunk.notes:
            out.print(f"    {note}", markup=False, soft_wrap=True)
    for name in program.passwords:
        out.print(f"set the password in use: pulumi config set --secret {name}", markup=False, soft_wrap=True)
