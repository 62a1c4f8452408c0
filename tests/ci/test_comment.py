"""`comment.py`: one comment for each request for review, with any text of the preview."""

import pytest

from tests.ci.code_host import APIS, COMMIT, REVIEW, TOKEN_OF_THE_SYSTEM, CodeHost
from tests.ci.machine import Ended, Machine
from tests.ci.workflows import Line

COMMENT = "python ci/comment.py diff.txt compared.txt"


def comment(machine: Machine, code_host: CodeHost, preview: str, compared: str = "well", outcome: str = "") -> Ended:
    """Runs `comment.py` for a preview and what Exotel says of it."""
    (machine.checkout / "diff.txt").write_text(preview, encoding="utf-8")
    (machine.checkout / "compared.txt").write_text(compared, encoding="utf-8")
    of_the_step = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW, "COMMIT": COMMIT}
    of_the_step["OUTCOME"] = outcome or "success"
    return machine.run([Line(COMMENT)], {**code_host.environment({}), **of_the_step})


def test_a_later_run_changes_its_own_comment(machine: Machine, code_host: CodeHost) -> None:
    for number in range(120):  # comments of other people, on more than one page
        code_host.add(f"> <!-- exotel-pulumi: preview --> quoted {number}")
    assert not comment(machine, code_host, "+ 1 to create").failed
    assert not comment(machine, code_host, "+ 2 to create", outcome="failure").failed
    assert code_host.checks == [(COMMIT, "success"), (COMMIT, code_host.failed)]
    assert len(code_host.bodies) == 121
    assert "+ 2 to create" in code_host.bodies[-1]
    assert "+ 1 to create" not in code_host.bodies[-1]


def test_a_preview_cannot_end_its_own_code_block(machine: Machine, code_host: CodeHost) -> None:
    assert not comment(machine, code_host, "a\n````\n# not a heading", "b\n```\n# not a heading").failed
    assert code_host.bodies[0].count("`````") == 2
    assert code_host.bodies[0].count("````") == 5
    assert code_host.bodies[0].endswith("\n`````\n")


def test_a_preview_is_text_alone(machine: Machine, code_host: CodeHost) -> None:
    assert not comment(machine, code_host, "~ @all | a\x1b[31m\u202e\n~ <!-- x").failed
    [body] = code_host.bodies
    assert body.endswith("```diff\n~ @all | a\\x1b[31m\\u202e\n~ <!-- x\n```\n")


def test_a_preview_that_is_too_long_keeps_both_ends(machine: Machine, code_host: CodeHost) -> None:
    long = "+ é\n" * 50_000, "\x1b" * 20_000
    assert not comment(machine, code_host, f"Previewing\n{long[0]}+ 9 to create", f"refused\n{long[1]}").failed
    [body] = code_host.bodies
    assert len(body) <= APIS["github"].longest
    assert "Previewing" in body
    assert "+ 9 to create" in body
    assert "refused" in body
    assert body.count("in the log of its job") == 2


def test_a_refusal_is_one_line(machine: Machine, code_host: CodeHost) -> None:
    code_host.refused = True
    refused = comment(machine, code_host, "+ 1 to create")
    assert refused.failed
    assert "the comment was not written: HTTP Error 403" in refused.log
    assert "Traceback" not in refused.log
    assert TOKEN_OF_THE_SYSTEM not in refused.log


def test_what_was_not_made_is_said(machine: Machine, code_host: CodeHost) -> None:
    of_the_step = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW, "COMMIT": COMMIT, "OUTCOME": "failure"}
    assert not machine.run([Line(COMMENT)], {**code_host.environment({}), **of_the_step}).failed
    assert "compared.txt was not made: see the log of its job" in code_host.bodies[0]


@pytest.mark.parametrize("missing", ["GITHUB_TOKEN", "PULL_REQUEST"])
def test_a_missing_variable_is_reported_by_its_name(machine: Machine, missing: str) -> None:
    github = {"GITHUB_API_URL": "http://127.0.0.1:1", "GITHUB_REPOSITORY": "acme/telephony"}
    step = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW}
    step.pop(missing)
    (machine.checkout / "diff.txt").write_text("+ 1 to create", encoding="utf-8")
    refused = machine.run([Line(COMMENT)], {**github, **step})
    assert refused.log.splitlines()[1] == f"the comment was not written: {missing} is not set"
