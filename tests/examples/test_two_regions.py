"""`examples/two_regions` on the real engine: each line in the account of its provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Account, Simulator
from tests.engine.simulators import ACCOUNT
from tests.engine.stack import Stack
from tests.engine.wire import writing
from tests.examples.programs import EXAMPLES

ASIA = Account("acme1sg", "key_9d20aa", "sg/tok+en3=7&b<c2>%40_f1d8")


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes a stack of the example, with the settings that its text names."""
    stack = Stack(tmp_path, simulator, EXAMPLES / "two_regions")
    stack.tokens.add(ASIA.api_token)
    stack.config("singapore:accountSid", ASIA.sid)
    stack.config("singapore:apiKey", ASIA.api_key)
    stack.config("singapore:apiToken", ASIA.api_token, secret=True)
    stack.config("singapore:apiUrl", simulator.url)
    yield stack
    stack.end()


@pytest.mark.simulated(accounts=(ACCOUNT, ASIA))
def test_s67_each_line_is_in_its_own_account(stack: Stack, simulator: Simulator) -> None:
    stack.up()
    sids = {str(trunk["account_sid"]): str(trunk["trunk_sid"]) for trunk in simulator.trunks(trunk_name="voice_ai")}
    numbers = {sid: [row["phone_number"] for row in simulator.rows(sid, "phone_numbers")] for sid in sids.values()}
    assert numbers == {sids[ACCOUNT.sid]: ["+918047112233"], sids[ASIA.sid]: ["+6531234567"]}
    [entry] = simulator.rows(sids[ASIA.sid], "whitelisted_ips")
    assert entry["ip"] == "13.233.10.20"
    assert stack.outputs() == {
        "india": {"account": ACCOUNT.sid, "region": "mumbai", "trunk": sids[ACCOUNT.sid]},
        "asia": {"account": ASIA.sid, "region": "singapore", "trunk": sids[ASIA.sid]},
    }
    simulator.clear_log()
    stack.settle()
    assert writing(simulator) == []
    stack.destroy_all()
