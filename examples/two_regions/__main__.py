"""A line in India and a line in Singapore, in two accounts of Exotel and one stack.

The account in India is that of the stack's settings (`exotel:…` or the variables `EXOTEL_…`). The account in Singapore
is an explicit provider. Its settings have names of the program's own:

    pulumi config set singapore:accountSid your_account_sid
    pulumi config set singapore:apiKey your_api_key
    pulumi config set --secret singapore:apiToken your_api_token
"""

import pulumi

import exotel_pulumi as exotel

config = pulumi.Config("singapore")
singapore = exotel.Provider(
    "singapore",
    account_sid=config.require("accountSid"),
    api_key=config.require("apiKey"),
    api_token=config.require_secret("apiToken"),
    region="singapore",
    api_url=config.get("apiUrl"),  # left out for Exotel itself; a simulator has an address of its own
)
DESTINATION = "sip.example.com:5061;transport=tls"

india = exotel.SipTrunk(
    "india",
    trunk_name="voice_ai",
    direction="bidirectional",
    phone_numbers=["+918047112233"],
    destinations=[DESTINATION],
    user_names=["voice_agent"],
)
# All that the line consists of is in the account of its provider; the name may be the same in both accounts.
asia = exotel.SipTrunk(
    "asia",
    trunk_name="voice_ai",
    direction="bidirectional",
    phone_numbers=["+6531234567"],
    destinations=[DESTINATION],
    user_names=["voice_agent"],
    opts=pulumi.ResourceOptions(provider=singapore),
)
# A resource goes with the trunk that it is given: no provider has to be said again.
exotel.WhitelistedIp("asia-sbc", trunk=asia.trunk, ip="13.233.10.20")

for name, line in {"india": india, "asia": asia}.items():
    pulumi.export(name, {"account": line.facts["account_sid"], "region": line.facts["region"], "trunk": line.trunk_sid})
