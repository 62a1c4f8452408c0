"""`make bench` on the real engine, small: its counts are exact, and no request is more than Exotel's API asks for."""

import subprocess
import sys
from pathlib import Path

from tools.bench import SIZES, STEPS

ROOT = Path(__file__).parents[2]
DOCUMENTED = ROOT / "docs" / "performance.md"


def rows(table: str) -> list[tuple[int, str, int, int]]:
    """Reads objects, step, requests and minimum from each row of a table that the benchmark has printed."""
    cells = [[cell.strip() for cell in line.split("|")[1:5]] for line in table.splitlines() if line.startswith("| ")]
    return [(int(size), step, int(sent), int(least)) for size, step, sent, least in cells if size.isdecimal()]


def test_no_request_is_wasted() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "tools.bench", "2"], cwd=ROOT, capture_output=True, text=True, timeout=180, check=True
    ).stdout
    measured = rows(printed)
    assert [(size, step) for size, step, _, _ in measured] == [(2, step) for step in STEPS]
    assert [sent for _, _, sent, _ in measured] == [least for _, _, _, least in measured] == [1, 3, 0, 2, 5]


def test_the_page_shows_each_size_at_its_minimum() -> None:
    documented = [row for row in rows(DOCUMENTED.read_text(encoding="utf-8")) if row[0] in SIZES]
    assert [(size, step) for size, step, _, _ in documented] == [(size, step) for size in SIZES for step in STEPS]
    assert [row for row in documented if row[2] != row[3]] == []
