"""The workflow files themselves: valid by their published schemas, pinned, and without a secret in them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.systems import GITHUB, GITLAB, SYSTEMS, System
from tests.ci.workflows import FILES, FOLDER, document, jobs, started

ROOT = FOLDER.parents[1]
SCHEMAS = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}
SETTINGS = {"EXOTEL_ACCOUNT_SID", "EXOTEL_REGION", "PULUMI_STACK", "PULUMI_BACKEND_URL"}
SECRETS = {"EXOTEL_API_KEY", "EXOTEL_API_TOKEN", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"}

# event: the jobs of telephony.yml
STARTED: dict[str, set[str]] = {"review": {"preview"}, "merge": {"up"}, "night": {"drift"}}


def faults(system: str, *files: Path) -> str:
    """What the published schema, which comes with check-jsonschema, has against these files; it is asked offline."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[system], *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


def test_there_are_files_for_both_systems() -> None:
    assert [file.relative_to(FOLDER).as_posix() for file in FILES] == [
        f"{system}/{name}.yml" for system in SCHEMAS for name in ("simulated", "telephony")
    ]


@pytest.mark.parametrize("system", SYSTEMS, ids=str)
def test_the_files_are_valid(system: System, tmp_path: Path) -> None:
    assert faults(system.name, system.telephony, system.simulated) == ""
    wrong = tmp_path / "wrong.yml"
    text = system.telephony.read_text(encoding="utf-8")
    wrong.write_text(text.replace("  up:\n", "  up:\n    runs_on: [1]\n").replace("up:\n  rules", "up:\n  rule"))
    assert faults(system.name, wrong) != ""


@pytest.mark.parametrize("event", ["review", "fork", "merge", "branch", "night"])
def test_an_event_starts_the_jobs_for_it(event: str) -> None:
    expected = STARTED.get(event, set())
    if event != "branch":  # GitHub keeps a branch out by the trigger, see below
        assert started(GITHUB.telephony, GITHUB.known(event, {})) == expected
    if event != "fork":  # GitLab runs it in the fork, which has neither the variables nor a schedule
        assert started(GITLAB.telephony, GITLAB.known(event, {})) == expected
    in_simulation = {"simulated"} if event in ("review", "fork") else set()
    assert started(GITHUB.simulated, GITHUB.known(event, {})) == in_simulation
    assert started(GITLAB.simulated, GITLAB.known(event, {})) == in_simulation


def test_only_the_main_branch_and_the_night_start_something_beside_reviews() -> None:
    triggers = document(GITHUB.telephony)["on"]
    assert triggers["push"] == {"branches": ["main"]}
    assert len(triggers["schedule"]) == 1
    assert triggers.keys() == {"pull_request", "push", "schedule"}


def test_everything_that_is_fetched_is_pinned() -> None:
    tested = re.search(r"pulumi/pkg/v3 v([\d.]+)", Path(ROOT, "tools/engine/pulumi/go.mod").read_text(encoding="utf-8"))
    assert tested is not None
    for system in SYSTEMS:
        for path in (system.telephony, system.simulated):
            text = path.read_text(encoding="utf-8")
            used = re.findall(r"uses: (\S+)", text)
            assert [action for action in used if not re.fullmatch(r"[\w./-]+@v\d+\.\d+\.\d+", action)] == []
            versions = re.findall(r"(?:pulumi-version: |image: pulumi/pulumi-python:)(\S+)", text)
            assert {*versions} == {tested[1]}, "the CLI's version is that which the tests run"
            assert len(versions) == (len(jobs(path)) if system is GITHUB else 1)


def test_secrets_come_from_the_secret_store() -> None:
    github = GITHUB.telephony.read_text(encoding="utf-8")
    assert {*re.findall(r"secrets\.(\w+)", github)} == SECRETS
    assert {*re.findall(r"vars\.(\w+)", github)} == SETTINGS
    for name in SECRETS:
        assert re.findall(rf"^ +{name}: (.*)$", github, re.MULTILINE) == [f"${{{{ secrets.{name} }}}}"]
    gitlab = document(GITLAB.telephony)
    assert (SECRETS | SETTINGS) & gitlab["variables"].keys() == set()
    assert [name for name, job in jobs(GITLAB.telephony).items() if "variables" in job] == []


@pytest.mark.parametrize("system", SYSTEMS, ids=str)
def test_the_head_of_the_file_names_every_setting(system: System) -> None:
    head = system.telephony.read_text(encoding="utf-8").split("\n\n")[0:2]
    assert [name for name in SECRETS | SETTINGS if name not in "".join(head)] == []


def test_a_job_may_do_no_more_than_it_needs() -> None:
    read = document(GITHUB.telephony)
    assert read["permissions"] == {"contents": "read"}
    granted = {name: job["permissions"] for name, job in jobs(GITHUB.telephony).items() if "permissions" in job}
    assert granted == {"preview": {"contents": "read", "pull-requests": "write"}}
    assert document(GITHUB.simulated)["permissions"] == {"contents": "read"}
