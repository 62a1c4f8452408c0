"""`examples/livekit` on the real engine: Exotel and LiveKit then hold what one `pulumi up` makes."""

import json

from google.protobuf.json_format import MessageToDict
from livekit.protocol import sip

from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import ACCOUNT
from tests.engine.stack import Stack
from tests.engine.wire import requests, writing
from tests.livekit.server import LiveKit

FIRST, SECOND = "+919876543210", "+919876543211"


def login(simulator: Simulator) -> tuple[object, object]:
    [row] = simulator.state.snapshot()["credentials"]
    return row["user_name"], row["password"]


def held_login(livekit: LiveKit) -> tuple[object, object]:
    [trunk] = livekit.outbound()
    return trunk.auth_username, trunk.auth_password


def ids(livekit: LiveKit) -> list[str]:
    return [
        *(trunk.sip_trunk_id for trunk in livekit.inbound()),
        *(trunk.sip_trunk_id for trunk in livekit.outbound()),
        *(rule.sip_dispatch_rule_id for rule in livekit.rules()),
    ]


def test_one_up_makes_both_sides_and_destroy_leaves_neither(
    stack: Stack, simulator: Simulator, livekit: LiveKit
) -> None:
    made = stack.preview().steps
    assert [step.partition(" ")[0] for step in made] == ["create"] * len(made)
    assert requests(simulator) == ["GET trunks"]
    assert livekit.is_empty()

    assert sorted(stack.up().steps) == sorted(made)
    [mapped] = simulator.state.snapshot()["phone_numbers"]
    [outbound], [inbound], [rule] = livekit.outbound(), livekit.inbound(), livekit.rules()
    assert MessageToDict(outbound, preserving_proto_field_name=True) == {
        "sip_trunk_id": stack.outputs()["outbound_trunk_id"],
        "name": "voice_ai",
        "address": "in.voip.exotel.com:443",
        "transport": "SIP_TRANSPORT_TLS",
        "numbers": [mapped["phone_number"]],
        "auth_username": login(simulator)[0],
        "auth_password": login(simulator)[1],
        "destination_country": "in",
        "from_host": f"{ACCOUNT.sid}.pstn.exotel.com",
        "media": {"encryption": "SIP_MEDIA_ENCRYPT_ALLOW"},
    }
    assert (list(inbound.numbers), inbound.auth_password) == ([mapped["phone_number"]], "")
    assert inbound.headers_to_attributes["X-Exotel-CallSid"] == "exotel.call_sid"
    assert list(rule.trunk_ids) == [inbound.sip_trunk_id]
    assert [agent.agent_name for agent in rule.room_config.agents] == ["receptionist"]

    simulator.clear_log()
    stack.up("--expect-no-changes")
    assert simulator.requests == []
    stack.settle_and_destroy()
    assert livekit.is_empty()


def test_a_number_is_added_and_a_password_rotated_in_place(
    stack: Stack, simulator: Simulator, livekit: LiveKit
) -> None:
    stack.up()
    before, first = ids(livekit), login(simulator)
    assert held_login(livekit) == first

    stack.config("numbers", json.dumps([FIRST, SECOND]))
    added = [f"create voice-{SECOND}", "update voice", "update voice"]
    assert sorted(stack.preview().steps) == added
    simulator.clear_log()
    assert sorted(stack.up().steps) == added
    assert writing(simulator) == ["POST phone_numbers"]
    [outbound], [inbound] = livekit.outbound(), livekit.inbound()
    assert list(outbound.numbers) == list(inbound.numbers) == [FIRST, SECOND]

    stack.config("rotation", "2")
    assert sorted(stack.up().steps) == ["update voice", "update voice-livekit_prod"]
    assert held_login(livekit) == login(simulator) != first
    assert ids(livekit) == before
    stack.destroy()
    assert livekit.is_empty()


def test_a_change_by_hand_in_livekit_is_found_and_reverted(stack: Stack, livekit: LiveKit) -> None:
    """Runs with LiveKit's settings in the stack's configuration."""
    for name, value in (("url", livekit.url), ("apiKey", livekit.key), ("apiSecret", livekit.secret)):
        stack.config(f"livekit:{name}", value, secret=name == "apiSecret")
    for variable in livekit.environment:
        del stack.environment[variable]
    stack.up()
    [outbound], [rule] = livekit.outbound(), livekit.rules()
    by_hand = sip.SIPOutboundTrunkInfo()
    by_hand.CopyFrom(outbound)
    by_hand.address, by_hand.auth_password = "in.voip.exotel.com:5070", "by_hand_4b1e90"
    by_hand.transport = sip.SIPTransport.SIP_TRANSPORT_TCP
    livekit.ask(lambda api: api.update_outbound_trunk(outbound.sip_trunk_id, by_hand))
    gone = sip.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=rule.sip_dispatch_rule_id)
    livekit.ask(lambda api: api.delete_dispatch_rule(gone))
    stack.tokens.add("by_hand_4b1e90")

    assert stack.refresh().drift == ["delete voice", "update voice"]
    assert sorted(stack.up().steps) == ["create voice", "update voice"]
    assert livekit.outbound() == [outbound]
    assert [rule.room_config for rule in livekit.rules()] == [rule.room_config]
    stack.destroy()
    assert livekit.is_empty()
