"""The files of `examples/ci`, and the shell lines of their jobs in the order in which a CI system runs them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
SYSTEMS = ("github", "gitlab")
# These actions bring the sources, Python and the CLI, which the machine of the tests already has.
SETTING_UP = {"actions/checkout", "actions/setup-python", "pulumi/actions"}
# These hand files from one run to another one: `test_telephony` does it in their place.
HANDING_ON = {"actions/upload-artifact", "actions/download-artifact"}


@dataclass(frozen=True)
class Line:
    """What one shell runs. A line with `always` also runs after a failure."""

    text: str
    always: bool = False


def document(path: Path) -> dict[str, Any]:
    """Reads a file. Every scalar stays a string."""
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return read


def jobs(path: Path) -> dict[str, Any]:
    """Returns the jobs of a file by their names."""
    read = document(path)
    return dict(read.get("jobs") or {name: part for name, part in read.items() if "script" in part})


def lines(path: Path, job: str) -> list[Line]:
    """Returns the shell lines of a job."""
    described = {**document(path).get("default", {}), **jobs(path)[job]}
    if "steps" in described:
        return [Line(step["run"], always="if" in step) for step in described["steps"] if "run" in step]
    main = [Line(text) for text in (*described["before_script"], *described["script"])]
    return main + [Line(text, always=True) for text in described.get("after_script", ())]
