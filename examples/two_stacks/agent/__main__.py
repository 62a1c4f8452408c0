"""An agent's stack: a number and a destination of its own on the trunk of the telephony stack, which it only reads.

Bring `../telephony` up first and take it down last. Stacks that are encrypted with a passphrase need the same one.
"""

import pulumi

import exotel_pulumi as exotel

config = pulumi.Config()
same_stack_of_telephony = f"{pulumi.get_organization()}/exotel-telephony/{pulumi.get_stack()}"
telephony = pulumi.StackReference(config.get("telephony") or same_stack_of_telephony)
trunk_sid = telephony.require_output("trunk_sid")

number = exotel.PhoneNumber("agent", trunk=trunk_sid, phone_number="+918047112234")
exotel.DestinationUri("agent", trunk=trunk_sid, destination="agent.example.com:5061;transport=tls")

pulumi.export("inbound_number", number.phone_number)
pulumi.export(
    "sip",
    {
        "address": telephony.require_output("domain_name"),
        "trunk": pulumi.Output.concat("sip:", trunk_sid),
        "caller_id": telephony.require_output("caller_id"),
        "user_name": telephony.require_output("user_name"),
        "password": telephony.require_output("password"),
    },
)
