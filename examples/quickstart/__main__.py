"""One of each of Exotel's objects: what a voice platform needs to call and be called on an Indian number."""

import pulumi

import exotel_pulumi as exotel

trunk = exotel.Trunk("voice", trunk_name="voice_ai")
number = exotel.PhoneNumber("main", trunk=trunk, phone_number="+919876543210")
exotel.WhitelistedIp("sbc", trunk=trunk, ip="13.233.10.20")
exotel.DestinationUri("inbound", trunk=trunk, destination="sip.example.com:5061;transport=tls")
login = exotel.Credential("platform", trunk=trunk, user_name="voice_platform")
exotel.CallerId("caller", trunk=trunk, phone_number=number.phone_number)

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("domain_name", trunk.domain_name)
pulumi.export("phone_number_id", number.phone_number_id)
pulumi.export("user_name", login.user_name)
pulumi.export("password", login.password)
