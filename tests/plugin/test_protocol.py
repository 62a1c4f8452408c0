"""The plugin has the protocol's messages without the SDK, until something needs the SDK."""

import subprocess
import sys

from pulumi.runtime import rpc

from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.protocol import without_sdk

LATER = """
from exotel_pulumi.plugin.protocol import without_sdk
with without_sdk():
    from exotel_pulumi.plugin import server
    from pulumi.runtime.proto import provider_pb2
import sys
assert "pulumi" not in sys.modules
from exotel_pulumi.plugin import components
import pulumi, pulumi.runtime
from pulumi.runtime.proto import provider_pb2 as later
assert later is provider_pb2
assert pulumi.runtime.proto.CheckRequest is provider_pb2.CheckRequest
assert issubclass(components.SipTrunk, pulumi.ComponentResource)
print("the same")
"""


def test_what_needs_the_sdk_has_all_of_it_and_the_same_messages() -> None:
    done = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("the same\n", "")


def test_a_process_that_has_the_sdk_keeps_it() -> None:
    kept = {name: sys.modules[name] for name in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")}
    with without_sdk():
        assert {name: sys.modules[name] for name in kept} == kept
    assert {name: sys.modules[name] for name in kept} == kept


def test_a_value_that_nobody_knows_yet_is_what_the_sdk_says() -> None:
    assert wire.UNKNOWN == rpc.UNKNOWN
