"""What workflow files run of other people's, and who may read a secret: our own files and those of `examples/ci`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted([*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("examples/ci/github/*.yml")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RELEASE = ROOT / ".github" / "release.txt"

FIXED = re.compile(r"[\w.-]+/[\w./-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})")  # one version, or the commit of one
SECRET = re.compile(r"secrets\b|github\.token")


def faults(workflow: Mapping[str, Any]) -> Iterator[str]:
    """Yields what another person could use of a workflow of GitHub's."""
    if workflow.get("permissions") != {"contents": "read"}:
        yield "permissions"
    publishes = any("id-token" in job.get("permissions", ()) for job in workflow["jobs"].values())
    for place in (workflow, *workflow["jobs"].values()):
        if SECRET.search(str(place.get("env", "")) + str(place.get("secrets", ""))):
            yield "secret of more than one step"
    for job in workflow["jobs"].values():
        if job.get("permissions") in ("write-all", "read-all"):
            yield "permissions"
        for step in (job, *job.get("steps", ())):
            yield from _faults_of(step, publishes)


def _faults_of(step: Mapping[str, Any], publishes: bool) -> Iterator[str]:
    action, line = step.get("uses", ""), step.get("run", "")
    if action and not FIXED.fullmatch(action):
        yield f"{action} can become another program"
    if action.startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") != "false":
        yield "a checkout that keeps its token"
    if SECRET.search(line):
        yield "a secret in a line of shell"
    if publishes and "pip install" in line and "--require-hashes" not in line:
        yield "a release from unknown archives"
    if publishes and "-m build" in line and "--no-isolation" not in line:
        yield "a release from unknown archives"


def read(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_workflow_runs_what_it_names_and_hands_secrets_to_single_steps(path: Path) -> None:
    assert list(faults(read(path.read_text(encoding="utf-8")))) == []


def test_all_workflows_are_read() -> None:
    assert len(WORKFLOWS) == 5
    known = {path.name for path in ROOT.glob("**/*.y*ml") if "workflows" in path.parts and ".github" in path.parts}
    assert known == {path.name for path in WORKFLOWS if ".github" in path.parts}


SAMPLE = """
permissions:
  contents: read
env:
  PLAIN: ${{ vars.PLAIN }}
jobs:
  publish:
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@v6.0.3
        with:
          persist-credentials: false
      - run: python -m pip install --require-hashes --requirement .github/release.txt
      - run: python -m build --no-isolation
        env:
          TOKEN: ${{ secrets.TOKEN }}
"""


def test_a_sample_has_no_fault() -> None:
    assert list(faults(read(SAMPLE))) == []
    assert list(faults(read(SAMPLE.replace("v6.0.3", "0123456789abcdef" * 2 + "01234567")))) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("@v6.0.3", "@v6"),
        ("@v6.0.3", "@v6.0"),
        ("@v6.0.3", "@release/v1"),
        ("@v6.0.3", "@main"),
        ("@v6.0.3", "@0123abc"),
        ("@v6.0.3", ""),
        ("actions/checkout@v6.0.3", "docker://alpine:3"),
        ("permissions:\n  contents: read\n", ""),
        ("permissions:\n  contents: read\n", "permissions: write-all\n"),
        ("${{ vars.PLAIN }}", "${{ secrets.TOKEN }}"),
        ("${{ vars.PLAIN }}", "${{ github.token }}"),
        ("    steps:", "    env:\n      TOKEN: ${{ secrets.TOKEN }}\n    steps:"),
        ("    steps:", "    secrets: ${{ secrets.TOKEN }}\n    steps:"),
        ("persist-credentials: false", "fetch-depth: 0"),
        (" --require-hashes", ""),
        (" --no-isolation", " ${{ secrets.TOKEN }} --no-isolation"),
        (" --no-isolation", ""),
    ],
)
def test_a_wrong_sample_has_a_fault(right: str, wrong: str) -> None:
    assert right in SAMPLE
    assert len(list(faults(read(SAMPLE.replace(right, wrong, 1))))) >= 1


def test_a_release_is_built_with_the_tools_of_the_tests_and_each_has_its_hashes() -> None:
    asked = set((ROOT / ".github" / "release.in").read_text(encoding="utf-8").split())
    assert asked == {
        pin for pin in PROJECT["optional-dependencies"]["dev"] if pin.startswith(("build==", "hatchling=="))
    }
    text = RELEASE.read_text(encoding="utf-8")
    assert asked <= set(re.findall(r"^(\S+==\S+) \\$", text, re.MULTILINE))
    pinned = re.findall(r"^(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", text, re.MULTILINE)
    assert [name for name, hashes in pinned if name != "#" and not hashes] == []


def test_the_command_that_writes_the_hashes_is_named() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^# +(pip-compile .*)$", RELEASE.read_text(encoding="utf-8"), re.MULTILINE)
    assert f"`{command}`" in contributing


# The first release of each without a hole that is known, of what reads other people's bytes. A newer one is as good.
FLOORS = {
    "requests": (2, 33, 0),
    "urllib3": (2, 8, 0),
    "certifi": (2024, 7, 4),
    "flask": (3, 1, 3),
    "werkzeug": (3, 1, 6),
    "jinja2": (3, 1, 6),
    "cryptography": (50, 0, 0),
}


def _version(text: str) -> tuple[int, ...]:
    """Returns a version of three numbers."""
    return tuple(map(int, [*text.split("."), "0", "0"][:3]))


def test_no_floor_admits_a_hole_that_is_known_and_the_oldest_are_tested() -> None:
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *extras["cli"], *extras["simulator"], *extras["rehearsal"]]
    floors = {match[1]: match[2] for entry in asked if (match := re.match(r"([\w-]+)>=([\d.]+)", entry))}
    assert [name for name, first in FLOORS.items() if _version(floors[name]) < first] == []
    oldest = dict(re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "tests" / "oldest.txt").read_text("utf-8"), re.MULTILINE))
    tested = [re.split(r"[>\[]", entry)[0] for entry in (*PROJECT["dependencies"], *extras["simulator"])]
    assert {name: _version(oldest[name]) for name in tested} == {name: _version(floors[name]) for name in tested}
