"""A PBX with a fixed address: the address is the authentication, and calls are delivered to it."""

import pulumi

import exotel_pulumi as exotel

config = pulumi.Config()
address = config.get("address") or "13.233.10.20"
numbers = config.get_object("numbers") or ["+918047112233", "+918047112234"]

trunk = exotel.Trunk("pbx", trunk_name="office_pbx")
for number in numbers:
    exotel.PhoneNumber(number, trunk=trunk, phone_number=number)
exotel.WhitelistedIp("pbx", trunk=trunk, ip=address)
exotel.DestinationUri("pbx", trunk=trunk, destination=f"{address}:5060;transport=tcp")
exotel.CallerId("pbx", trunk=trunk, phone_number=numbers[0])

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("sip_domain", trunk.domain_name)
