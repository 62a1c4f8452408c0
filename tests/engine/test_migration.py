"""A stack moves from the dynamic host to the plugin and back: no request, and the state is what it was."""

import shlex

import pytest
from pydantic.alias_generators import to_snake

from exotel_pulumi.simulator import Account, Fault, Simulator
from tests.docs.pages import blocks

from .programs import LINE
from .simulators import ACCOUNT
from .stack import Stack
from .wire import requests

OTHER = Account("other2m", "key_77e1c4", "other/token+6=5&h<d8>%40_2e90")
THERE, BACK = (block.splitlines() for block in blocks("sh", "docs/migration.md"))

# Each kind with a generated password, a component, a second account and a trunk that was taken over.
PROGRAM = (
    LINE
    + """
line = exotel.SipTrunk(
    "line", trunk_name="the_line", direction="bidirectional", scenario="high_security",
    phone_numbers=["+919876543211"], destinations=["13.233.10.30:5061;transport=tls"],
    whitelisted_ips=["13.233.10.30"], user_names=["bob"])
settings = pulumi.Config("two")
two = exotel.Provider(
    "two", account_sid=settings.require("sid"), api_key=settings.require("key"),
    api_token=settings.require_secret("token"), api_url=settings.require("url"), retry_delay=0.01)
second = exotel.Trunk("second", trunk_name="voice_ai", opts=pulumi.ResourceOptions(provider=two))
exotel.Credential("second_login", trunk=second, user_name="carol")
exotel.Trunk("taken", trunk_name="made_by_hand", adopt=True)
pulumi.export("number_id", number.phone_number_id)
pulumi.export("dial_whom", line.dial_whom)
"""
)


def said(stack: Stack, line: str) -> None:
    """Runs a line of the page; the page's own `pulumi up` is the test's."""
    program, *command = shlex.split(line)
    assert program == "pulumi"
    stack.call(*command)


def spelling(stack: Stack) -> dict[str, object]:
    """Returns the state as both hosts have it: by fields, without null and own ids, which an id has as well."""
    found: dict[str, object] = {}
    for urn, each in stack.state().items():
        values = {
            part: {to_snake(name): value for name, value in each[part].items() if value is not None}
            for part in ("inputs", "outputs")
        }
        for part in values.values():
            part.pop("__provider", None)
        values["outputs"] = {n: v for n, v in values["outputs"].items() if not n.endswith("_id") and n != "trunk_sid"}
        found[urn.rpartition("::")[2]] = values | {"id": each["id"], "goes_with": _name(each["deletedWith"])}
    return found


def _name(urn: str | None) -> str | None:
    return urn and urn.rpartition("::")[2]


def configure_two(stack: Stack) -> None:
    stack.tokens.add(OTHER.api_token)
    for name, value in (("sid", OTHER.sid), ("key", OTHER.api_key), ("url", stack.environment["EXOTEL_API_URL"])):
        stack.config(f"two:{name}", value)
    stack.config("two:token", OTHER.api_token, secret=True)


@pytest.mark.simulated(accounts=(ACCOUNT, OTHER))
def test_there_and_back_without_a_request(stack: Stack, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="made_by_hand")
    configure_two(stack)
    stack.find_plugin()
    stack.program(PROGRAM)
    stack.up()
    before, spelled_before = stack.state(), spelling(stack)

    said(stack, THERE[1])
    simulator.clear_log()
    changed = PROGRAM.replace('mode="flow"', 'mode="pstn"')
    simulator.add_fault(Fault("PUT", "phone-numbers", "respond", status=400, body={"code": 1002, "message": "no"}))
    stack.program(changed)
    half_way = stack.up("--continue-on-error", fails=True)
    assert requests(simulator) == ["PUT phone_numbers"]
    assert "exotel:index:PhoneNumber" in half_way.text
    assert {each["type"].partition(":")[0] for each in stack.resources().values()} == {"pulumi-python", "exotel"}
    simulator.clear_faults()
    # What is written by each host is read by that one, whichever the program has.
    stack.refresh("--expect-no-changes")
    assert {request.method for request in simulator.requests if request.status == 200} == {"GET"}
    simulator.clear_log()
    stack.program(PROGRAM)
    shown = stack.preview()
    assert {
        step.op for step in shown.begun if step.kind.startswith("exotel:index:") and "SipTrunk" not in step.kind
    } <= {"same", "update"}
    stack.up()
    assert requests(simulator) == []
    stack.preview("--expect-no-changes")
    assert {each["type"].rpartition(":")[0] for each in stack.resources().values()} == {"exotel:index"}
    assert spelling(stack) == spelled_before

    said(stack, BACK[0])
    stack.up()
    stack.preview("--expect-no-changes")
    assert requests(simulator) == []
    assert stack.state() == before
    stack.destroy_all()
