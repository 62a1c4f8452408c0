"""A preview asks Exotel, and ends as its `up` would end: what the engine shows, its exit code, and the requests."""

import json

from typer.testing import CliRunner

from exotel_pulumi.cli.app import app
from exotel_pulumi.simulator import Fault, Simulator

from .stack import Stack
from .wire import requests, writing

NUMBER = "+919876543210"
FOREIGN = f"""
pulumi.Output.from_input("sales_line").apply(lambda name: exotel.Trunk("taken", trunk_name=name))
own = exotel.Trunk("own", trunk_name="own_line")
number = exotel.PhoneNumber("number", trunk=own, phone_number="{NUMBER}")
second = exotel.PhoneNumber("second", trunk=own, phone_number="+919876543219")
"""
# In the place of 300: each hook costs the more the more there are.
FEW = "from exotel_pulumi.resources import previewing\npreviewing.MOST_WATCHED = 1\n"


def test_s114_s115_what_up_would_refuse_fails_the_preview(stack: Stack, simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="sales_line")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER, mode="pstn")
    stack.program(FOREIGN)
    for outcome in (stack.preview(fails=True), stack.call("up", "--yes", fails=True)):
        assert said(outcome.stdout, "taken") == [
            f"error: will be refused: Exotel has the trunk sales_line already ({sid})",
            f"What to do: choose another trunk_name, or set adopt=True to take {sid} over into this stack. If that "
            "will be settled before `pulumi up`, set exotel:previewAsks to warn.",
        ]
        assert said(outcome.stdout, "number")[0] == (
            f"error: will be refused: {NUMBER} is mapped to the trunk sales_line ({sid})"
        )
        assert "error: Exotel would refuse 2 of these resources" in outcome.stdout
        assert "Traceback" not in outcome.text
    assert "+ 5 to create" in stack.outcomes[0].stdout, "all that is planned is shown"
    assert requests(simulator) == ["GET trunks", "GET phone_numbers"] * 2
    code, found = compared(stack)
    assert code == 1
    for name in ("taken", "number"):
        assert found[name] == [line.removeprefix("error: ") for line in said(stack.outcomes[0].stdout, name)]

    stack.environment["EXOTEL_PREVIEW_ASKS"] = "warn"  # another stack releases the number first
    assert "warning: will be refused" in stack.preview().stdout
    stack.program(FEW + FOREIGN)
    assert "not compared with Exotel: what is declared after the first 1 resources" in stack.preview().stdout
    stack.program(FOREIGN)
    stack.environment["EXOTEL_PREVIEW_ASKS"] = "off"
    simulator.clear_log()
    assert "refused" not in stack.preview().stdout
    stack.environment["EXOTEL_PREVIEW_ASKS"] = "fail"
    assert "refused" not in stack.preview("--target", "**own").stdout
    assert requests(simulator) == ["GET trunks"]
    simulator.clear_log()
    refused = stack.up("--continue-on-error", fails=True)
    assert f"take {sid} over into this stack" in refused.text
    assert f"It is mapped to trunk {sid}" in refused.text


def test_s114_s115_without_an_answer_nothing_fails_but_a_wrong_key(stack: Stack, simulator: Simulator) -> None:
    stack.program(FOREIGN)
    simulator.add_fault(Fault("GET", "", "respond", status=503, body="down", times=0))
    down = stack.preview().stdout
    assert down.count("warning: not compared with Exotel: Exotel answered") == 2  # as it comes, and in the end
    simulator.clear_faults()
    token = stack.environment.pop("EXOTEL_API_TOKEN")
    assert "not compared with Exotel: no key" in stack.preview().stdout
    assert requests(simulator) == ["GET trunks"]
    stack.environment["EXOTEL_API_TOKEN"] = "wrong"
    wrong = stack.preview(fails=True).stdout.partition("Diagnostics:")[2]
    assert wrong.count("check all three: exotel:apiKey, exotel:apiToken and exotel:region") == 1
    stack.environment["EXOTEL_API_TOKEN"] = token
    late = CLOUD_KEY + FOREIGN.replace("_name=name", "_name=name, opts=by").replace('own_line"', 'own_line", opts=by')
    stack.program(late)
    assert "not compared with Exotel: the key of the provider account is not known yet" in stack.preview().stdout
    assert len(simulator.requests) == 2


CLOUD_KEY = """
from pulumi import dynamic

class Making(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult("made", {"key": "made_key"})

class Cloud(dynamic.Resource):
    key: pulumi.Output

cloud = Cloud(Making(), "cloud", {"key": None})
account = exotel.Provider("account", account_sid="acme1", api_key=cloud.key, api_token="t")
by = pulumi.ResourceOptions(provider=account)
"""

ADOPTED = """
line = exotel.SipTrunk("line", trunk_name="{name}", adopt=True, direction="bidirectional",
    user_names={{"agent": {login}}}, phone_numbers=["{number}", "+919876543219"],
    destinations=["sip.example.com:5061;transport=tls"]{more})
"""
PRODUCTION = {"name": "production", "login": {"rotation": "1"}, "number": NUMBER, "more": ""}


TAKEN = (
    "warning: taken over as {sid}: nothing is made; overwritten: nso_code 'OTHER' → 'ANY-ANY'; on it are taken over: 1 "
    "phone number (+919876543210), 1 SIP credential (agent); on it are made: 1 phone number (+919876543219), 1 "
    "destination URI (sip.example.com:5061;transport=tls); overwritten on it: agent: its password is set"
)
PRICE = (
    "warning: is replaced, and gets a new SID: flows that dial sip:{sid} must be changed by hand; 2 phone numbers: off "
    "the air for at least 4 requests; 1 destination URI: not called for at least 3 requests; 1 SIP credential: refused "
    "as a login for at least 3 requests; its generated password changes"
)


def test_s115_s116_a_production_trunk_is_taken_over_and_replaced(stack: Stack, simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="production", nso_code="OTHER")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER, mode="pstn")
    simulator.add(sid, "credentials", user_name="agent", password="of_the_hand_9d2f")
    stack.program(ADOPTED.format(**PRODUCTION))
    preview = stack.preview().stdout
    assert said(preview, "line") == [TAKEN.format(sid=sid)]
    assert said(preview, f"line-{NUMBER}") == []
    assert said(preview, "line-agent")[0].endswith("overwritten: its password is set")
    assert compared(stack)[1]["line"] == [TAKEN.format(sid=sid).removeprefix("warning: ")]
    simulator.clear_log()
    stack.preview()
    read = [f"GET {name}" for name in ("trunks", "phone_numbers", "destination_uris", "credentials")]
    assert requests(simulator) == read
    taken = stack.up().stdout
    assert f"trunk {sid} was there already: taken over, not made: nso_code 'OTHER' → 'ANY-ANY'" in taken

    simulator.clear_log()
    stack.preview("--expect-no-changes")
    assert requests(simulator) == []
    stack.program(ADOPTED.format(**PRODUCTION | {"more": ', domain_name="new.pstn.exotel.com"'}))
    assert said(stack.preview().stdout, "line") == [PRICE.format(sid=sid)]
    assert len(simulator.requests) == 6
    assert compared(stack)[1]["line"] == [PRICE.format(sid=sid).removeprefix("warning: ")]
    simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    assert "not the stack's own: 1 whitelisted IP (13.233.10.20)" in stack.preview(fails=True).stdout
    assert writing(simulator) == []
    _give_the_name_up(stack, simulator)


def _give_the_name_up(stack: Stack, simulator: Simulator) -> None:
    """Lets the trunk give its name up in the run in which another one takes the name, beside one that is only read."""
    after = 'exotel.Trunk("new", trunk_name="production", opts=pulumi.ResourceOptions(depends_on=[line]))\n'
    foreign = simulator.add_trunk(trunk_name="foreign")
    simulator.add(foreign, "phone_numbers", phone_number="+918047112233", mode="pstn")
    seen = f'exotel.Trunk.get("seen", "{foreign}")\n'
    stack.program(ADOPTED.format(**PRODUCTION | {"name": "renamed"}) + after + seen)
    assert "until another resource of the program gives it up" in stack.preview().stdout
    stack.up()

    # What is only read is in the state, and does not leave the program.
    newest = 'exotel.Trunk("newest", trunk_name="newest_line")\n'
    stack.program(ADOPTED.format(**PRODUCTION | {"name": "renamed"}) + after + seen + newest)
    simulator.clear_log()
    assert "has left the program" not in stack.preview().stdout
    assert f"{foreign}/" not in "".join(request.path for request in simulator.requests)


def compared(stack: Stack) -> tuple[int, dict[str, list[str]]]:
    """Makes the document of a preview without a key, and compares it with one, as two jobs of a CI system do.

    Returns the exit code of the second one, and by resource what a preview with a key would say there.
    """
    key = {name: stack.environment.pop(name) for name in ("EXOTEL_API_KEY", "EXOTEL_API_TOKEN")}
    document = stack.preview("--json", "--show-sames", "--show-replacement-steps").stdout
    stack.environment |= key
    done = CliRunner().invoke(app, ["doctor", "--preview", "-", "--json"], input=document, env=stack.environment)
    found: dict[str, list[str]] = {}
    for each in json.loads(done.stdout)["findings"]:
        cure = [f"What to do: {each['cure']}"] if each["cure"] else []
        found[each["subject"]] = [*found.get(each["subject"], []), each["said"], *cure]
    return done.exit_code, found


def said(output: str, name: str) -> list[str]:
    """Returns the lines that the diagnostics have at a resource."""
    blocks = output.partition("Diagnostics:")[2].partition("Resources:\n")[0].split("\n\n")
    return [
        line.strip()
        for block in blocks
        if block.strip().partition(":\n")[0].endswith(f" ({name})")
        for line in block.strip().splitlines()[1:]
    ]
