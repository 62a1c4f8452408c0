"""Which tests are run against a mistake, from the cheap ones to the dear ones.

The first stage is read from the list in CONTRIBUTING, which says which test file belongs to which module.
"""

import re
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "exotel_pulumi"
HEADING = "| module | tests |"
ROW = re.compile(rf"^\| `({PACKAGE}/[^`]+)` \| (.+) \|$", re.MULTILINE)
# Rare sequences of calls at random, ten seconds long: only the ledger's own mistakes are worth them.
RANDOM = "tests/lifecycle/test_ledger.py::TestRuns"
PURE = ("objects", "api", "lifecycle", "faults", "resources", "sip_trunk", "account")


@dataclass(frozen=True)
class Stage:
    """A level of the tests: what is run, and after how many seconds a run counts as one that hangs."""

    name: str
    tests: tuple[str, ...]
    limit: float


@dataclass(frozen=True)
class Nearest:
    """The table of CONTRIBUTING: module -> test files."""

    table: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, root: Path) -> "Nearest":
        text = Path(root, "CONTRIBUTING.md").read_text(encoding="utf-8").partition(HEADING)[2]
        return cls({module: tuple(re.findall("`(.+?)`", tests)) for module, tests in ROW.findall(text)})

    def tests(self, module: str) -> tuple[str, ...]:
        """Returns the tests of a module, or those of its folder."""
        folder = f"{module.rpartition('/')[0]}/"
        return self.table.get(module) or self.table.get(folder) or (f"tests/{folder.split('/')[1]}",)


def stages(names: list[str], module: str, nearest: Nearest, root: Path) -> list[Stage]:
    """Returns the stages of these names for a mistake in this module."""
    pure = [f"tests/{folder}" for folder in PURE if Path(root, "tests", folder).exists()]
    pure += sorted(path.relative_to(root).as_posix() for path in Path(root, "tests").glob("test_*.py"))
    sparing = () if "ledger" in module else (f"--deselect={RANDOM}",)
    known = {
        "nearest": Stage("nearest", (*nearest.tests(module), *sparing), 1200),
        "pure": Stage("pure", (*pure, *sparing), 3600),
        "cli": Stage("cli", ("tests/cli", "tests/platforms"), 3600),
        "host": Stage("host", ("tests/host",), 3600),
        "engine": Stage("engine", ("tests/engine",), 4 * 3600),
    }
    return [known[name] for name in names]
