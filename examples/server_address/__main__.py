"""A server whose address is known only after it is made: it feeds the trunk's ACL and its destination."""

import pulumi
from server import Server

import exotel_pulumi as exotel

server = Server("pbx", zone=pulumi.Config().require("zone"))

trunk = exotel.Trunk("voice", trunk_name="server_voice")
exotel.PhoneNumber("main", trunk=trunk, phone_number="+918047112233")
exotel.WhitelistedIp("acl", trunk=trunk, ip=server.public_ip)
exotel.DestinationUri(
    "inbound", trunk=trunk, destination=pulumi.Output.format("{}:5061;transport=tls", server.public_ip)
)

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("public_ip", server.public_ip)
