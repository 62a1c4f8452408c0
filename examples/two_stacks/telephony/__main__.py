"""The telephony stack: a trunk that other stacks build on, by its outputs."""

import pulumi

import exotel_pulumi as exotel

trunk = exotel.Trunk("voice", trunk_name="shared_voice")
number = exotel.PhoneNumber("main", trunk=trunk, phone_number="+918047112233")
login = exotel.Credential("agents", trunk=trunk, user_name="voice_agents")
exotel.CallerId("caller", trunk=trunk, phone_number=number.phone_number)

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("domain_name", trunk.domain_name)
pulumi.export("caller_id", number.phone_number)
pulumi.export("user_name", login.user_name)
pulumi.export("password", login.password)
