"""A voice agent on LiveKit that calls and is called on Indian numbers: Exotel's and LiveKit's side in one stack.

Needs `livekit-api` installed beside this package.
"""

import pulumi
from livekit_sip import DispatchRule, InboundTrunk, OutboundTrunk

import exotel_pulumi as exotel
from exotel_pulumi.platforms import livekit

config = pulumi.Config()
numbers = config.get_object("numbers") or ["+919876543210"]
sip_subdomain = config.get("sipSubdomain") or "my-project"  # the id of the LiveKit project without `p_`

line = exotel.SipTrunk(
    "voice",
    trunk_name="voice_ai",
    direction="bidirectional",
    phone_numbers=numbers,
    destinations=[livekit.destination(sip_subdomain, region="india")],
    user_names={"livekit_prod": {"rotation": config.get("rotation") or "1"}},  # change the value for a new password
    caller_id=numbers[0],
)

outbound = OutboundTrunk("voice", livekit.outbound_trunk(line))
inbound = InboundTrunk("voice", livekit.inbound_trunk(line))
DispatchRule("voice", livekit.dispatch_rule(line, trunk_ids=[inbound.id], agent_name="receptionist"))

pulumi.export("outbound_trunk_id", outbound.id)  # the agent needs this id to place calls
pulumi.export("hand_steps", line.hand_steps)  # for the flow that sends calls to the trunk: Exotel has no API for flows
