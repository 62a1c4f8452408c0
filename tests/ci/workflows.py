"""The files of `examples/ci`, and the scripts of their jobs in the order in which a CI system runs them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
SYSTEMS = ("github", "gitlab")

# These actions bring the sources, Python and the CLI, which the machine of the tests already has.
SETTING_UP = {"actions/checkout", "actions/setup-python", "pulumi/actions"}
# GitHub runs a step with this condition also when the preview has failed.
AFTER_A_FAILURE = "${{ !cancelled() && steps.preview.outcome != 'skipped' }}"
EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")


@dataclass(frozen=True)
class Script:
    """What one shell runs. A script with `always` also runs after a failure."""

    text: str
    environment: dict[str, str]
    always: bool = False


def document(path: Path) -> dict[str, Any]:
    """Reads a file. Every scalar stays a string."""
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return read


def jobs(path: Path) -> dict[str, Any]:
    """Returns the jobs of a file by their names."""
    read = document(path)
    return dict(read.get("jobs") or {name: part for name, part in read.items() if "script" in part})


def scripts(path: Path, job: str, values: dict[str, str]) -> list[Script]:
    """Returns what a job runs; `values` has what each of GitHub's expressions in an environment stands for."""
    read = document(path)
    return _of_github(read, job, values) if "jobs" in read else _of_gitlab(read, job)


def _of_github(read: dict[str, Any], job: str, values: dict[str, str]) -> list[Script]:
    steps = read["jobs"][job]["steps"]
    assert {step["uses"].split("@")[0] for step in steps if "run" not in step} <= SETTING_UP
    assert {step["if"] for step in steps if "if" in step} <= {AFTER_A_FAILURE}
    found = []
    for step in (step for step in steps if "run" in step):
        written = {**read.get("env", {}), **step.get("env", {})}
        filled = {name: EXPRESSION.sub(lambda part: values[part[1]], text) for name, text in written.items()}
        found.append(Script(step["run"], filled, always="if" in step))
    return found


def _of_gitlab(read: dict[str, Any], job: str) -> list[Script]:
    described = {**read.get("default", {}), **read[job]}
    environment = {**read.get("variables", {}), **described.get("variables", {})}
    main = [*described["before_script"], *described["script"]]
    after = described.get("after_script", ["true"])
    return [Script("\n".join(main), environment), Script("\n".join(after), environment, always=True)]
