"""What is written from an account: `diagram` the picture of it, `import` the program for it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from exotel_pulumi.account import mermaid, svg, topology
from exotel_pulumi.account.program_text import ProgramText
from exotel_pulumi.cli.asking import contents_of, source_of
from exotel_pulumi.cli.options import FromState, Stack, Trunks
from exotel_pulumi.cli.output import Exit, count, notes
from exotel_pulumi.errors import DeclarationError

PROJECT = """name: {name}
description: Exotel's trunks of the account {account}.
runtime: python
"""


class Form(StrEnum):
    """The forms of a picture."""

    MERMAID = "mermaid"
    SVG = "svg"


def diagram(
    trunks: Trunks = None,
    stack: Stack = None,
    from_state: FromState = False,
    form: Annotated[Form | None, typer.Option("--format", "-f", help="Mermaid is the default.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write this file; `.svg` is a picture.")] = None,
) -> Exit:
    """Draws the ways of calls: numbers, trunks, destinations and who is behind them, who may call out."""
    found = contents_of(trunks, stack, from_state=from_state)
    paths = topology.paths_of(found)
    chosen = form or (Form.SVG if output is not None and output.suffix == ".svg" else Form.MERMAID)
    drawn = mermaid.draw(paths) if chosen is Form.MERMAID else svg.draw(paths, f"Exotel account {found['account_sid']}")
    if output is None:
        typer.echo(drawn, nl=False)
    else:
        output.write_text(drawn, encoding="utf-8")
        _note(f"{output}: {count(len(paths), 'trunk')}")
    return Exit.WELL


def import_(
    trunk: Annotated[list[str] | None, typer.Option("--trunk", "-t", help="Only this trunk; repeatable.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Make a whole project in this folder, which must be new.")
    ] = None,
    no_protect: Annotated[bool, typer.Option("--no-protect", help="Do not protect resources from deletion.")] = False,
    stack: Stack = None,
) -> Exit:
    """Writes the Pulumi program for what an account has: its first `pulumi up` takes all over and writes nothing."""
    if output is not None and output.exists():
        raise DeclarationError(f"there is a {output} already", "name a folder that does not exist yet.")
    client = source_of(stack).client()
    program = ProgramText(client, protect=not no_protect)
    with notes().status("asking Exotel"):
        text = program.write(trunk or ())
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.mkdir(parents=True)
        project = PROJECT.format(name=output.resolve().name, account=client.settings.account_sid)
        (output / "Pulumi.yaml").write_text(project, encoding="utf-8")
        (output / "__main__.py").write_text(text, encoding="utf-8")
    _summarize(program, output)
    return Exit.WELL


def _summarize(program: ProgramText, folder: Path | None) -> None:
    declared = sum(trunk.declared for trunk in program.trunks)
    place = f" in {folder}" if folder else ""
    _note(f"{count(len(program.trunks), 'trunk')}, {count(declared, 'resource')}{place}")
    for trunk in program.trunks:
        _note(f"  {trunk.name}: {count(trunk.declared, 'resource')}")
        for note in trunk.notes:
            _note(f"    {note}")
    for name in program.passwords:
        _note(f"set the password in use: pulumi config set --secret {name}")


def _note(text: str) -> None:
    notes().print(text, markup=False, soft_wrap=True)
