"""`telephony.yml` and `compare.yml`: the commands of their jobs run on the real engine without a change.

`test_files` compares which event starts which job, and that both systems run the same lines: one of them runs here.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest

from exotel_pulumi.simulator import Simulator
from tests.ci.code_host import COMMIT, REVIEW, TOKEN_OF_THE_SYSTEM, CodeHost
from tests.ci.machine import Ended, Machine, settings
from tests.ci.workflows import FOLDER, Line, lines
from tests.engine.secrets_hunt import Prey, hunt
from tests.engine.simulators import ACCOUNT
from tests.engine.wire import writing

Pipeline = Callable[[str], Ended]
PASSPHRASE = "correct/horse+battery"
NUMBER = '\nexotel.PhoneNumber("second", trunk=trunk, phone_number="+918047112233")\n'


@pytest.fixture
def system() -> str:
    return "github"


@pytest.fixture
def pipeline(system: str, machine: Machine, code_host: CodeHost, simulator: Simulator) -> Iterator[Pipeline]:
    """Creates the stack, and runs the jobs that a test names. At the end, no secret is in a file, log or comment."""
    machine.reach(simulator)
    given = settings(machine.folder / "backend", PASSPHRASE)
    made = machine.run([Line("pulumi stack init production")], given)
    assert not made.failed, made.log
    # What GitHub puts in the place of the expressions of the files; that these are the right ones: `test_files`.
    given["STACK"] = given["PULUMI_STACK"]
    commenting = {"GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW, "COMMIT": COMMIT}
    passwords: set[str] = set()

    def run(job: str) -> Ended:
        environment = {**code_host.environment({}), **given}
        if job == "preview":
            environment |= {"EXOTEL_API_KEY": "", "EXOTEL_API_TOKEN": ""}
        ended = machine.run(lines(FOLDER / system / "telephony.yml", job), environment)
        passwords.update(str(row["password"]) for row in simulator.state.snapshot()["credentials"])
        return compare(ended) if job == "preview" else ended

    def compare(previewed: Ended) -> Ended:
        """Runs the other file on a machine that has a checkout of the default branch, and the artifact."""
        saved = machine.checkout / "preview"
        saved.mkdir(exist_ok=True)
        for name in ("diff.txt", "preview.json"):
            shutil.move(machine.checkout / name, saved / name)
        environment = {**code_host.environment({}), **given}
        # The first machine did the first.
        _install, doctor, impact, comment = lines(FOLDER / system / "compare.yml", "compare")
        compared, judged = machine.run([doctor], environment), machine.run([impact], environment)
        commenting["OUTCOME"] = "failure" if compared.failed else "success"
        commenting["IMPACT"] = "failure" if judged.failed else "success"
        assert not machine.run([comment], environment | commenting).failed, machine.logs[-1]
        return Ended(previewed.failed or compared.failed, previewed.log + compared.log)

    yield run
    prey = Prey({ACCOUNT.api_token, TOKEN_OF_THE_SYSTEM, PASSPHRASE}, passwords)
    assert hunt(prey, machine.folder, [*machine.logs, *code_host.bodies]) == []


def test_a_change_goes_from_review_to_production(
    pipeline: Pipeline, machine: Machine, code_host: CodeHost, simulator: Simulator
) -> None:
    code_host.add("What is this for?")
    assert not pipeline("preview").failed, machine.logs[-1]
    assert code_host.checks == [(COMMIT, "success")]
    [_, comment] = code_host.bodies
    assert "✓ preview: 6 resources to create or replace, 0 trunks to delete, of 6 resources; compared" in comment
    assert "+ 7 to create" in comment
    _, heading, _, impact, *_ = comment.split("\n")
    assert (heading, impact.partition(".")[0]) == (
        "### Calls",
        "**production: 6 of 6 objects change, 6 writing requests",
    )
    assert 'phone_number: "+919876543210"' in comment
    assert [request for request in simulator.requests if request.method != "GET"] == []

    assert not pipeline("up").failed, machine.logs[-1]
    [trunk] = simulator.trunks()
    assert trunk["trunk_name"] == "voice_ai"

    program = machine.checkout / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + NUMBER, encoding="utf-8")
    other = simulator.add_trunk(trunk_name="sales_line")
    simulator.add(other, "phone_numbers", phone_number="+918047112233", mode="pstn")
    simulator.clear_log()
    assert pipeline("preview").failed
    assert code_host.checks[1:] == [(COMMIT, "failure")]
    assert [request for request in simulator.requests if request.method != "GET"] == []
    [first, comment] = code_host.bodies
    assert first == "What is this for?"
    assert "+ 1 to create" in comment
    assert f"✗ second: will be refused: +918047112233 is mapped to the trunk sales_line ({other})" in comment
    assert "- 1 to delete" not in comment


def test_the_nightly_job_finds_a_change_made_by_hand(
    pipeline: Pipeline, machine: Machine, simulator: Simulator
) -> None:
    assert not pipeline("up").failed, machine.logs[-1]
    simulator.clear_log()
    assert not pipeline("drift").failed, machine.logs[-1]

    [trunk] = simulator.trunks()
    sid = str(trunk["trunk_sid"])
    [number] = simulator.rows(sid, "phone_numbers")
    simulator.edit(sid, "phone_numbers", str(number["id"]), mode="flow")
    found = pipeline("drift")
    assert found.failed
    assert "~ mode" in found.log
    assert {request.method for request in simulator.requests} == {"GET"}
    assert writing(simulator) == []


def test_a_failed_preview_is_reported_as_a_comment(
    pipeline: Pipeline, machine: Machine, code_host: CodeHost, simulator: Simulator
) -> None:
    program = machine.checkout / "__main__.py"
    text = program.read_text(encoding="utf-8").replace("+919876543210", "98765 43210")
    program.write_text(text, encoding="utf-8")
    assert pipeline("preview").failed
    [comment] = code_host.bodies
    assert "✗ preview: failed, so that steps are missing: " in comment
    assert comment.count("E.164") > 1
    assert writing(simulator) == []
