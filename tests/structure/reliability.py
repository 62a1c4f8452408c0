"""The acceptance scenarios of `docs/reliability.md`, and the tests that prove them, read from the tests' names.

`python -m tests.structure.reliability` writes `docs/reliability-tests.md`: run it after tests were added or renamed.
"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "docs" / "reliability.md"
LISTING = ROOT / "docs" / "reliability-tests.md"
COMMAND = "python -m tests.structure.reliability"

ROW = re.compile(r"^\| (\d+) \| (.+?) \|$", re.MULTILINE)
NUMBER = re.compile(r"(?<=_)s(\d+)(?=_)")


@cache
def rows() -> list[tuple[int, str]]:
    """Reads the number and the sentence of each scenario, in the order of the document."""
    return [(int(number), sentence) for number, sentence in ROW.findall(SCENARIOS.read_text(encoding="utf-8"))]


@cache
def proofs() -> dict[int, list[str]]:
    """Finds the tests that name a scenario, such as `test_s05_s10_…`, as `path::name` by the scenario's number."""
    found: dict[int, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for number in NUMBER.findall(node.name):
                    found.setdefault(int(number), []).append(f"{path.relative_to(ROOT / 'tests')}::{node.name}")
    return found


def listing() -> str:
    """Builds the text of `docs/reliability-tests.md`."""
    parts = [f"# Tests of each scenario\n\nWritten by `{COMMAND}` from the names of the tests. Do not edit it.\n"]
    for number, sentence in rows():
        tests = "".join(f"- `{test}`\n" for test in proofs().get(number, ()))
        parts.append(f"## {number}\n\n{sentence}\n\n{tests}")
    return "\n".join(parts)


if __name__ == "__main__":
    LISTING.write_text(listing(), encoding="utf-8")
