"""Changes whose answer is lost, and a kill in the middle of one: Exotel, state and program agree in the end."""

from collections.abc import Callable

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .outcome import Outcome
from .processes import kill_session
from .programs import TRUNK
from .stack import Stack
from .test_secrets import passwords
from .waiting import LATER, PATIENCE, wait_until
from .wire import writing

LOGINS = ("given_back", "given_kept", "made_back", "made_kept")
INBOUND = 'exotel.DestinationUri("inbound", trunk=trunk, destination="a.example.com:5061;transport=tls", priority=7)\n'
WAYS: dict[str, Callable[[Stack], list[Outcome]]] = {
    "up": lambda stack: [stack.up()],
    "up --refresh": lambda stack: [stack.up("--refresh")],
    "refresh, up": lambda stack: [stack.refresh(), stack.up()],
}


def program(back: int, kept: int) -> str:
    """Declares two logins with a password and two with a generated one, each pair at a turn of its own."""
    text = TRUNK
    for login in LOGINS:
        turn = back if login.endswith("back") else kept
        secret = f'password="turn_{turn}_of_ours"' if login.startswith("given") else f'rotation="{turn}"'
        text += f'{login} = exotel.Credential("{login}", trunk=trunk, user_name="{login}", {secret})\n'
        text += f'pulumi.export("{login}", {login}.password)\n'
    return text


def marked(stack: Stack) -> set[str]:
    return {name for name, held in stack.resources().items() if held["outputs"].get("unconfirmed")}


def test_s84_after_a_lost_answer_the_next_run_sets_what_its_program_says(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(program(0, 0))
    stack.up()
    back, kept = 0, 0
    for turn, way in enumerate(WAYS, start=1):
        before = passwords(simulator)
        simulator.add_fault(Fault("PUT", "", "drop_after", times=0))
        stack.program(program(turn, turn) + INBOUND)
        failed = stack.up("--continue-on-error", fails=True)
        simulator.clear_faults()
        assert failed.text.count("either password may be in force") >= len(LOGINS)
        assert marked(stack) == {*LOGINS, *(["inbound"] if turn == 1 else [])}
        lost = passwords(simulator)
        assert all(lost[login] != before[login] for login in LOGINS)

        kept = turn
        stack.program(program(back, kept) + INBOUND)
        # What a creation has made is completed, not made again.
        assert sorted(stack.preview().steps) == sorted(f"update {name}" for name in marked(stack))
        *_, last = WAYS[way](stack)
        assert {f"update {login}" for login in LOGINS} <= set(last.steps), way
        held = passwords(simulator)
        assert {name: held[name] for name in ("given_back", "given_kept")} == {
            "given_back": f"turn_{back}_of_ours", "given_kept": f"turn_{kept}_of_ours"
        }  # fmt: skip
        assert held["made_back"] == before["made_back"]
        assert held["made_kept"] not in (before["made_kept"], lost["made_kept"])
        assert stack.outputs() == held
        assert marked(stack) == set()
        stack.preview("--expect-no-changes")
    [row] = simulator.state.snapshot()["destination_uris"]
    assert row["priority"] == 7
    stack.export()
    stack.settle_and_destroy()


@pytest.mark.parametrize("secret", ['password="{}_of_ours"', 'rotation="{}"'], ids=["given", "generated"])
def test_s84_a_kill_between_a_change_and_its_answer_is_seen_by_a_refresh(
    stack: Stack, simulator: Simulator, secret: str
) -> None:
    stack.passwords_in_program = True
    login = f'login = exotel.Credential("login", trunk=trunk, user_name="voice", {secret})\n'
    stack.program(TRUNK + login.format("old") + 'pulumi.export("voice", login.password)\n')
    stack.up()
    before = passwords(simulator)
    stack.program(TRUNK + login.format("new"))
    simulator.add_fault(Fault("PUT", "credentials", "delay", seconds=LATER))
    process, event_log = stack.begin("up", "--yes", "--skip-preview")
    wait_until(lambda: any(request.method == "PUT" for request in simulator.requests))
    kill_session(process.pid)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    stack.record(Outcome.of(("up", "(killed)"), process.returncode, stdout, stderr, event_log))
    wait_until(lambda: passwords(simulator) != before)
    stack.call("cancel", "--yes")

    stack.program(TRUNK + login.format("old") + 'pulumi.export("voice", login.password)\n')
    assert stack.preview("--refresh").steps == ["update login"]
    simulator.clear_log()
    stack.up("--refresh")
    assert writing(simulator) == ["PUT credentials"]
    assert stack.outputs() == passwords(simulator) == before
    stack.settle_and_destroy()
