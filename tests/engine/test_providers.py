"""Several accounts in one stack by explicit providers, on the real engine: a change reaches its account alone."""

import pytest

from exotel_pulumi.simulator import Account, Simulator

from .simulators import ACCOUNT
from .stack import Stack
from .wire import requests, spelled

SG = Account("acme1sg", "key_9d20aa", "sg/tok+en3=7&b<c2>%40_f1d8")
OTHER = Account("other2m", "key_77e1c4", "other/token+6=5&h<d8>%40_2e90")
both = pytest.mark.simulated(accounts=(ACCOUNT, SG, OTHER))

# The same trunk name in both accounts; a component and a child that say nothing about an account; a resource of
# another kind under the provider's parent, which reads its own settings.
PROGRAM = """
from pulumi import dynamic

class Reading(dynamic.ResourceProvider):
    def configure(self, req):
        self.region = req.config.get("weather:region")
    def create(self, props):
        return dynamic.CreateResult("made", {"region": self.region})

class Weather(dynamic.Resource):
    region: pulumi.Output[str]
    def __init__(self, name, opts):
        super().__init__(Reading(), name, {"region": None}, opts)

settings = pulumi.Config("sg")
sg = exotel.Provider(
    "sg", account_sid=settings.require("sid"), api_key=settings.require("key"),
    api_token=settings.require_secret("token"), region="singapore", api_url=settings.require("url"), retry_delay=0.01)
here = exotel.Trunk("here", trunk_name="voice_ai")
exotel.PhoneNumber("here-number", trunk=here, phone_number="+919876543210", mode="HERE")
line = exotel.SipTrunk(
    "there", trunk_name="voice_ai", direction="outbound", phone_numbers={"+6531234567": "THERE"},
    user_names=["agent"], opts=pulumi.ResourceOptions(provider=sg))
exotel.WhitelistedIp("there-sbc", trunk=line.trunk, ip="13.233.10.20")
weather = Weather("weather", pulumi.ResourceOptions(parent=line))
pulumi.export("region", weather.region)
"""
FOUND = """
pulumi.export("known", exotel.get_trunk_output(trunk_sid=line.trunk_sid, provider=sg).trunk_name)
pulumi.export("sid", line.facts["account_sid"])
"""


def program(here: str = "pstn", there: str = "pstn") -> str:
    return PROGRAM.replace("THERE", there).replace("HERE", here)


def configure(stack: Stack, account: Account) -> None:
    stack.tokens.add(account.api_token)
    stack.config("sg:sid", account.sid)
    stack.config("sg:key", account.api_key)
    stack.config("sg:token", account.api_token, secret=True)
    stack.config("sg:url", stack.environment["EXOTEL_API_URL"])
    stack.config("weather:region", "monsoon", secret=True)


def asked(simulator: Simulator) -> dict[str | None, list[str]]:
    """Lists the requests by the account that they were made to."""
    found: dict[str | None, list[str]] = {}
    for request in simulator.requests:
        found.setdefault(request.account, []).append(spelled(request))
    return found


@both
@pytest.mark.usefixtures("host")
def test_s67_two_accounts_live_in_one_stack(stack: Stack, simulator: Simulator) -> None:
    configure(stack, SG)
    stack.program(program() + FOUND)
    # What a preview asks is said for the whole program, its explicit providers included.
    taken = simulator.add_trunk(trunk_name="voice_ai", account_sid=SG.sid)
    stack.config("exotel:previewAsks", "warn")
    assert f"warning: will be refused: Exotel has the trunk voice_ai already ({taken})" in stack.preview().text
    simulator.remove_trunk(taken)

    plan = str(stack.folder / "plan.json")
    stack.config("exotel:previewAsks", "off")  # one that asks reads the stack's state, which the plan would hold
    stack.preview("--save-plan", plan)
    stack.up("--plan", plan)
    held = {(row["account_sid"], row["trunk_name"]) for row in simulator.trunks()}
    assert held == {(ACCOUNT.sid, "voice_ai"), (SG.sid, "voice_ai")}
    assert stack.outputs() == {"region": "monsoon", "known": "voice_ai", "sid": SG.sid}
    of_sg = {name for name, resource in stack.resources().items() if SG.sid in resource["outputs"].values()}
    assert of_sg == {"there", "there-+6531234567", "there-agent", "there-sbc"}

    # A change in one account, and one by hand in the other: each costs one PUT there.
    stack.settle()
    simulator.clear_log()
    stack.program(program(there="flow"))
    stack.up()
    assert asked(simulator) == {SG.sid: ["PUT phone_numbers"]}
    [trunk] = simulator.trunks(account_sid=ACCOUNT.sid)
    [number] = simulator.rows(trunk["trunk_sid"], "phone_numbers")
    simulator.edit(trunk["trunk_sid"], "phone_numbers", number["id"], mode="flow")
    simulator.clear_log()
    assert "here-number" in stack.refresh().text
    assert {spelled.split()[0] for sent in asked(simulator).values() for spelled in sent} == {"GET"}
    simulator.clear_log()
    stack.up()
    assert asked(simulator) == {ACCOUNT.sid: ["PUT phone_numbers"]}

    stack.destroy_all()


@both
def test_s67_the_settings_of_one_account_name_another(stack: Stack, simulator: Simulator) -> None:
    configure(stack, SG)
    stack.program(program())
    stack.up()
    before = stack.state()
    simulator.clear_log()
    configure(stack, OTHER)
    stack.program(program("flow", "flow"))
    for refused in (stack.preview(fails=True), stack.up(fails=True)):
        assert f"is in the account {SG.sid}, and the settings are those of the account {OTHER.sid}" in refused.text
    # The number of the settings' own account may change before the refusal ends the run.
    elsewhere = [path for account, paths in asked(simulator).items() if account != ACCOUNT.sid for path in paths]
    assert {path.split()[0] for path in elsewhere} <= {"GET"}
    assert {urn: values["id"] for urn, values in stack.state().items()} == {
        urn: values["id"] for urn, values in before.items()
    }
    configure(stack, SG)
    stack.up()
    stack.destroy_all()


@both
def test_s67_resources_may_go_over_to_a_provider_of_their_account(stack: Stack, simulator: Simulator) -> None:
    configure(stack, ACCOUNT)
    declared = """
trunk = exotel.Trunk("trunk", trunk_name="voice_ai"{opts})
exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210")
"""
    stack.program(declared.format(opts=""))
    stack.up()
    before = stack.ids()
    simulator.clear_log()
    settings = PROGRAM[PROGRAM.index("settings =") : PROGRAM.index("here =")]
    stack.program(settings + declared.format(opts=", opts=pulumi.ResourceOptions(provider=sg)"))
    stack.up()
    assert stack.ids() == before
    assert requests(simulator) == []
    stack.environment = {name: value for name, value in stack.environment.items() if not name.startswith("EXOTEL_")}
    stack.destroy_all()
