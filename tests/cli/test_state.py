"""What the commands say of a stack's state, made by the real engine."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from exotel_pulumi.cli.app import app
from exotel_pulumi.objects import CHILDREN, KINDS
from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import options
from tests.engine.stack import Stack
from tests.nursery import python

PROGRAM = """
import pulumi
line = exotel.SipTrunk(
    "voice", trunk_name="voice_ai", direction="bidirectional", phone_numbers={"+919876543210": "flow"},
    destinations=["sip.example.com:5061;transport=tls"], user_names=["agent"], caller_id="+919876543210",
)
exotel.WhitelistedIp("sbc", trunk=line.trunk, ip="13.233.10.16", mask=28)
exotel.PhoneNumber("hidden", trunk=line.trunk, phone_number=pulumi.Output.secret("+918047112233"))
"""
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Simulator(options()) as simulator:
        made = Stack(tmp_path, simulator)
        made.program(PROGRAM)
        made.up()
        yield made
        made.end()


@pytest.fixture
def ask(stack: Stack) -> Ask:
    """Runs a command of ours in the folder of the program."""

    def run(*arguments: str) -> tuple[int, str]:
        command = python("-m", "exotel_pulumi.cli", *arguments)
        of_python = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
        environment = {**stack.environment, **of_python}
        done = subprocess.run(command, cwd=stack.project, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    return run


def test_a_state_is_shown_as_the_account_is_with_what_the_account_has_besides(stack: Stack, ask: Ask) -> None:
    account: dict[str, Any] = json.loads(ask("show", "--json")[1])
    stack.simulator.clear_log()
    held: dict[str, Any] = json.loads(ask("show", "--state", "--json")[1])
    assert [request.method for request in stack.simulator.requests] == ["GET"] * len(KINDS)
    [theirs], [ours] = account["trunks"], held["trunks"]
    assert ours.pop("not_in_state") == {kind.list_name: [] for kind in CHILDREN}
    shown = {number["phone_number"] for number in ours["phone_numbers"]}
    assert shown == {"+919876543210", "a secret"}
    for number in ours["phone_numbers"]:
        number["phone_number"] = number["phone_number"].replace("a secret", "+918047112233")
    for trunk in (theirs, ours):
        trunk["phone_numbers"].sort(key=lambda number: number["id"])
    assert ours == theirs
    assert held["account_sid"] == account["account_sid"]
    stack.simulator.clear_log()
    assert "voice_ai" in ask("show", "--state", "--format", "svg")[1]
    assert ask("show", "--state", "trmum1none") == (2, "")
    assert stack.simulator.requests == []

    sid = ours["trunk_sid"]
    stack.simulator.add(sid, "phone_numbers", phone_number="+918047119999", mode="pstn")
    stack.simulator.add(sid, "credentials", user_name="by_hand", password="x", friendly_name="")
    code, out = ask("show", "--state")
    _, _, others = out.partition("at Exotel and not in this stack's state; another stack may have it")
    assert code == 0
    assert ["+918047119999" in others, "login by_hand" in others, "+919876543210" in others] == [True, True, False]
    assert "pstn (not in the state)" in ask("show", "--state", "--table")[1]
    code, out = ask("doctor", "--stack", "dev")
    others = "perhaps in another one's: 1 phone number (+918047119999), 1 SIP credential (by_hand)"
    assert (code, f"✓ on trunk voice_ai: not in this stack's state, {others}" in out) == (0, True)

    stack.environment["EXOTEL_API_TOKEN"] = "wrong"
    code, out = ask("show", "--state", "--json")
    [alone] = json.loads(out)["trunks"]
    assert (code, alone["trunk_name"], alone["not_in_state"]) == (0, "voice_ai", None)


def test_s101_doctor_finds_another_simulator_and_what_a_kill_and_a_deleted_trunk_have_left(
    stack: Stack, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rehearsed() -> str:
        with monkeypatch.context() as project:
            project.chdir(stack.project)
            done = CliRunner().invoke(app, ["rehearse", "--stack", "dev"], env=stack.environment)
        assert done.exit_code == 2
        return done.stderr

    _is_named_with_the_cure(stack, ask, rehearsed)
    code, out = ask("doctor", "--stack", "dev")
    assert (code, "every trunk of the stack is in the account" in out, "simulator: " in out) == (0, True, False)
    pend(stack, "voice")
    code, out = ask("doctor", "--stack", "dev")
    assert code == 1
    assert "✗ interrupted run: creating voice" in out
    assert "pulumi refresh --clear-pending-creates" in out
    [trunk] = stack.simulator.trunks()
    stack.simulator.remove_trunk(trunk["trunk_sid"])
    code, out = ask("doctor", "--stack", "dev")
    assert code == 1
    assert f"✗ trunk {trunk['trunk_sid']}: is in the state and not in the account" in out
    assert f"✗ login agent: of the trunk {trunk['trunk_sid']}, which is gone" in out
    assert "pulumi refresh" in out
    [held] = json.loads(ask("show", "--state", "--json")[1])["trunks"]
    assert (held["trunk_name"], held["not_in_state"]) == ("voice_ai", None)


def _is_named_with_the_cure(stack: Stack, ask: Ask, rehearsed: Callable[[], str]) -> None:
    """Puts a simulator with other trunks in the place of the stack's, and does what is advised."""
    simulator = stack.simulator
    assert "places no call: HTTP" in rehearsed()  # this one has no edge
    simulator.reset()
    foreign = simulator.add_trunk(trunk_name="foreign")
    code, out = ask("doctor", "--stack", "dev")
    assert code == 1
    assert f"✗ simulator: the simulator at {simulator.url} has no trunk of the stack, whose state has 1" in out
    assert "`--state` file with which the stack was made. Or begin again: `pulumi refresh --yes`, then" in out
    assert "has no trunk of the stack, whose state has 1" in rehearsed()
    simulator.pass_time(300)  # until nothing of it is young
    stack.refresh()
    simulator.pass_time(-300)
    stack.up()
    simulator.remove_trunk(foreign)


def pend(stack: Stack, name: str) -> None:
    """Writes into the state what a kill leaves there: that a resource was being made."""
    state = json.loads(stack.state_file.read_text(encoding="utf-8"))
    latest = state["checkpoint"]["latest"]
    [resource] = [one for one in latest["resources"] if one["type"].endswith(":Trunk") and one["urn"].endswith(name)]
    latest["pending_operations"] = [{"type": "creating", "resource": resource}]
    stack.state_file.write_text(json.dumps(state), encoding="utf-8")
