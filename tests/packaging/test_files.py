"""The files around the package: workflows and what they promise, templates, pre-commit, the changelog."""

import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def loaded(path: Any) -> Any:
    """Reads YAML in which `on` is a word and not a truth."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def valid(schema: str, *files: Any) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    return checked.stdout + checked.stderr if checked.returncode else ""


def test_the_workflows_are_valid_by_the_published_schema() -> None:
    assert valid("vendor.github-workflows", *WORKFLOWS.glob("*.yml")) == ""


@pytest.mark.parametrize("name", [path.stem for path in WORKFLOWS.glob("*.yml")])
def test_a_workflow_has_least_rights_and_a_time_limit(name: str) -> None:
    workflow = loaded(WORKFLOWS / f"{name}.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert all(int(job["timeout-minutes"]) <= 90 for job in workflow["jobs"].values())
    assert "secrets." not in (WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8")


def test_ci_runs_what_the_package_admits() -> None:
    [job] = loaded(WORKFLOWS / "check.yml")["jobs"].values()
    classified = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert job["strategy"]["matrix"]["python"] == classified
    assert PROJECT["requires-python"] == f">={classified[0]}"
    assert job["steps"][-1] == {"run": ".ci/run"}


def test_a_tag_is_published_without_a_stored_token_and_with_attestations() -> None:
    workflow = loaded(WORKFLOWS / "release.yml")
    assert workflow["on"] == {"push": {"tags": ["v*"]}}
    publish = workflow["jobs"]["publish"]
    assert publish["needs"] == "build"
    assert publish["permissions"] == {"id-token": "write", "attestations": "write", "contents": "read"}
    assert any("attest-build-provenance" in step.get("uses", "") for step in publish["steps"])
    assert not any("password" in step.get("with", {}) for step in publish["steps"])
    assert any(step.get("name") == "the tag is the version" for step in workflow["jobs"]["build"]["steps"])


def test_the_tag_of_another_version_is_refused() -> None:
    [step] = (step for step in loaded(WORKFLOWS / "release.yml")["jobs"]["build"]["steps"] if step.get("name"))
    for tag, code in ((f"v{PROJECT['version']}", 0), ("v9.9.9", 1)):
        done = subprocess.run(["bash", "-c", step["run"]], cwd=ROOT, env={"TAG": tag, "PATH": PATH}, check=False)
        assert done.returncode == code


PATH = f"{sys.prefix}/bin:/usr/bin:/bin"


def test_pre_commit_uses_the_linter_of_the_suite() -> None:
    [repository] = loaded(ROOT / ".pre-commit-config.yaml")["repos"]
    assert f"ruff=={repository['rev'].removeprefix('v')}" in PROJECT["optional-dependencies"]["dev"]


def test_the_changelog_has_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\](?: - \d{4}-\d{2}-\d{2})?$", text, re.MULTILINE)
    assert versions[0] == "Unreleased" or versions[0] == PROJECT["version"]
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= {
        "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security",
    }  # fmt: skip


def test_the_templates_ask_for_what_helps() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert [form.stem for form in forms] == ["config", "fault", "wish"]
    fault = loaded(ROOT / ".github" / "ISSUE_TEMPLATE" / "fault.yml")
    assert {item["id"] for item in fault["body"]} == {"happened", "program", "doctor"}
