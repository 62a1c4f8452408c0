"""`examples/two_stacks` on the real engine: an agent's stack on the outputs of the telephony stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.stack import Stack
from tests.engine.wire import requests, writing
from tests.examples.joined import JoinedStack
from tests.examples.programs import EXAMPLES

TELEPHONY, AGENT = (EXAMPLES / "two_stacks" / name for name in ("telephony", "agent"))


@pytest.fixture
def telephony(tmp_path: Path, simulator: Simulator) -> Iterator[JoinedStack]:
    stack = JoinedStack(tmp_path / "telephony", simulator, TELEPHONY)
    yield stack
    stack.end()


@pytest.fixture
def agent(tmp_path: Path, simulator: Simulator, telephony: JoinedStack) -> Iterator[JoinedStack]:
    stack = JoinedStack(tmp_path / "agent", simulator, AGENT, telephony)
    yield stack
    stack.end()


def up_twice(stack: Stack, simulator: Simulator) -> None:
    stack.up()
    simulator.clear_log()
    stack.up("--expect-no-changes")
    assert requests(simulator) == []


def test_the_agent_stack_builds_on_the_telephony_stack(
    telephony: JoinedStack, agent: JoinedStack, simulator: Simulator
) -> None:
    refused = agent.up(fails=True)
    assert "exotel-telephony/dev" in refused.text  # says which stack is missing
    assert simulator.trunks() == []

    up_twice(telephony, simulator)
    up_twice(agent, simulator)
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
    telephony.refresh("--expect-no-changes")
    agent.refresh("--expect-no-changes")

    simulator.clear_log()
    agent.destroy()
    assert sorted(writing(simulator)) == ["DELETE destination_uris", "DELETE phone_numbers"]
    assert [row["phone_number"] for row in simulator.rows(sid, "phone_numbers")] == ["+918047112233"]
    telephony.destroy_all()


def test_what_the_telephony_stack_took_away_is_no_trouble_to_the_agents(
    telephony: JoinedStack, agent: JoinedStack, simulator: Simulator
) -> None:
    telephony.up()
    agent.up()
    telephony.destroy_all()
    agent.destroy_all()
