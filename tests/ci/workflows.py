"""The files of `examples/ci`, read as each CI system reads them: which jobs an event starts, with which scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.ci.conditions import filled_in, holds

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
FILES = sorted(FOLDER.glob("*/*.yml"))
Known = Mapping[str, str]

# Actions which a machine with this suite has no need of: they bring the sources, Python and the CLI.
SETTING_UP = ("actions/checkout", "actions/setup-python", "pulumi/actions")


@dataclass(frozen=True)
class Script:
    """What one shell runs; `always` also when one before it has failed."""

    text: str
    environment: dict[str, str]
    always: bool = False


def document(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return read


def jobs(path: Path) -> dict[str, Any]:
    """The jobs of a file by their names."""
    read = document(path)
    if "jobs" in read:
        return dict(read["jobs"])
    return {name: job for name, job in read.items() if name not in ("default", "variables", "workflow")}


def started(path: Path, known: Known) -> set[str]:
    """The names of the jobs that an event starts."""
    read = document(path)
    if "jobs" in read:
        triggers = known["github.event_name"] in read["on"]
        return {name for name, job in jobs(path).items() if triggers and holds(job.get("if", "!cancelled()"), known)}
    if "workflow" in read and not _any(read["workflow"]["rules"], known):
        return set()
    return {name for name, job in jobs(path).items() if _any(job["rules"], known)}


def scripts(path: Path, job: str, known: Known) -> list[Script]:
    """What a job runs, in order."""
    read = document(path)
    return _of_github(read, job, known) if "jobs" in read else _of_gitlab(read, job)


def _any(rules: list[dict[str, str]], known: Known) -> bool:
    return any(holds(rule["if"], known) for rule in rules)


def _of_github(read: dict[str, Any], job: str, known: Known) -> list[Script]:
    found = []
    for step in read["jobs"][job]["steps"]:
        if "run" not in step:
            assert step["uses"].split("@")[0] in SETTING_UP
            continue
        environment = {**read.get("env", {}), **step.get("env", {})}
        text = {name: filled_in(value, known) for name, value in environment.items()}
        condition = step.get("if", "")
        assert not condition or holds(condition, known)
        found.append(Script(step["run"], text, always="cancelled()" in condition))
    return found


def _of_gitlab(read: dict[str, Any], job: str) -> list[Script]:
    described = {**read.get("default", {}), **read[job]}
    environment = {**read.get("variables", {}), **described.get("variables", {})}
    main = [*described.get("before_script", ()), *described["script"]]
    after = described.get("after_script")
    found = [Script("\n".join(main), environment)]
    return [*found, Script("\n".join(after), environment, always=True)] if after else found
