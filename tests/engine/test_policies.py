"""A policy pack in Python, as it sees a program on either host: docs/migration.md, by the real engine."""

import shlex
import sys
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator

from .environment import write_program
from .stack import Stack
from .wire import writing

CLOUDS = Path(sys.prefix) / "clouds"  # tests/clouds.txt
PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

NUMBERS = {
    "pulumi-python:dynamic/exotel:PhoneNumber": "phone_number",
    "exotel:index:PhoneNumber": "phoneNumber",
}

def plays_a_flow(args, report):
    name = NUMBERS.get(args.resource_type)
    if name and args.props["mode"] != "flow":
        report(f"{args.props[name]} is in the mode {args.props['mode']}")

def is_long(args, report):
    if args.resource_type.endswith(":Credential") and len(args.props["password"]) < 20:
        report(f"a password of {len(args.props['password'])} characters")

PolicyPack("lines", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("flows", "Each number plays a flow.", plays_a_flow),
    ResourceValidationPolicy("passwords", "Passwords are long.", is_long),
])
"""
# No language host that can be built here starts a pack. Of a runtime that has none, the engine starts this program.
RUNTIME = "lines"
STARTING = '#!/bin/sh\nPYTHONPATH={clouds} exec {python} -u -m pulumi.policy "$1" {pack}\n'
PROGRAM = """
trunk = exotel.Trunk("voice", trunk_name="voice_ai")
exotel.PhoneNumber("main", trunk=trunk, phone_number="+918012345678", mode="{mode}")
exotel.Credential("agent", trunk=trunk, user_name="agent", password=pulumi.Config().require_secret("password"))
"""


@pytest.fixture
def pack(stack: Stack, host: str) -> str:
    """Writes the pack, and the program that starts the pack; returns the folder that `--policy-pack` takes."""
    folder = stack.folder / "pack"
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text(f"runtime: {RUNTIME}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PACK, encoding="utf-8")
    words = {"clouds": CLOUDS, "python": sys.executable, "pack": folder / "__main__.py"}
    quoted = {name: shlex.quote(str(word)) for name, word in words.items()}
    write_program(stack.folder / f"pulumi-analyzer-policy-{RUNTIME}", STARTING.format(**quoted))
    return str(folder)


def test_a_pack_knows_the_properties_of_the_host_and_is_heard_before_anything_is_made(
    stack: Stack, simulator: Simulator, pack: str
) -> None:
    stack.config("password", "Short_pass_1", secret=True)
    stack.program(PROGRAM.format(mode="pstn"))
    refused = stack.call("up", "--yes", "--policy-pack", pack, fails=True)
    assert "+918012345678 is in the mode pstn" in refused.text
    assert "a password of 12 characters" in refused.text
    assert writing(simulator) == []
    stack.config("password", "Long_enough_pass_2026", secret=True)
    stack.program(PROGRAM.format(mode="flow"))
    stack.call("up", "--yes", "--policy-pack", pack)
    assert sorted(writing(simulator)) == ["POST credentials", "POST phone_numbers", "POST trunks"]
