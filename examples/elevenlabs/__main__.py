"""An ElevenLabs agent that calls and is called on Indian numbers: both sides of the line in one stack.

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
    user_names={"elevenlabs": {"rotation": config.get("rotation") or "1"}},  # another value: another password
    caller_id=numbers[0],
)

for number in numbers:
    body = elevenlabs.phone_number(line, phone_number=number, agent_id=config.get("agentId"))
    pulumi.export(f"phone_number_id {number}", PhoneNumber(number, body).id)  # what `outbound-call` asks for
pulumi.export("hand_steps", line.hand_steps)  # the flow that sends calls to the trunk: Exotel has no API for it
