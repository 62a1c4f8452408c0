"""Every program of the pages on the real engine: made, made again without a change, and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
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


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_runs_twice_and_leaves_nothing(name: str, stack: Stack) -> None:
    (stack.project / "__main__.py").write_text(PROGRAMS[name], encoding="utf-8")
    if "pulumi.Config(" in PROGRAMS[name]:
        for setting, value in {**ANOTHER_ACCOUNT, "apiUrl": stack.simulator.url}.items():
            stack.config(f"singapore:{setting}", value)
        stack.config("singapore:apiToken", ACCOUNT.api_token, secret=True)
    stack.up()
    assert stack.simulator.trunks()
    stack.simulator.clear_log()
    stack.up("--expect-no-changes")
    stack.destroy()
    assert stack.simulator.trunks() == []


def test_every_platform_has_a_program() -> None:
    platforms = {path.stem for path in Path("exotel_pulumi/platforms").glob("*.py")}
    helpers = {"__init__", "inputs", "line", "known_line", "transport"}
    shown = {Path(name.split()[0]).stem for name in PROGRAMS if name.startswith("docs/platforms/")}
    assert platforms - helpers <= shown
