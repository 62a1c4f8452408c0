"""All that is frozen with the first release, in one place.

Whatever `surface.json` lists stands in people's states, programs, configurations and scripts. A change of it needs a
migration that keeps the old working, a word in the CHANGELOG, and only then a change of the file. What is new is added
by `python -m tests.cli.surface`.
"""

import json

from tests.cli import surface
from tests.cli.conftest import Run

FROZEN = json.loads(surface.FILE.read_text(encoding="utf-8"))


def test_states_stay_readable() -> None:
    assert surface.of_states() == FROZEN["states"]


def test_programs_and_configurations_stay_valid() -> None:
    assert surface.of_programs() == FROZEN["programs"]


def test_scripts_stay_valid(run: Run, trunk: str) -> None:
    assert surface.of_commands(run) == FROZEN["commands"]


def test_the_command_only_adds() -> None:
    old = {"a": ["x", {"id": "str"}], "b": {"c": 1}}
    assert surface.lost(old, {"a": ["w", "x", {"id": "str", "d": []}], "b": {"c": 1, "d": 2}, "e": {}}) == []
    assert surface.lost(old, {"a": ["x", {"id": "int"}], "b": {"c": 2}}) == ["/a: {'id': 'str'}", "/b/c"]
    assert surface.lost(old, {"a": ["x", {"id": "str"}]}) == ["/b"]
