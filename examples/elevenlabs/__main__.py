"""An ElevenLabs agent that calls and is called on Indian numbers: Exotel's and ElevenLabs' side in one stack.

Needs `elevenlabs` installed beside this package.
"""

import pulumi
from elevenlabs_numbers import PhoneNumber

import exotel_pulumi as exotel
from exotel_pulumi.platforms import elevenlabs

config = pulumi.Config()
numbers = config.get_object("numbers") or ["+919876543210"]

line = exotel.SipTrunk(
    "voice",
    trunk_name="voice_ai",
    direction="bidirectional",
    phone_numbers=numbers,
    destinations=[elevenlabs.destination()],
    user_names={"elevenlabs": {"rotation": config.get("rotation") or "1"}},  # change the value for a new password
    caller_id=numbers[0],
)

for number in numbers:
    body = elevenlabs.phone_number(line, phone_number=number, agent_id=config.get("agentId"))
    pulumi.export(f"phone_number_id {number}", PhoneNumber(number, body).id)  # `outbound-call` needs this id
pulumi.export("hand_steps", line.hand_steps)  # for the flow that sends calls to the trunk: Exotel has no API for flows
