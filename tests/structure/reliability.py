"""Which tests prove which acceptance scenario, read from the tests' names.

`python -m tests.structure.reliability` rewrites the table of `docs/reliability.md` after tests were added or renamed.
"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
ROW = re.compile(r"^\| (\d+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
SCENARIOS = [int(number) for number, _, _ in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))]


@cache
def proofs() -> dict[int, list[str]]:
    """The tests of each scenario as `path::name`; a test names its scenarios: `test_s05_s10_…`."""
    found: dict[int, list[str]] = {number: [] for number in SCENARIOS}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in re.findall(r"(?<=_)s(\d{1,2})(?=_)", node.name):
                    found[int(number)].append(f"{path.relative_to(ROOT / 'tests')}::{node.name}")
    return found


def documented() -> dict[int, tuple[str, list[str]]]:
    """What the document says: the situation, and the tests that prove it."""
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {int(number): (situation, re.findall(r"`([^`]+)`", tests)) for number, situation, tests in rows}


def rewrite() -> None:
    """Brings the document's tests in line with the tests."""
    found = proofs()

    def line(match: re.Match[str]) -> str:
        tests = "<br>".join(f"`{test}`" for test in found[int(match[1])])
        return f"| {match[1]} | {match[2]} | {tests} |"

    DOCUMENT.write_text(ROW.sub(line, DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
