"""`diagram`: the ways of calls through an account or a stack, as Mermaid or as SVG."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import typer

from exotel_pulumi.account import mermaid, svg, topology
from exotel_pulumi.cli.output import Exit, count, notes
from exotel_pulumi.cli.reading import read


class Form(StrEnum):
    """The forms of a picture."""

    MERMAID = "mermaid"
    SVG = "svg"


def diagram(trunks: Sequence[str], stack: str | None, from_state: bool, form: Form | None, output: Path | None) -> Exit:
    """Prints the picture, or writes it into a file, whose ending `.svg` says the form."""
    found = read(trunks, stack, from_state=from_state)
    paths = topology.paths_of(found)
    chosen = form or (Form.SVG if output is not None and output.suffix == ".svg" else Form.MERMAID)
    drawn = mermaid.draw(paths) if chosen is Form.MERMAID else svg.draw(paths, f"Exotel account {found['account_sid']}")
    if output is None:
        typer.echo(drawn, nl=False)
    else:
        output.write_text(drawn, encoding="utf-8")
        notes().print(f"{output}: {count(len(paths), 'trunk')}", markup=False, soft_wrap=True)
    return Exit.WELL
