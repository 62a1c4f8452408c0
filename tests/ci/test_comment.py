"""`comment.py`: one comment for each request for review, with any text of the preview."""

import pytest

from tests.ci.code_host import APIS, COMMIT, REVIEW, TOKEN_OF_THE_SYSTEM, CodeHost
from tests.ci.machine import Ended, Machine
from tests.ci.workflows import Line

COMMENT = "python ci/comment.py diff.txt compared.txt impact.md"
CALLS = "| 🔴 stops | in | &#43;918047112233 |\n"


def comment(
    machine: Machine,
    code_host: CodeHost,
    preview: str,
    compared: str = "well",
    outcome: str = "success",
    impact: str = CALLS,
    calls: str = "success",
) -> Ended:
    """Runs `comment.py` for a preview, what Exotel says of it, and what it does to calls."""
    (machine.checkout / "impact.md").write_text(impact, encoding="utf-8")
    (machine.checkout / "diff.txt").write_text(preview, encoding="utf-8")
    (machine.checkout / "compared.txt").write_text(compared, encoding="utf-8")
    of_the_step = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW, "COMMIT": COMMIT}
    of_the_step |= {"OUTCOME": outcome, "IMPACT": calls}
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
    assert code_host.bodies[0].endswith("\n`````\n\n</details>\n")


def test_a_preview_is_text_alone(machine: Machine, code_host: CodeHost) -> None:
    assert not comment(machine, code_host, "~ @all | a\x1b[31m\u202e\n~ <!-- x").failed
    [body] = code_host.bodies
    assert body.endswith("```diff\n~ @all | a\\x1b[31m\\u202e\n~ <!-- x\n```\n\n</details>\n")


def test_the_impact_comes_first_and_the_preview_is_folded(machine: Machine, code_host: CodeHost) -> None:
    assert not comment(machine, code_host, "+ 1 to create").failed
    [body] = code_host.bodies
    places = [
        body.index(part) for part in ("### Calls", CALLS, "### Compared with Exotel", "<details>", "+ 1 to create")
    ]
    assert places == sorted(places)


def test_a_preview_that_is_too_long_is_cut_and_the_impact_is_not(
    machine: Machine, code_host: CodeHost, system: str
) -> None:
    longest = APIS[system].longest
    long = "+ é\n" * longest, "\x1b" * longest
    table = CALLS * (longest // 3 // len(CALLS))
    done = comment(machine, code_host, f"Previewing\n{long[0]}+ 9 to create", f"refused\n{long[1]}", impact=table)
    assert not done.failed, done.log
    [body] = code_host.bodies
    assert longest * 0.9 < len(body) <= longest
    for part in (table, "Previewing", "+ 9 to create", "refused"):
        assert part in body
    assert body.count("in the log of its job") == 2


def test_an_impact_that_is_too_long_is_cut_at_a_row_and_says_so(
    machine: Machine, code_host: CodeHost, system: str
) -> None:
    longest = APIS[system].longest
    failed = "The preview failed:\n\n````\n" + "error: ```\n" * longest
    for impact, ends in ((CALLS * longest, CALLS), (failed, "error: ```\n````\n")):
        code_host.comments.clear()
        assert not comment(machine, code_host, "+ é\n" * longest + "+ 9 to create", impact=impact).failed
        [body] = code_host.bodies
        assert len(body) <= longest
        calls = body.partition("### Compared with Exotel")[0]
        kept, cut, _ = calls.partition(" lines are cut: … the whole of it is in the log of its job …\n")
        assert cut
        assert kept.rpartition("\n")[0].rstrip("\n").endswith(ends.rstrip("\n"))
        assert "+ 9 to create" in body


def test_what_stops_calls_fails_the_check_unless_a_label_lets_it(machine: Machine, code_host: CodeHost) -> None:
    code_host.labels = ["bug"]
    assert not comment(machine, code_host, "+ 1", calls="failure").failed
    assert "**The check fails for what this change does to calls.**" in code_host.bodies[0]
    code_host.labels = ["bug", "calls may stop"]
    assert not comment(machine, code_host, "+ 1", calls="failure").failed
    assert "The label `calls may stop` lets this change through." in code_host.bodies[0]
    assert not comment(machine, code_host, "+ 1", calls="failure", outcome="failure").failed  # it lets no more
    assert [state for _, state in code_host.checks] == [code_host.failed, "success", code_host.failed]


def test_an_impact_that_was_not_made_is_said(machine: Machine, code_host: CodeHost) -> None:
    assert not comment(machine, code_host, "+ 1", impact="", calls="failure").failed
    assert "What the change does to calls is not known: see the log of its job." in code_host.bodies[0]
    assert [state for _, state in code_host.checks] == [code_host.failed]


def test_a_refusal_is_one_line(machine: Machine, code_host: CodeHost) -> None:
    code_host.refused = True
    refused = comment(machine, code_host, "+ 1 to create")
    assert refused.failed
    assert "the comment was not written: HTTP Error 403" in refused.log
    assert "Traceback" not in refused.log
    assert TOKEN_OF_THE_SYSTEM not in refused.log


def test_what_was_not_made_is_said(machine: Machine, code_host: CodeHost) -> None:
    of_the_step = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW, "COMMIT": COMMIT}
    of_the_step |= {"OUTCOME": "failure", "IMPACT": "success"}
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
