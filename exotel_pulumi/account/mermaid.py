"""The picture of an account as Mermaid, which Git hosts and documentation draw by themselves."""

from collections.abc import Iterator, Sequence
from itertools import count

from exotel_pulumi.account.topology import Box, CallPaths
from exotel_pulumi.foreign import mermaid as safe

IN_A_ROW = 3  # values: fifty numbers would make one box that is too high to read
# Mermaid breaks a line after 200 pixels, where the second number of a row begins.
HEAD = '%%{init: {"flowchart": {"wrappingWidth": 500}}}%%\nflowchart LR'


def draw(trunks: Sequence[CallPaths]) -> str:
    """Returns a flow chart with a part for each trunk; dotted arrows are calls out."""
    parts = [HEAD]
    for number, paths in enumerate(trunks, start=1):
        parts += _trunk(paths, f"t{number}")
    return "\n".join(parts) + "\n"


def _trunk(paths: CallPaths, trunk: str) -> Iterator[str]:
    names = (f"{trunk}_{number}" for number in count(1))
    yield f'  subgraph {trunk}s["{safe(paths.name)}"]'
    yield "    direction LR"
    yield f'    {trunk}["{_label(Box(paths.name, paths.about), in_a_row=1)}"]'
    for arrow, boxes, inwards in (
        ("-->", paths.numbers, True),
        ("-->", paths.destinations, False),
        ("-.->", paths.callers, True),
        ("-.->", (paths.network,) if paths.network else (), False),
    ):
        for box in boxes:
            name = next(names)
            yield f'    {name}["{_label(box, IN_A_ROW if inwards else 1)}"]'
            yield f"    {name} {arrow} {trunk}" if inwards else f"    {trunk} {arrow} {name}"
    yield "  end"


def _label(box: Box, in_a_row: int) -> str:
    rows = [box.values[start : start + in_a_row] for start in range(0, len(box.values), in_a_row)]
    return "<br/>".join([f"<b>{safe(box.title)}</b>", *(" · ".join(map(safe, row)) for row in rows)])
