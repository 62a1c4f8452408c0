"""Objects that exist without the stack: read by their id, or taken over."""

from exotel_pulumi.simulator import Simulator

from .by_hand import AS_DECLARED, made_by_hand, values_of
from .programs import LINE, NAMES
from .simulators import simulated
from .stack import Stack
from .wire import stored, writing

GET = """
trunk = exotel.Trunk.get("trunk", "{trunk}")
number = exotel.PhoneNumber.get("number", "{number}")
acl = exotel.WhitelistedIp.get("acl", "{acl}")
inbound = exotel.DestinationUri.get("inbound", "{inbound}")
login = exotel.Credential.get("login", "{login}")
caller = exotel.CallerId.get("caller", "{caller}")
exotel.PhoneNumber("own", trunk=trunk, phone_number="+919876543219")
for name, value in {{
    "trunk": [trunk.trunk_sid, trunk.trunk_name, trunk.domain_name, trunk.status],
    "number": [number.trunk_sid, number.phone_number, number.mode, number.phone_number_id],
    "acl": [acl.trunk_sid, acl.ip, acl.mask, acl.whitelisted_ip_id],
    "inbound": [inbound.trunk_sid, inbound.destination, inbound.priority, inbound.weight, inbound.destination_uri_id],
    "login": [login.trunk_sid, login.user_name, login.friendly_name, login.credential_id],
    "caller": [caller.trunk_sid, caller.phone_number],
}}.items():
    pulumi.export(name, value)
"""


def test_s51_each_object_is_read_by_its_id_and_never_deleted(stack: Stack, simulator: Simulator) -> None:
    ids = made_by_hand(simulator)
    before = stored(simulator)
    stack.program(GET.format(**ids))
    assert stack.up().steps == ["create own"]
    sid = ids["trunk"]
    numbers = {name: identity.rpartition("/")[2] for name, identity in ids.items()}
    assert stack.outputs() == {
        "trunk": [sid, "voice_ai", "acme1.pstn.exotel.com", "active"],
        "number": [sid, "+919876543210", "pstn", numbers["number"]],
        "acl": [sid, "13.233.10.20", 30, numbers["acl"]],
        "inbound": [sid, "sip.example.com:5061;transport=tls", 0, 1, numbers["inbound"]],
        "login": [sid, "voice_platform", None, numbers["login"]],
        "caller": [sid, "+918888888888"],
    }
    stack.settle()
    stack.destroy()
    assert stored(simulator) == before, "what was only read is not the stack's to delete"


RETAINED = "opts=pulumi.ResourceOptions(retain_on_delete=True)"


OVERWRITTEN = (
    "nso_code 'other' → 'ANY-ANY'",
    "mode 'pstn' → 'flow'",
    "mask 30 → 32",
    "priority 0 → 1, weight 1 → 5",
    "friendly_name nothing → 'platform', its password is set",
    "phone_number '+918888888888' → '+919876543210'",
)


@simulated({"dialect": "reference", "list_shape": "keyed"})  # a duplicate is a plain 409
def test_s5_s52_s82_s83_a_line_is_adopted_with_consent_and_can_be_kept(stack: Stack, simulator: Simulator) -> None:
    ids = made_by_hand(simulator)
    kept = LINE.replace('trunk_name="voice_ai"', f'trunk_name="voice_ai", adopt=True, {RETAINED}')
    for name in ("number", "login"):
        kept = kept.replace(f'"{name}", trunk=trunk', f'"{name}", trunk=trunk, {RETAINED}')
    stack.program(kept)
    refused = stack.up(fails=True)
    assert "locked out by a generated password" in refused.text
    assert "give `rotation`" in refused.text
    assert stored(simulator)["credentials"][0]["password"] == "of_the_hand_9d2f"

    stack.program(kept.replace('friendly_name="platform"', 'friendly_name="platform", rotation="1"'))
    printed = refused.text + stack.up().text
    assert [said for said in OVERWRITTEN if f"taken over, not made: {said}" not in printed] == []
    assert stored(simulator)["credentials"][0]["password"] != "of_the_hand_9d2f"
    assert stack.ids() == ids
    assert values_of(simulator) == AS_DECLARED
    stack.settle()
    simulator.clear_log()
    assert sorted(step.rpartition(" ")[2] for step in stack.destroy().steps) == list(NAMES)
    assert stack.resources() == {}
    # The trunk stays: what else would go with it has a delete of its own.
    assert sorted(writing(simulator)) == ["DELETE destination_uris", "DELETE settings", "DELETE whitelisted_ips"]
    kept_rows = {table: [row["id"] for row in rows] for table, rows in stored(simulator).items()}
    numbers = {name: [identity.rpartition("/")[2]] for name, identity in ids.items()}
    del kept_rows["trunks"]
    assert kept_rows == {"phone_numbers": numbers["number"], "credentials": numbers["login"]}
    assert [row["trunk_sid"] for row in simulator.trunks()] == [ids["trunk"]]
