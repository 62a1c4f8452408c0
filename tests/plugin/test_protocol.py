"""The plugin has the protocol's messages without the SDK, until something needs the SDK."""

import os
import subprocess
import sys
from pathlib import Path

from pulumi.runtime import rpc

from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.protocol import without_sdk

ROOT = Path(__file__).parents[2]
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

LAID_OUT_OTHERWISE = """
import sys

class Otherwise:
    @staticmethod
    def find_spec(name, path, target=None):
        if name == "pulumi.runtime.proto" and not getattr(sys.modules["pulumi"], "__file__", None):
            raise ImportError("these messages need the whole SDK")

sys.meta_path.insert(0, Otherwise)
"""

AT_THE_END = """
import atexit, gc

atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 10_000))
"""


def started(tmp_path: Path, customised: str) -> "subprocess.CompletedProcess[str]":
    """Starts the plugin with Python customised; it ends when it reads its port, which is after all imports."""
    (tmp_path / "sitecustomize.py").write_text(customised, encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "EXOTEL_PLUGIN_PORT": "none"}
    command = [sys.executable, "-m", "exotel_pulumi.plugin"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.stderr.endswith("ValueError: invalid literal for int() with base 10: 'none'\n")
    return done


def test_what_needs_the_sdk_has_all_of_it_and_the_same_messages() -> None:
    done = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("the same\n", "")


def test_the_plugin_starts_with_an_sdk_that_is_laid_out_otherwise(tmp_path: Path) -> None:
    assert "need the whole SDK" not in started(tmp_path, LAID_OUT_OTHERWISE).stderr


def test_garbage_is_collected_once_all_is_imported(tmp_path: Path) -> None:
    assert started(tmp_path, AT_THE_END).stdout == "True True\n"


def test_a_process_that_has_the_sdk_keeps_it() -> None:
    kept = {name: sys.modules[name] for name in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")}
    with without_sdk():
        assert {name: sys.modules[name] for name in kept} == kept
    assert {name: sys.modules[name] for name in kept} == kept


def test_a_value_that_nobody_knows_yet_is_what_the_sdk_says() -> None:
    assert wire.UNKNOWN == rpc.UNKNOWN
