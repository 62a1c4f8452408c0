"""`examples/server_address`: an address that nobody knows before the server is made, on the real engine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Simulator
from tests.engine.stack import Stack
from tests.engine.wire import requests, writing
from tests.examples.programs import EXAMPLES

# Calls go on: what is new is there before what is old is gone.
CREATE_FIRST = (
    "create-replacement acl",
    "create-replacement inbound",
    "delete-replaced inbound",
    "delete-replaced acl",
)


@pytest.fixture
def stack(tmp_path: Path, simulator: Simulator) -> Iterator[Stack]:
    """Makes a stack of the example."""
    stack = Stack(tmp_path, simulator, EXAMPLES / "server_address")
    yield stack
    stack.end()


def test_an_address_known_after_apply_is_followed(stack: Stack, simulator: Simulator) -> None:
    preview = stack.preview("--diff")
    assert re.search(r"^ +ip +: \[unknown\]$", preview.stdout, re.MULTILINE), preview.text
    assert re.search(r"^ +destination *: \[unknown\]$", preview.stdout, re.MULTILINE), preview.text
    assert "13.233.10" not in preview.text
    assert requests(simulator) == ["GET trunks"]

    stack.up()
    sid = stack.id("voice")
    assert [row["ip"] for row in simulator.rows(sid, "whitelisted_ips")] == ["13.233.10.20"]
    [destination] = simulator.rows(sid, "destination_uris")
    assert destination["destination"] == "sip:13.233.10.20:5061;transport=tls"

    stack.config("zone", "b")
    preview = stack.preview("--diff")
    assert re.search(r'^ +~ ip +: "13\.233\.10\.20" => \[unknown\]$', preview.stdout, re.MULTILINE), preview.text
    simulator.clear_log()
    assert stack.up().steps == ["update pbx", *CREATE_FIRST]
    assert writing(simulator) == [
        "POST whitelisted_ips",
        "POST destination_uris",
        "DELETE destination_uris",
        "DELETE whitelisted_ips",
    ]
    assert [row["ip"] for row in simulator.rows(sid, "whitelisted_ips")] == ["13.233.10.21"]
    simulator.clear_log()
    stack.settle()
    assert writing(simulator) == []
    stack.destroy_all()
