"""The workflow files: valid by their published schemas, with pinned versions, and without a secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.workflows import FOLDER, SETTING_UP, SYSTEMS, Line, document, jobs, lines

SCHEMAS = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}
SETTINGS = {"EXOTEL_ACCOUNT_SID", "EXOTEL_REGION", "PULUMI_STACK", "PULUMI_BACKEND_URL"}
SECRETS = {"EXOTEL_API_KEY", "EXOTEL_API_TOKEN", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"}
TELEPHONY = {system: FOLDER / system / "telephony.yml" for system in SYSTEMS}
SIMULATED = {system: FOLDER / system / "simulated.yml" for system in SYSTEMS}


def faults(system: str, *files: Path) -> str:
    """Returns the faults of files by the published schema, which comes with check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[system], *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


def test_there_are_files_for_both_systems() -> None:
    assert {*FOLDER.glob("*/*.yml")} == {*TELEPHONY.values(), *SIMULATED.values()}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_files_are_valid(system: str, tmp_path: Path) -> None:
    assert faults(system, TELEPHONY[system], SIMULATED[system]) == ""
    wrong = tmp_path / "wrong.yml"
    text = TELEPHONY[system].read_text(encoding="utf-8")
    wrong.write_text(text.replace("  up:\n", "  up:\n    runs_on: [1]\n").replace("up:\n  rules", "up:\n  rule"))
    assert faults(system, wrong) != ""


def test_github_starts_one_job_for_a_review_a_merge_and_a_night() -> None:
    triggers = document(TELEPHONY["github"])["on"]
    assert triggers["push"] == {"branches": ["main"]}
    assert len(triggers["schedule"]) == 1
    assert triggers["pull_request"] == ""
    assert triggers.keys() == {"pull_request", "push", "schedule"}
    own_repository = "github.event.pull_request.head.repo.full_name == github.repository"  # and not a fork
    assert {name: job["if"] for name, job in jobs(TELEPHONY["github"]).items()} == {
        "preview": f"github.event_name == 'pull_request' && {own_repository}",
        "up": "github.event_name == 'push'",
        "drift": "github.event_name == 'schedule'",
    }


def test_gitlab_starts_one_job_for_a_review_a_merge_and_a_night() -> None:
    """A fork has no schedule and none of the variables: GitLab runs its pipelines in the fork."""
    review, push, night = (
        f'$CI_PIPELINE_SOURCE == "{source}"' for source in ("merge_request_event", "push", "schedule")
    )
    merge = f"{push} && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
    pipelines = document(TELEPHONY["gitlab"])["workflow"]["rules"]
    assert pipelines == [{"if": review}, {"if": night}, {"if": merge}]
    assert {name: job["rules"] for name, job in jobs(TELEPHONY["gitlab"]).items()} == {
        "preview": [{"if": review}],
        "up": [{"if": push}],
        "drift": [{"if": night}],
    }


def test_only_a_review_starts_the_simulation_also_from_a_fork() -> None:
    assert document(SIMULATED["github"])["on"] == {"pull_request": ""}
    assert {name: job.get("if") for name, job in jobs(SIMULATED["github"]).items()} == {"simulated": None}
    assert "workflow" not in document(SIMULATED["gitlab"])
    rules = {name: job["rules"] for name, job in jobs(SIMULATED["gitlab"]).items()}
    assert rules == {"simulated": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]}


def test_both_systems_run_the_same_lines() -> None:
    """So that one of them is run on the real engine: no line hands anything on to the next one's shell."""
    for files in (TELEPHONY, SIMULATED):
        assert jobs(files["github"]).keys() == jobs(files["gitlab"]).keys()
        for job in jobs(files["github"]):
            written = lines(files["github"], job)
            named = [Line(line.text.replace("$STACK", "$PULUMI_STACK"), line.always) for line in written]
            assert named == lines(files["gitlab"], job)
            assert [line for line in written if line.text.startswith(("cd ", "export "))] == []


def test_a_step_of_github_sets_up_or_runs_a_line() -> None:
    for path in (TELEPHONY["github"], SIMULATED["github"]):
        for steps in (job["steps"] for job in jobs(path).values()):
            assert {step["uses"].split("@")[0] for step in steps if "run" not in step} <= SETTING_UP
            # GitHub runs a step with this condition also when the preview has failed.
            assert {step["if"] for step in steps if "if" in step} <= {
                "${{ !cancelled() && steps.preview.outcome != 'skipped' }}"
            }
    written = document(TELEPHONY["github"])["env"]
    assert written["STACK"] == "${{ vars.PULUMI_STACK }}"
    assert SETTINGS - {"PULUMI_STACK"} <= written.keys()


def test_a_step_has_the_secrets_that_it_needs_and_no_other_step_has_one() -> None:
    """What installs a requirement runs other people's code, and reads no secret."""
    given = {name: f"${{{{ secrets.{name} }}}}" for name in SECRETS}
    commenting = {"GITHUB_TOKEN": "${{ github.token }}", "PULL_REQUEST": "${{ github.event.number }}"}
    for job in jobs(TELEPHONY["github"]).values():
        for step in job["steps"]:
            line = step.get("run", "")
            expected = given if line.startswith("pulumi ") else commenting if "comment.py" in line else None
            assert step.get("env") == expected


def test_the_cli_is_the_one_of_the_tests() -> None:
    go_mod = FOLDER.parents[1] / "tools" / "engine" / "pulumi" / "go.mod"
    tested = re.search(r"pulumi/pkg/v3 v([\d.]+)", go_mod.read_text(encoding="utf-8"))
    assert tested is not None
    for system in SYSTEMS:
        for path in (TELEPHONY[system], SIMULATED[system]):
            text = path.read_text(encoding="utf-8")
            versions = re.findall(r"(?:pulumi-version: |image: pulumi/pulumi-python:)(\S+)", text)
            assert {*versions} == {tested[1]}, "the version of the CLI is not the one that the tests use"
            assert len(versions) == (len(jobs(path)) if system == "github" else 1)


def test_secrets_come_from_the_secret_store() -> None:
    github = TELEPHONY["github"].read_text(encoding="utf-8")
    assert {*re.findall(r"secrets\.(\w+)", github)} == SECRETS
    assert {*re.findall(r"vars\.(\w+)", github)} == SETTINGS
    for name in SECRETS:
        assert re.findall(rf"^ +{name}: (.*)$", github, re.MULTILINE) == [f"${{{{ secrets.{name} }}}}"]
    gitlab = document(TELEPHONY["gitlab"])
    assert (SECRETS | SETTINGS) & gitlab["variables"].keys() == set()
    assert [name for name, job in jobs(TELEPHONY["gitlab"]).items() if "variables" in job] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_head_of_the_file_names_every_setting(system: str) -> None:
    head = TELEPHONY[system].read_text(encoding="utf-8").split("\n\n")[0:2]
    assert [name for name in SECRETS | SETTINGS if name not in "".join(head)] == []


def test_a_job_has_no_permission_that_it_does_not_need() -> None:
    assert document(TELEPHONY["github"])["permissions"] == {"contents": "read"}
    granted = {name: job["permissions"] for name, job in jobs(TELEPHONY["github"]).items() if "permissions" in job}
    assert granted == {"preview": {"contents": "read", "pull-requests": "write"}}
    assert document(SIMULATED["github"])["permissions"] == {"contents": "read"}
