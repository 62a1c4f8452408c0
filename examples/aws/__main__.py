"""A SIP server on AWS: its Elastic IP is what the trunk admits, its name in Route 53 is where calls are delivered.

Needs `pip install pulumi-aws`, and AWS credentials beside Exotel's.
"""

import pulumi
import pulumi_aws as aws

import exotel_pulumi as exotel

config = pulumi.Config()

address = aws.ec2.Eip("server", domain="vpc", instance=config.get("instanceId"))
record = aws.route53.Record(
    "name",
    zone_id=config.require("zoneId"),
    name=config.get("name") or "sip.example.com",
    type="A",
    ttl=60,
    records=[address.public_ip],
)

trunk = exotel.Trunk("voice", trunk_name="aws_voice")
exotel.PhoneNumber("main", trunk=trunk, phone_number="+918047112233")
exotel.WhitelistedIp("acl", trunk=trunk, ip=address.public_ip)
exotel.DestinationUri("inbound", trunk=trunk, destination=record.fqdn.apply(lambda name: f"{name}:5061;transport=tls"))

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("public_ip", address.public_ip)
