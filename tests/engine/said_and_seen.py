"""The table of docs/impact.md: what `impact` has said of each kind of change, and what was seen.

`python -m tests.engine.said_and_seen` writes it.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from exotel_pulumi.simulator import Simulator
from tests.docs.pages import ROOT

from .changing import rows, run
from .repairing import repaired_rows, repairs, unmapped
from .simulators import options
from .stack import Stack

PAGE = ROOT / "docs" / "impact.md"
MADE, END = "<!-- made by python -m tests.engine.said_and_seen -->\n", "<!-- end -->"
HEAD = (
    "| change | stop | interrupted | not known | seen in | seen out | refused |\n|---|---:|---:|---:|---:|---:|---|\n"
)


def documented() -> str:
    """Returns the table of the page."""
    return PAGE.read_text(encoding="utf-8").partition(MADE)[2].partition(END)[0]


def measured(folder: Path) -> Iterator[str]:
    """Yields the rows of the table, from two stacks."""
    with Simulator(options(sip_flows="by-hand")) as simulator:
        yield rows(run(Stack(folder / "changing", simulator), simulator))
    with Simulator(options(sip_flows="by-hand")) as simulator:
        stack = Stack(folder / "repairing", simulator)
        yield from repaired_rows(repairs(stack, simulator), unmapped(stack, simulator))


def main() -> None:
    """Writes the table of the page."""
    with tempfile.TemporaryDirectory() as folder:
        table = HEAD + "".join(measured(Path(folder)))
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace(f"{MADE}{documented()}{END}", f"{MADE}{table}{END}"), encoding="utf-8")


if __name__ == "__main__":
    main()
