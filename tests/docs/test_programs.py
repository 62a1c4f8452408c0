"""Every program of the pages on the real engine, in one stack: made, made again without a change, and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.docs import together
from tests.docs.pages import programs
from tests.engine.simulators import ACCOUNT, options
from tests.engine.stack import Stack

PROGRAMS = programs()

# Settings of a second account, for the page that has one.
ANOTHER_ACCOUNT = {"accountSid": ACCOUNT.sid, "apiKey": ACCOUNT.api_key}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Simulator(options()) as simulator:
        made = Stack(tmp_path, simulator)
        yield made
        made.end()


def test_all_programs_run_twice_and_leave_nothing(stack: Stack) -> None:
    together.write(PROGRAMS, stack.project)
    for setting, value in {**ANOTHER_ACCOUNT, "apiUrl": stack.simulator.url}.items():
        stack.config(f"singapore:{setting}", value)
    stack.config("singapore:apiToken", ACCOUNT.api_token, secret=True)
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
