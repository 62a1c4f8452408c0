"""All that is frozen with the first release, in one place.

Whatever `surface.json` lists stands in people's states, programs, configurations and scripts. A change of it needs a
migration that keeps the old working, a word in the CHANGELOG, and only then a change of the file.
"""

import json
from pathlib import Path

from tests.cli import surface
from tests.cli.conftest import Run

FROZEN = json.loads(Path(__file__).with_name("surface.json").read_text(encoding="utf-8"))


def test_states_stay_readable() -> None:
    assert surface.of_states() == FROZEN["states"]


def test_programs_and_configurations_stay_valid() -> None:
    assert surface.of_programs() == FROZEN["programs"]


def test_scripts_stay_valid(run: Run, trunk: str) -> None:
    assert surface.of_commands(run) == FROZEN["commands"]
