"""A whole line in one declaration, and look-ups, on the real engine."""

from typing import Any

from exotel_pulumi.simulator import Simulator

from .programs import CLOUD
from .stack import Stack
from .wire import requests, writing

NUMBERS = ["+919876543210", "+919876543211"]
NAMES = {
    "voice",
    "voice-+919876543210",
    "voice-+919876543211",
    "voice-13.233.10.20",
    "voice-sip.example.com:5061;transport=tls",
    "voice-caller_id",
    "voice-livekit_prod",
}


def line(numbers: list[str], **changes: Any) -> str:
    """Writes a program with one line; `changes` are other arguments of it."""
    given: dict[str, Any] = {
        "trunk_name": "voice_ai",
        "direction": "bidirectional",
        "scenario": "high_security",
        "phone_numbers": numbers,
        "destinations": ["sip.example.com:5061;transport=tls"],
        "whitelisted_ips": ["13.233.10.20"],
        "user_names": ["livekit_prod"],
        "caller_id": NUMBERS[0],
        **changes,
    }
    return f"""
line = exotel.SipTrunk("voice", **{given})
pulumi.export("facts", line.facts)
pulumi.export("steps", line.hand_steps)
pulumi.export("sid", line.trunk_sid)
line.facts.apply(lambda facts: pulumi.log.info("known of " + facts["trunk_name"]))
"""


def test_s33_s45_s62_a_line_from_preview_to_destroy(stack: Stack, simulator: Simulator) -> None:
    stack.program(line(NUMBERS))
    created = sorted([*(f"create {name}" for name in NAMES), "create voice"])
    assert sorted(stack.preview().steps) == created
    assert requests(simulator) == ["GET trunks"]
    assert sorted(stack.up().steps) == created
    assert_outputs(stack, simulator)
    simulator.clear_log()
    stack.up("--expect-no-changes")
    assert simulator.requests == []
    stack.settle_step_by_step()
    assert writing(simulator) == []
    stack.export()

    change(stack, simulator)
    simulator.clear_log()
    stack.destroy_all()
    assert writing(simulator) == ["DELETE credentials", "DELETE trunks"]


def assert_outputs(stack: Stack, simulator: Simulator) -> None:
    """Asserts that the stack's outputs are what Exotel has, and that a password among them is hidden."""
    [trunk] = simulator.trunks()
    sid = trunk["trunk_sid"]
    numbers, [login] = (simulator.rows(sid, name) for name in ("phone_numbers", "credentials"))
    facts = stack.outputs()["facts"]
    assert facts["credential"] == {
        "user_name": "livekit_prod",
        "password": login["password"],
        "friendly_name": None,
        "id": login["id"],
    }
    ids = {row["phone_number"]: row["id"] for row in numbers}
    assert facts["numbers"] == [{"e164": number, "mode": "pstn", "mapping_id": ids[number]} for number in NUMBERS]
    others = {
        "trunk_sid": sid,
        "dial_whom": f"sip:{sid}",
        "sip_domain": "acme1.pstn.exotel.com",
        "acl": ["13.233.10.20/32"],
        "destinations": ["sip.example.com:5061;transport=tls"],
        "caller_id": NUMBERS[0],
    }
    assert facts | others == facts
    shown = stack.call("stack", "output").stdout
    assert "[secret]" in shown
    assert sid in shown


def change(stack: Stack, simulator: Simulator) -> None:
    """Changes the line twice, and asserts that nothing else is touched than what the change is about."""
    before = stack.ids()
    third = "+919876543200"
    stack.program(line([third, *reversed(NUMBERS)]))
    assert stack.preview().steps == [f"create voice-{third}"]
    simulator.clear_log()
    assert stack.up().steps == [f"create voice-{third}"]
    assert writing(simulator) == ["POST phone_numbers"]

    stack.program(line([*NUMBERS, third]))
    stack.preview("--expect-no-changes")
    stack.program(line([*NUMBERS, third], trunk_name="voice_2", caller_id=third))
    previewed = stack.preview()
    assert sorted(previewed.steps) == ["update voice", "update voice-caller_id"]
    assert "known of voice_2" in previewed.text  # ids and inputs are known while a change is previewed
    simulator.clear_log()
    assert sorted(stack.up().steps) == ["update voice", "update voice-caller_id"]
    assert sorted(writing(simulator)) == ["POST settings", "PUT trunks"]
    assert before.items() <= stack.ids().items()


ALONE = """
trunk = exotel.Trunk("mine", trunk_name="voice_ai")
exotel.DestinationUri("in", trunk=trunk, destination="sip.example.com:5061;transport=tls")
"""
AS_A_LINE = """
def was(name):
    return pulumi.ResourceOptions(aliases=[pulumi.Alias(name=name, parent=pulumi.ROOT_STACK_RESOURCE)])

destination = "sip.example.com:5061;transport=tls"
exotel.SipTrunk("voice", trunk_name="voice_ai", direction="inbound", destinations=[destination],
    child_opts={"trunk": was("mine"), "destinations": lambda key: was("in")})
"""


def test_resources_that_stood_alone_become_a_line_without_a_request(stack: Stack, simulator: Simulator) -> None:
    stack.program(ALONE)
    stack.up()
    stack.program(AS_A_LINE)
    simulator.clear_log()
    assert stack.up().steps == ["create voice"]
    assert simulator.requests == []
    stack.destroy_all()


LATER = (
    CLOUD
    + """
cloud = Cloud("cloud", ip="13.233.10.20", host="sip.example.com", edge="edge.example.com:443")
line = exotel.SipTrunk(
    "voice",
    trunk_name="voice_ai",
    direction="bidirectional",
    scenario="high_security",
    phone_numbers={"+919876543210": "pstn"},
    destinations={"agent": pulumi.Output.concat(cloud.host, ":5061;transport=tls")},
    whitelisted_ips={"sbc": cloud.ip},
    user_names={"livekit": {"password": pulumi.Output.secret("Sesame_0pen")}},
    edge_tls=cloud.edge,
)
pulumi.export("edge", line.facts["edge_tls"])
pulumi.export("found", [line.destinations["agent"].destination, line.whitelisted_ips["sbc"].ip])
"""
)


def test_a_line_of_values_that_are_known_after_apply_is_made(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(LATER)
    assert len(stack.preview().steps) == 7
    assert requests(simulator) == ["GET trunks"]
    stack.up()
    outputs = stack.outputs()
    assert outputs["edge"] == {"host": "edge.example.com", "port": 443, "host_port": "edge.example.com:443"}
    assert outputs["found"] == ["sip.example.com:5061;transport=tls", "13.233.10.20"]
    stack.settle()
    stack.destroy()


LOOK_UPS = (
    CLOUD
    + """
cloud = Cloud("cloud", trunk_name="made_elsewhere")
found = exotel.get_trunk(trunk_name="made_elsewhere")
later = exotel.get_trunk_output(trunk_name=cloud.trunk_name)
number = exotel.get_phone_number(phone_number="+919876543210")
exotel.PhoneNumber("second", trunk=found.trunk_sid, phone_number="+919876543211")
exotel.WhitelistedIp("acl", trunk=later.trunk_sid, ip="13.233.10.20")
pulumi.export("trunk", found)
pulumi.export("later", later)
pulumi.export("number", number)
pulumi.export("trunks", exotel.get_trunks_output())
"""
)


def test_a_program_looks_objects_up_and_builds_on_them(stack: Stack, simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="made_elsewhere")
    simulator.add(sid, "phone_numbers", phone_number="+919876543210")
    stack.program(LOOK_UPS)
    assert sorted(stack.preview().steps) == ["create acl", "create cloud", "create second"]
    assert {request.split()[0] for request in requests(simulator)} == {"GET"}
    stack.up()
    outputs = stack.outputs()
    assert outputs["trunk"] == outputs["later"] == outputs["trunks"][0]
    assert outputs["trunk"]["trunk_sid"] == outputs["number"]["trunk_sid"] == sid
    stack.up("--expect-no-changes")
    stack.destroy()
    assert len(simulator.rows(sid, "phone_numbers")) == 1


OTHER_SIDE = (
    CLOUD
    + """
import hashlib, json
from exotel_pulumi.platforms import livekit

def digest(name, body):
    Cloud(name, digest=body.apply(lambda known: hashlib.sha256(json.dumps(known).encode()).hexdigest()))

digest("outbound", livekit.outbound_trunk(line, user_name="livekit_prod"))
digest("inbound", livekit.inbound_trunk(line))
digest("rule", livekit.dispatch_rule(line))
"""
)


def test_a_preview_shows_what_up_will_do_at_the_platform(stack: Stack) -> None:
    # A value that the platform's requests do not take may be unknown: nothing changes at the platform.
    stack.program(line(NUMBERS) + OTHER_SIDE)
    stack.up()
    more = {"user_names": ["livekit_prod", "other"], "whitelisted_ips": ["13.233.10.20", "13.233.10.21"]}
    stack.program(line(NUMBERS, **more) + OTHER_SIDE)
    for outcome in (stack.preview(), stack.up()):
        assert sorted(outcome.steps) == ["create voice-13.233.10.21", "create voice-other"]
    more["user_names"] = {"livekit_prod": {}, "other": {"rotation": "2"}}  # type: ignore[assignment]
    stack.program(line(NUMBERS, **more) + OTHER_SIDE)
    for outcome in (stack.preview(), stack.up()):
        assert outcome.steps == ["update voice-other"]
    more["user_names"] = {"livekit_prod": {"rotation": "2"}, "other": {"rotation": "2"}}  # type: ignore[assignment]
    stack.program(line(NUMBERS, **more) + OTHER_SIDE)
    for outcome in (stack.preview(), stack.up()):
        assert sorted(outcome.steps) == ["update outbound", "update voice-livekit_prod"]
    stack.destroy_all()
