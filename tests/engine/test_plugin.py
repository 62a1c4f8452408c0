"""A program in Python with the plugin as its host: what the dynamic host cannot do, and what stays as it is."""

import re

import pytest

from exotel_pulumi.simulator import Fault, Simulator
from tests.plugin.test_schema import GOLDEN

from .programs import CHILDREN, TRUNK
from .stack import Stack
from .wire import requests, spelled, writing

pytestmark = pytest.mark.plugin

TAKEN = 'exotel.Trunk("taken", trunk_name="sales_line")\n'
IMPORTED = """
trunk = exotel.Trunk(
    "trunk", trunk_name="sales_line", cascade=False, opts=pulumi.ResourceOptions(import_="{trunk}"))
number = exotel.PhoneNumber(
    "number", trunk=trunk, phone_number="+919876543210", mode="{mode}",
    opts=pulumi.ResourceOptions(import_="{number}", replace_on_changes=["mode"]))
login = exotel.Credential(
    "login", trunk=trunk, user_name="agent", opts=pulumi.ResourceOptions(import_="{login}"))
desk = exotel.Credential(
    "desk", trunk=trunk, user_name="desk", friendly_name="front", password="An0ther_0ne",
    opts=pulumi.ResourceOptions(import_="{desk}"))
pulumi.export("seen", exotel.Trunk.get("seen", "{seen}").trunk_name)
"""

LOGINS = ("agent", "desk")

# What a program in another language does, of which Python's SDK can do all as well.
REMOTE = """
class Line(pulumi.ComponentResource):
    trunkSid: pulumi.Output[str]
    def __init__(self, name, **given):
        super().__init__("exotel:index:SipTrunk", name, {**given, "trunkSid": None}, remote=True)

line = Line("line", trunkName="the_line", direction="bidirectional", scenario="high_security",
    phoneNumbers=["+919876543211"], destinations=["13.233.10.30:5061;transport=tls"],
    whitelistedIps=["13.233.10.30"], userNames=["bob"], callerId="+919876543211")
found = pulumi.runtime.invoke_output("exotel:index:getTrunk", {"trunkSid": line.trunkSid})
pulumi.export("name", found.apply(lambda it: it["trunkName"]))
"""


@pytest.mark.usefixtures("ordinary")
def test_a_component_is_made_for_every_language_in_the_right_order(stack: Stack, simulator: Simulator) -> None:
    """In a process that starts without the SDK, as a person's does; what is forked has the SDK already."""
    checked = stack.call("schema", "check", str(GOLDEN))
    assert checked.stdout + checked.stderr == ""
    stack.find_plugin()
    stack.program(REMOTE.replace('phoneNumbers=["+919876543211"], ', ""))
    refused = stack.up(fails=True)
    assert "needs phoneNumbers (the numbers that calls go out from)" in refused.text
    assert simulator.requests == []
    stack.program(REMOTE)
    made = stack.up()
    assert "warning" not in made.text
    assert sorted(sent for sent in requests(simulator) if not sent.startswith("GET")) == sorted(
        f"POST {collection}"
        for collection in ("trunks", "phone_numbers", "whitelisted_ips", "credentials", "destination_uris", "settings")
    )  # a destination before its address would be refused, and sent again
    assert stack.outputs()["name"] == "the_line"
    simulator.clear_log()
    stack.settle()
    assert writing(simulator) == []
    stack.destroy_all()
    assert writing(simulator) == ["DELETE credentials", "DELETE trunks"], "the rest goes with the trunk"


def test_a_program_is_checked_and_previewed(stack: Stack, simulator: Simulator) -> None:
    stack.choose_plugin()
    stack.config("exotel:pluginHost", "natve")
    stack.program(TAKEN)
    assert "exotel:pluginHost is 'natve', and must be native, or not set" in stack.preview(fails=True).text
    stack.config("exotel:pluginHost", "native")

    # The preview asks, and speaks Python.
    sid = simulator.add_trunk(trunk_name="sales_line")
    refused = stack.preview(fails=True)
    assert f"will be refused: Exotel has the trunk sales_line already ({sid})" in refused.text
    assert "or set adopt=True" in refused.text
    assert requests(simulator) == ["GET trunks"]


def test_what_is_there_is_imported_read_and_replaced(stack: Stack, simulator: Simulator) -> None:
    stack.choose_plugin()
    sid = simulator.add_trunk(trunk_name="sales_line")
    number = simulator.add(sid, "phone_numbers", phone_number="+919876543210", mode="pstn")
    login, desk = (simulator.add(sid, "credentials", user_name=name, password="Sesame_0pen") for name in LOGINS)
    ids = {"trunk": sid, "number": f"{sid}/{number}", "login": f"{sid}/{login}", "desk": f"{sid}/{desk}"}
    ids["seen"] = simulator.add_trunk(trunk_name="of_others")
    # The import works; Pulumi's host for Python may be unable to write code, and the command then fails (languages.md).
    written = stack.call("import", "--yes", "--protect=false", "exotel:index:Trunk", "trunk", sid, fails=True)
    assert "GenerateProgram not implemented" in written.text
    simulator.clear_log()
    stack.passwords_in_program = True
    stack.program(IMPORTED.format(**ids, mode="pstn"))
    imported = stack.up()
    assert stack.ids() == ids
    assert stack.outputs() == {"seen": "of_others"}
    # What the program says otherwise is set in the same run; no other thing is written.
    assert writing(simulator) == ["PUT credentials"]
    assert "Exotel never returns its password" in imported.text
    simulator.clear_log()
    stack.preview("--expect-no-changes")
    assert requests(simulator) == ["GET trunks"], "the one that is only read"

    simulator.remove_trunk(ids["seen"])
    unprotected = re.sub('import_="[^"]*"', "protect=False", IMPORTED.format(**ids, mode="flow"))
    stack.program(unprotected.partition("pulumi.export")[0])
    simulator.clear_log()
    assert stack.up().steps == ["delete-replaced number", "create-replacement number", "discard seen"]
    assert requests(simulator) == ["DELETE phone_numbers", "POST phone_numbers"]
    stack.destroy_all()


def test_a_half_made_object_is_in_the_state_and_the_next_run_completes_it(stack: Stack, simulator: Simulator) -> None:
    stack.choose_plugin()
    stack.program(TRUNK + CHILDREN)
    simulator.add_fault(Fault("PUT", "destination", "respond", status=400, body={"code": 1002, "message": "not today"}))
    failed = stack.up("--continue-on-error", fails=True)
    assert "not today" in failed.text
    assert "`pulumi up` completes it" in failed.text
    assert "Traceback" not in failed.text
    assert stack.resources()["inbound"]["initErrors"]
    simulator.clear_log()
    assert stack.up().steps == ["update inbound"]
    assert [spelled(request) for request in simulator.requests] == ["PUT destination_uris"]
    stack.settle_and_destroy()
