"""`examples/two_stacks` on the real engine: an agent's stack on the outputs of the telephony stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.wire import writing
from tests.examples.joined import JoinedStack
from tests.examples.programs import EXAMPLES

TELEPHONY, AGENT = (EXAMPLES / "two_stacks" / name for name in ("telephony", "agent"))


@pytest.fixture
def telephony(tmp_path: Path, simulator: Simulator) -> Iterator[JoinedStack]:
    """Makes the stack of the trunk."""
    stack = JoinedStack(tmp_path / "telephony", simulator, TELEPHONY)
    yield stack
    stack.end()


@pytest.fixture
def agent(tmp_path: Path, simulator: Simulator, telephony: JoinedStack) -> Iterator[JoinedStack]:
    """Makes the stack of the agent, which reads the other one."""
    stack = JoinedStack(tmp_path / "agent", simulator, AGENT, telephony)
    yield stack
    stack.end()


def test_the_agent_stack_builds_on_the_telephony_stack(
    telephony: JoinedStack, agent: JoinedStack, simulator: Simulator
) -> None:
    refused = agent.up(fails=True)
    assert "exotel-telephony/dev" in refused.text  # says which stack is missing
    assert simulator.trunks() == []

    telephony.up()
    agent.up()
    sid = telephony.id("voice")
    numbers = [row["phone_number"] for row in simulator.rows(sid, "phone_numbers")]
    assert numbers == ["+918047112233", "+918047112234"]
    [login] = simulator.state.snapshot()["credentials"]
    assert agent.outputs()["sip"] == {
        "address": "acme1.pstn.exotel.com",
        "trunk": f"sip:{sid}",
        "caller_id": "+918047112233",
        "user_name": "voice_agents",
        "password": login["password"],
    }
    # Neither stack takes the other's objects for drift.
    simulator.clear_log()
    telephony.settle()
    agent.settle()
    assert writing(simulator) == []

    agent.destroy()
    assert sorted(writing(simulator)) == ["DELETE destination_uris", "DELETE phone_numbers"]
    assert [row["phone_number"] for row in simulator.rows(sid, "phone_numbers")] == ["+918047112233"]
    telephony.destroy_all()


def test_the_agent_stack_is_destroyed_after_the_telephony_stack_has_gone(
    telephony: JoinedStack, agent: JoinedStack, simulator: Simulator
) -> None:
    telephony.up()
    agent.up()
    telephony.destroy_all()
    agent.destroy_all()
