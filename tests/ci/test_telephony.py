"""`telephony.yml`: the commands of its jobs run on the real engine without a change.

`test_files` compares which event starts which job, and that both systems run the same lines: one of them runs here.
"""

from collections.abc import Callable, Iterator

import pytest

from exotel_pulumi.simulator import Simulator
from tests.ci.code_host import REVIEW, TOKEN_OF_THE_SYSTEM, CodeHost
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
    # What GitHub puts in the place of the expressions of the file; that these are the right ones: `test_files`.
    given |= {"STACK": given["PULUMI_STACK"], "GITHUB_TOKEN": TOKEN_OF_THE_SYSTEM, "PULL_REQUEST": REVIEW}
    passwords: set[str] = set()

    def run(job: str) -> Ended:
        ended = machine.run(lines(FOLDER / system / "telephony.yml", job), {**code_host.environment({}), **given})
        passwords.update(str(row["password"]) for row in simulator.state.snapshot()["credentials"])
        return ended

    yield run
    prey = Prey({ACCOUNT.api_token, TOKEN_OF_THE_SYSTEM, PASSPHRASE}, passwords)
    assert hunt(prey, machine.folder, [*machine.logs, *code_host.bodies]) == []


def test_a_change_goes_from_review_to_production(
    pipeline: Pipeline, machine: Machine, code_host: CodeHost, simulator: Simulator
) -> None:
    code_host.add("What is this for?")
    assert not pipeline("preview").failed, machine.logs[-1]
    [_, comment] = code_host.bodies
    assert "+ 7 to create" in comment
    assert 'phone_number: "+919876543210"' in comment
    assert [request for request in simulator.requests if request.method != "GET"] == []

    assert not pipeline("up").failed, machine.logs[-1]
    [trunk] = simulator.trunks()
    assert trunk["trunk_name"] == "voice_ai"

    program = machine.checkout / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + NUMBER, encoding="utf-8")
    simulator.clear_log()
    assert not pipeline("preview").failed, machine.logs[-1]
    assert [request for request in simulator.requests if request.method != "GET"] == []
    [first, comment] = code_host.bodies
    assert first == "What is this for?"
    assert "+ 1 to create" in comment
    assert "+918047112233" in comment
    assert "to delete" not in comment


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
    assert "E.164" in comment
    assert simulator.requests == []
