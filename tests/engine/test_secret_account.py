"""An account SID that is a secret: nowhere in plain text, in the state or in what is printed."""

import pytest

from exotel_pulumi.simulator import Account, Simulator

from .programs import CHILDREN
from .secrets_hunt import Prey, hunt
from .simulators import ACCOUNT
from .stack import Stack
from .wire import writing

HIDDEN = Account("hidden7f3a2c9", "key_of_hidden", "token_of_hidden")
SECOND = Account("second5d81e0b", "key_of_second", "token_of_second")
PROGRAM = f"""
trunk = exotel.Trunk("trunk", trunk_name="voice_ai")
{CHILDREN}
line = exotel.SipTrunk("line", trunk_name="line", direction="inbound",
    destinations=["a.example.com:5061;transport=tls"], domain_name=config.get_secret("domain"))
pulumi.export("facts", line.facts)
pulumi.export("account", trunk.account_sid)
pulumi.export("found", exotel.get_trunk_output(trunk_sid=trunk.trunk_sid))
pulumi.export("read", exotel.Trunk.get("read", trunk.trunk_sid).domain_name)
second = exotel.Provider("second", account_sid=config.require_secret("second"), api_key="{SECOND.api_key}",
    api_token="{SECOND.api_token}", api_url=config.require("url"))
other = exotel.Trunk("other", trunk_name="other", opts=pulumi.ResourceOptions(provider=second))
exotel.PhoneNumber("far", trunk=other, phone_number="+919876500000")
"""


@pytest.mark.simulated(accounts=(HIDDEN, SECOND, ACCOUNT))
def test_s100_a_secret_account_sid_is_nowhere_in_plain_text(stack: Stack, simulator: Simulator) -> None:
    for variable in ("EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN"):
        del stack.environment[variable]
    stack.config("exotel:accountSid", HIDDEN.sid, secret=True)
    stack.config("exotel:apiKey", HIDDEN.api_key)
    stack.config("exotel:apiToken", HIDDEN.api_token, secret=True)
    stack.config("second", SECOND.sid, secret=True)
    stack.config("url", simulator.url)
    stack.program("config = pulumi.Config()\n" + PROGRAM)
    stack.up()
    simulator.clear_log()
    stack.up("--refresh", "--expect-no-changes")
    assert writing(simulator) == []
    stack.export()
    assert where(stack) == []
    assert stack.outputs()["facts"]["account_sid"] == HIDDEN.sid
    assert stack.outputs()["read"] == f"{HIDDEN.sid}.pstn.exotel.com"
    stack.destroy("--run-program")
    assert simulator.trunks() == []
    assert where(stack) == []


def where(stack: Stack) -> list[str]:
    """Lists where one of the two SIDs stands in plain text."""
    return hunt(Prey({HIDDEN.sid, SECOND.sid}), stack.folder, [outcome.text for outcome in stack.outcomes])
