"""The workflow files: valid by their published schemas, with pinned versions, and without a secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.workflows import FOLDER, HANDING_ON, SETTING_UP, SYSTEMS, Line, document, jobs, lines

SCHEMAS = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}
SETTINGS = {"EXOTEL_ACCOUNT_SID", "EXOTEL_REGION", "PULUMI_STACK", "PULUMI_BACKEND_URL"}
KEY = {"EXOTEL_API_KEY", "EXOTEL_API_TOKEN"}
OF_THE_STATE = {"PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"}
SECRETS = KEY | OF_THE_STATE
TELEPHONY = {system: FOLDER / system / "telephony.yml" for system in SYSTEMS}
SIMULATED = {system: FOLDER / system / "simulated.yml" for system in SYSTEMS}
COMPARE = FOLDER / "github" / "compare.yml"  # GitLab has this job in telephony.yml


def faults(system: str, *files: Path) -> str:
    """Returns the faults of files by the published schema, which comes with check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[system], *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


def test_there_are_files_for_both_systems() -> None:
    assert {*FOLDER.glob("*/*.yml")} == {*TELEPHONY.values(), *SIMULATED.values(), COMPARE}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_files_are_valid(system: str, tmp_path: Path) -> None:
    own = {"github": [COMPARE], "gitlab": []}
    assert faults(system, TELEPHONY[system], SIMULATED[system], *own[system]) == ""
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


def test_the_simulated_variant_has_the_branch_that_is_merged_into() -> None:
    github, gitlab = document(SIMULATED["github"]), document(SIMULATED["gitlab"])["simulated"]["variables"]
    [checkout] = [step for step in github["jobs"]["simulated"]["steps"] if "checkout" in step.get("uses", "")]
    assert (github["env"]["BASE"], checkout["with"]["fetch-depth"]) == (
        "${{ github.event.pull_request.base.sha }}",
        "0",
    )
    assert (gitlab["BASE"], gitlab["GIT_DEPTH"]) == ("$CI_MERGE_REQUEST_DIFF_BASE_SHA", "0")


def test_github_compares_after_a_preview_and_runs_no_code_of_the_branch() -> None:
    """A run for `workflow_run` is one of the default branch: a checkout that names no other ref has its code."""
    compare = document(COMPARE)
    assert compare["on"] == {"workflow_run": {"workflows": ["telephony"], "types": ["completed"]}}
    assert document(TELEPHONY["github"])["name"] == "telephony"
    [job] = compare["jobs"].values()
    event = "github.event.workflow_run"
    assert job["if"] == (
        f"{event}.event == 'pull_request' && {event}.head_repository.full_name == github.repository"  # and not a fork
    )
    actions = {step["uses"].partition("@")[0]: step.get("with", {}) for step in job["steps"] if "uses" in step}
    assert actions["actions/checkout"] == {"persist-credentials": "false"}
    assert actions["actions/download-artifact"] == {
        "name": "preview",
        "path": "preview",  # what is run stands elsewhere
        "run-id": "${{ github.event.workflow_run.id }}",
        "github-token": "${{ github.token }}",
    }
    [upload] = [step for step in jobs(TELEPHONY["github"])["preview"]["steps"] if "upload" in step.get("uses", "")]
    assert upload["with"] == {"name": "preview", "path": "diff.txt\npreview.json\n"}


def test_no_job_of_a_request_for_review_can_read_the_key() -> None:
    """GitLab gives a protected variable to the pipelines of protected branches alone, as the head of the file says."""
    preview = str(jobs(TELEPHONY["github"])["preview"])
    assert [name for name in (*KEY, "github.token") if name in preview] == []
    assert [name for name in OF_THE_STATE if name not in preview] == []
    head = " ".join(TELEPHONY["gitlab"].read_text(encoding="utf-8").split("\n\n")[0].split())
    assert "masked and protected: EXOTEL_API_KEY, EXOTEL_API_TOKEN, and GITLAB_TOKEN" in head
    for job in ("up", "drift", "compare"):
        assert "merge_request_event" not in str(jobs(TELEPHONY["gitlab"])[job])


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
        "drift": [{"if": f'{night} && $COMPARE != "yes"'}],
        "compare": [{"if": f'{night} && $COMPARE == "yes"'}],
    }
    assert jobs(TELEPHONY["gitlab"])["preview"]["artifacts"] == {
        "when": "always",
        "paths": ["diff.txt", "preview.json"],
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
        assert jobs(files["github"]).keys() == jobs(files["gitlab"]).keys() - {"compare"}
        for job in jobs(files["github"]):
            written = lines(files["github"], job)
            named = [Line(line.text.replace("$STACK", "$PULUMI_STACK"), line.always) for line in written]
            assert named == lines(files["gitlab"], job)
            assert [line for line in written if line.text.startswith(("cd ", "export "))] == []


def test_a_step_of_github_sets_up_or_runs_a_line() -> None:
    for path in (TELEPHONY["github"], SIMULATED["github"], COMPARE):
        for steps in (job["steps"] for job in jobs(path).values()):
            assert {step["uses"].split("@")[0] for step in steps if "run" not in step} <= SETTING_UP | HANDING_ON
            # GitHub runs a step with this condition also when what has the name has failed.
            assert {step["if"] for step in steps if "if" in step} <= {
                f"${{{{ !cancelled() && steps.{name}.outcome != 'skipped' }}}}" for name in ("preview", "compare")
            }
    written = document(TELEPHONY["github"])["env"]
    assert written["STACK"] == "${{ vars.PULUMI_STACK }}"
    assert SETTINGS - {"PULUMI_STACK"} <= written.keys()


def test_a_step_has_the_secrets_that_it_needs_and_no_other_step_has_one() -> None:
    """What installs a requirement runs other people's code, and reads no secret."""
    given = {name: f"${{{{ secrets.{name} }}}}" for name in SECRETS}
    commenting = {
        "COMMIT": "${{ github.event.workflow_run.head_sha }}",
        "GITHUB_TOKEN": "${{ github.token }}",
        "IMPACT": "${{ steps.impact.outcome }}",
        "OUTCOME": "${{ steps.compare.outcome }}",
        "PULL_REQUEST": "${{ github.event.workflow_run.pull_requests[0].number }}",
    }
    needed = {
        'pulumi preview --stack "$STACK" --refresh': given,
        "pulumi preview": {name: given[name] for name in OF_THE_STATE},
        "pulumi up": given,
        "python -m exotel_pulumi.cli doctor": {name: given[name] for name in KEY},
        "python ci/comment.py": commenting,
    }
    steps = [step for path in (TELEPHONY["github"], COMPARE) for job in jobs(path).values() for step in job["steps"]]
    for step in steps:
        needs = (env for start, env in needed.items() if step.get("run", "").startswith(start))
        assert step.get("env") == next(needs, None)
    assert sum("env" in step for step in steps) == 6


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
    compare = COMPARE.read_text(encoding="utf-8")
    assert {*re.findall(r"secrets\.(\w+)", compare)} == KEY
    for name in SECRETS:
        assert {*re.findall(rf"^ +{name}: (.*)$", github + compare, re.MULTILINE)} == {f"${{{{ secrets.{name} }}}}"}
    gitlab = document(TELEPHONY["gitlab"])
    assert (SECRETS | SETTINGS) & gitlab["variables"].keys() == set()
    assert [name for name, job in jobs(TELEPHONY["gitlab"]).items() if "variables" in job] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_head_of_the_file_names_every_setting(system: str) -> None:
    head = TELEPHONY[system].read_text(encoding="utf-8").split("\n\n")[0:2]
    assert [name for name in SECRETS | SETTINGS if name not in "".join(head)] == []


def test_the_head_of_the_file_names_the_label_that_lets_calls_stop() -> None:
    [label] = re.findall(r'^LET = "(.*)"$', (FOLDER / "comment.py").read_text(encoding="utf-8"), re.MULTILINE)
    for path in (COMPARE, TELEPHONY["gitlab"]):
        assert f"`{label}`" in path.read_text(encoding="utf-8").split("variables:\n")[0].split("name:")[0]


def test_a_job_has_no_permission_that_it_does_not_need() -> None:
    assert document(TELEPHONY["github"])["permissions"] == {"contents": "read"}
    assert [job for job in jobs(TELEPHONY["github"]).values() if "permissions" in job] == []
    assert document(SIMULATED["github"])["permissions"] == document(COMPARE)["permissions"] == {"contents": "read"}
    assert jobs(COMPARE)["compare"]["permissions"] == {
        "actions": "read",  # the artifact
        "contents": "read",
        "pull-requests": "write",
        "statuses": "write",
    }
