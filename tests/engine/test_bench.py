"""What `make bench` measures, small: its counts are exact, and no request is more than Exotel's API asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.prepared import forking
from tests.engine import vault
from tests.engine.environment import FOR_GO
from tools import bench, bench_hosts, bench_start
from tools.bench import SIZES, STEPS, Step, minimum

ROOT = Path(__file__).parents[2]
DOCUMENTED = ROOT / "docs" / "performance.md"

# In a process of its own, since the benchmark changes its environment; without the empty provider beside it.
MEASURED = """
from tools.bench import STEPS, measure, numbers_program
steps = measure("numbers", lambda: numbers_program(2))
print(*(steps[step].requests for step in STEPS))
"""


def rows(table: str) -> list[tuple[int, str, int, int]]:
    """Reads objects, step, requests and minimum from each row of a table that the benchmark has printed."""
    cells = [[cell.strip() for cell in line.split("|")[1:5]] for line in table.splitlines() if line.startswith("| ")]
    return [(int(size), step, int(sent), int(least)) for size, step, sent, least in cells if size.isdecimal()]


def tables() -> list[str]:
    """Returns the page's table of all steps, and that of the two hosts."""
    return DOCUMENTED.read_text(encoding="utf-8").split("\n## Of the two hosts\n")


def test_no_request_is_wasted(tmp_path: Path) -> None:
    environ = {**os.environ, **FOR_GO, **vault.variables(), **forking(tmp_path)}
    command = [sys.executable, "-c", MEASURED]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=180, check=True)
    printed = done.stdout
    assert [*map(int, printed.split())] == [minimum(step, 2) for step in STEPS] == [1, 3, 0, 2, 5]


def test_a_row_has_both_counts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measure", lambda *_: {step: Step(1.0, 4) for step in STEPS})
    bench.main([2])
    assert rows(capsys.readouterr().out) == [(2, step, 4, minimum(step, 2)) for step in STEPS]


def test_the_page_shows_each_size_at_its_minimum() -> None:
    documented = [row for row in rows(tables()[0]) if row[0] in SIZES]
    assert [(size, step) for size, step, _, _ in documented] == [(size, step) for size in SIZES for step in STEPS]
    assert [row for row in documented if row[2] != row[3]] == []


def test_hosts_are_compared_by_their_medians(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([2.0, 1.0, 9.0, 1.1, 2.2, 8.0])  # of the two hosts in turns, with an outlier of each
    bench_hosts.print_hosts([2], ["create"], lambda size, host: {"create": (next(seconds), size + 1)})
    assert "| 2 | create | 3 | 2.20 | 1.10 | 0.50 |\n" in capsys.readouterr().out


def test_the_start_is_compared_with_that_of_an_empty_plugin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bench_start.seconds(bench_start.EMPTY) > 0
    with pytest.raises(RuntimeError, match="-c pass says no port"):
        bench_start.seconds(["-c", "pass"])
    taken = {bench_start.PLUGIN: 0.3, bench_start.EMPTY: 0.2}
    monkeypatch.setattr(bench_start, "seconds", taken.__getitem__)
    bench_start.print_start()
    assert "Start: plugin 0.30 CPU s, an empty plugin in Python 0.20 CPU s, ratio 1.50." in capsys.readouterr().out


def test_the_page_compares_hosts_at_the_same_requests() -> None:
    cells = [[cell.strip() for cell in line.split("|")[1:7]] for line in tables()[1].splitlines() if line[:3] == "| 1"]
    assert [(size, step) for size, step, *_ in cells] == [(size, step) for size in ("100", "1000") for step in STEPS]
    for size, step, sent, dynamic, plugin, ratio in cells:
        assert int(sent) == minimum(step, int(size))
        assert float(ratio) == pytest.approx(float(plugin) / float(dynamic), abs=0.01)
