"""`examples/elevenlabs` on the real engine: Exotel and ElevenLabs then hold what one `pulumi up` makes."""

import json

from exotel_pulumi.simulator import Simulator
from tests.elevenlabs.stand_in import StandIn
from tests.engine.stack import Stack
from tests.engine.wire import requests, writing

FIRST, SECOND = "+919876543210", "+919876543211"


def password(simulator: Simulator) -> object:
    [row] = simulator.state.snapshot()["credentials"]
    return row["password"]


def held_passwords(elevenlabs: StandIn) -> list[object]:
    return [number["outbound_trunk_config"]["credentials"]["password"] for number in elevenlabs.held.values()]


def test_one_up_makes_both_sides_and_destroy_leaves_neither(
    stack: Stack, simulator: Simulator, elevenlabs: StandIn
) -> None:
    stack.preview()
    assert (requests(simulator), elevenlabs.asked) == (["GET trunks"], [])
    stack.up()
    assert list(elevenlabs.held) == [stack.outputs()[f"phone_number_id {FIRST}"]]
    assert list(elevenlabs.held.values()) == [
        {
            "provider": "sip_trunk",
            "phone_number": FIRST,
            "label": "voice_ai",
            "inbound_trunk_config": {"media_encryption": "allowed", "remote_domains": ["in.voip.exotel.com"]},
            "outbound_trunk_config": {
                "address": "in.voip.exotel.com:443",
                "transport": "tls",
                "media_encryption": "allowed",
                "credentials": {"username": "elevenlabs", "password": password(simulator)},
            },
        }
    ]
    simulator.clear_log()
    elevenlabs.asked.clear()
    stack.up("--expect-no-changes")
    assert (simulator.requests, elevenlabs.asked) == ([], [])
    stack.settle_and_destroy()
    assert elevenlabs.held == {}


def test_numbers_and_passwords_change_and_a_change_by_hand_is_reverted(
    stack: Stack, simulator: Simulator, elevenlabs: StandIn
) -> None:
    stack.up()
    [identity] = elevenlabs.held
    first = password(simulator)

    stack.config("numbers", json.dumps([FIRST, SECOND]))
    simulator.clear_log()
    assert sorted(stack.up().steps) == [f"create {SECOND}", f"create voice-{SECOND}"]
    assert writing(simulator) == ["POST phone_numbers"]

    stack.config("rotation", "2")
    stack.config("agentId", "agent_7c21")
    elevenlabs.asked.clear()
    assert sorted(stack.up().steps) == [f"update {FIRST}", f"update {SECOND}", "update voice-elevenlabs"]
    assert elevenlabs.asked == ["PATCH"] * 2
    assert held_passwords(elevenlabs) == [password(simulator)] * 2 != [first] * 2
    assert next(iter(elevenlabs.held)) == identity

    as_declared = dict(elevenlabs.held)
    elevenlabs.held[identity] = {**as_declared[identity], "agent_id": None, "label": "by hand"}
    assert stack.refresh().drift == [f"update {FIRST}"]
    assert stack.up().steps == [f"update {FIRST}"]
    assert elevenlabs.held == as_declared
    stack.destroy()
    assert elevenlabs.held == {}
