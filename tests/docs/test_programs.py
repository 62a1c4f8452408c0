"""Every program of the pages on the real engine, in one stack: made, made again without a change, and removed."""

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.docs import together
from tests.docs.pages import blocks, programs
from tests.engine.simulators import ACCOUNT, options
from tests.engine.stack import Stack

PROGRAMS = programs()

# The page with a second account: a reader's own words in the place of its words.
[ANOTHER_ACCOUNT] = blocks("sh", "docs/accounts.md")
OWN_WORDS = {
    "your_account_sid": ACCOUNT.sid,
    "your_api_key": ACCOUNT.api_key,
    "your_api_token": ACCOUNT.api_token,
}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Simulator(options()) as simulator:
        made = Stack(tmp_path, simulator)
        yield made
        made.end()


def test_all_programs_run_twice_and_leave_nothing(stack: Stack) -> None:
    together.write(PROGRAMS, stack.project)
    stack.config("singapore:apiUrl", stack.simulator.url)
    for line in ANOTHER_ACCOUNT.splitlines():
        command = [OWN_WORDS.get(word, word) for word in shlex.split(line)]
        subprocess.run(command, cwd=stack.project, env=stack.environment, capture_output=True, check=True)
    stack.up()
    made = {trunk["trunk_name"].rpartition("_")[2] for trunk in stack.simulator.trunks()}
    assert made == {f"{place:02}" for place in range(len(PROGRAMS))}
    stack.simulator.clear_log()
    stack.up("--expect-no-changes")
    stack.destroy_all()


def test_every_platform_has_a_program() -> None:
    platforms = {path.stem for path in Path("exotel_pulumi/platforms").glob("*.py")}
    helpers = {"__init__", "inputs", "line", "known_line", "transport"}
    shown = {Path(name.split()[0]).stem for name in PROGRAMS if name.startswith("docs/platforms/")}
    assert platforms - helpers <= shown
