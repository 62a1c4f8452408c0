"""The picture of an account as SVG: no library, no font and no script, in light and dark, each text a text.

Three columns for each trunk: who comes in, the trunk, where calls go. All measures are in pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exotel_pulumi.account.topology import Box, CallPaths
from exotel_pulumi.foreign import shown, xml

LETTER = 7.3  # of a monospace font of 12 pixels
ROW = 18
PAD = 10
GAP = 14  # between boxes
WAY = 70  # between columns: the arrows
HIGHEST = 20  # rows of a box before its values go on beside

STYLE = """
  svg { --back: #ffffff; --box: #f4f6f8; --text: #1b1f24; --soft: #57606a; --edge: #b6bfc9; }
  @media (prefers-color-scheme: dark) {
    svg { --back: #10151b; --box: #1b232c; --text: #e6e9ed; --soft: #9aa5b1; --edge: #4a5663; }
  }
  .back { fill: var(--back); } .box { fill: var(--box); stroke: var(--edge); }
  text { fill: var(--text); font: 12px ui-monospace, Menlo, Consolas, monospace; }
  .title { font-weight: 700; } .name { font-size: 15px; font-weight: 700; } .soft { fill: var(--soft); }
  .way { stroke: var(--soft); fill: none; stroke-width: 1.5; } .out { stroke-dasharray: 5 4; }
  .head { fill: var(--soft); }
"""


@dataclass(frozen=True)
class Place:
    """A box with its size; its values stand in one or more columns."""

    box: Box
    columns: tuple[tuple[str, ...], ...]
    is_out: bool = False

    @property
    def narrowest(self) -> float:
        """The least width that has room for every value."""
        return max(_width(self.box.title), sum(self.widths) + PAD * 2 * (len(self.columns) - 1)) + 2 * PAD

    @property
    def widths(self) -> list[float]:
        """The width of each column of values."""
        return [max(map(_width, column)) for column in self.columns]

    @property
    def height(self) -> float:
        """The height with the title."""
        return ROW * (1 + max(map(len, self.columns), default=0)) + PAD


def draw(trunks: Sequence[CallPaths], title: str) -> str:
    """Returns a whole SVG document."""
    top, width, parts = PAD * 1.0, 0.0, list[str]()
    for paths in trunks:
        drawn, height, wide = _trunk(paths, top)
        parts += drawn
        top, width = top + height + 2 * GAP, max(width, wide)
    if not trunks:
        parts, width, top = [_text(PAD, top + ROW, "no trunk", "soft")], 120, top + 2 * ROW
    size = f'width="{width + PAD:.0f}" height="{top:.0f}" viewBox="0 0 {width + PAD:.0f} {top:.0f}"'
    arrow = (
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0,0 L8,4 L0,8 z"/></marker>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t" {size}>',
            f'<title id="t">{xml(title)}</title>',
            f"<style>{STYLE}</style><defs>{arrow}</defs>",
            '<rect class="back" width="100%" height="100%"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _trunk(paths: CallPaths, top: float) -> tuple[list[str], float, float]:
    """Returns one trunk's elements, its height, and its right end."""
    left = [*map(_place, paths.numbers), *(_place(box, is_out=True) for box in paths.callers)]
    right = [*map(_place, paths.destinations), *([_place(paths.network, is_out=True)] if paths.network else [])]
    trunk = _place(Box("trunk", paths.about))
    start = top + ROW + GAP
    height = max(_height(left), _height(right), trunk.height)
    # All boxes of a column are as wide as the widest: an arrow from a narrow one would cross its neighbour.
    widths = [max((place.narrowest for place in places), default=0) for places in (left, [trunk], right)]
    middle = PAD + widths[0] + (WAY if left else 0)
    end = middle + widths[1]
    centre = start + height / 2
    parts = [_text(PAD, top + ROW, paths.name, "name"), *_box(trunk, middle, centre - trunk.height / 2, widths[1])]
    for places, x, width in ((left, PAD * 1.0, widths[0]), (right, end + WAY, widths[2])):
        y = start + (height - _height(places)) / 2
        for place in places:
            parts += _box(place, x, y, width)
            at = y + place.height / 2
            ends = (x + width, at, middle, centre) if x < middle else (end, centre, x, at)
            parts.append(_way(*ends, is_out=place.is_out))
            y += place.height + GAP
    return parts, ROW + GAP + height, end + (WAY + widths[2] if right else 0)


def _place(box: Box, *, is_out: bool = False) -> Place:
    count = -(-len(box.values) // HIGHEST) or 1
    rows = -(-len(box.values) // count)
    columns = tuple(box.values[start : start + rows] for start in range(0, len(box.values), rows or 1))
    return Place(box, columns, is_out)


def _height(places: Sequence[Place]) -> float:
    return sum(place.height for place in places) + GAP * max(len(places) - 1, 0)


def _width(text: str) -> float:
    return len(shown(text)) * LETTER


def _box(place: Place, x: float, y: float, width: float) -> Iterator[str]:
    yield f'<rect class="box" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{place.height:.0f}" rx="6"/>'
    yield _text(x + PAD, y + ROW, place.box.title, "title")
    at = x + PAD
    for column, wide in zip(place.columns, place.widths, strict=True):
        for row, value in enumerate(column, start=2):
            yield _text(at, y + ROW * row, value)
        at += wide + 2 * PAD


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}"{f" class={chr(34)}{style}{chr(34)}" if style else ""}>{xml(text)}</text>'


def _way(x1: float, y1: float, x2: float, y2: float, *, is_out: bool) -> str:
    """Returns an arrow, level at both ends."""
    bend = (x1 + x2) / 2
    curve = f"M{x1:.0f},{y1:.0f} C{bend:.0f},{y1:.0f} {bend:.0f},{y2:.0f} {x2 - 2:.0f},{y2:.0f}"
    return f'<path class="way{" out" if is_out else ""}" marker-end="url(#head)" d="{curve}"/>'
