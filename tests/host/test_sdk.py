"""What is built on today's SDK; one that hands on less is refused before anything is sent."""

import os
import re
import textwrap
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from exotel_pulumi import PhoneNumber
from exotel_pulumi.hosts.dynamic import WAITING_AT_ONCE
from exotel_pulumi.simulator import Simulator
from tests.host.by_hand import add_by_hand, on_server
from tests.host.host import Host, HostError

# Makes Python read the servicer of the SDK with another name for one local variable.
RENAMED = """
    import importlib.machinery, os, re

    read = importlib.machinery.SourceFileLoader.get_code

    def get_code(self, name):
        if not self.path.endswith(os.path.join("pulumi", "dynamic", "__main__.py")):
            return read(self, name)
        source, renamed = re.subn(r"\\brequest\\b", "inquiry", self.get_data(self.path).decode())
        assert renamed > 10
        return compile(source, self.path, "exec")

    importlib.machinery.SourceFileLoader.get_code = get_code
"""


@pytest.fixture
def other_sdk(exotel: Simulator, tmp_path: Path) -> Host:
    return sdk_with(exotel, tmp_path, RENAMED)


def sdk_with(exotel: Simulator, tmp_path: Path, change: str) -> Host:
    """Returns a host of an SDK that a program has changed."""
    Path(tmp_path, "sitecustomize.py").write_text(textwrap.dedent(change))
    return Host(exotel, environ={"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])})


def test_s74_an_sdk_that_does_not_give_the_urn_is_refused_at_preview(
    exotel: Simulator, host: Host, other_sdk: Host, trunks: list[str]
) -> None:
    """A run that failed has left two names for one number in the state; the next run drops the old name."""
    identity = add_by_hand(exotel, PhoneNumber, trunks[0], phone_number="+919876543210", mode="pstn")
    inputs = host.check(PhoneNumber, {"trunk_sid": trunks[0], "phone_number": "+919876543210"}).inputs
    outputs = host.read(PhoneNumber, identity, {}, inputs).outputs
    exotel.clear_log()
    with other_sdk:
        for call in (
            lambda: other_sdk.check(PhoneNumber, inputs, inputs, "new name"),
            lambda: other_sdk.delete(PhoneNumber, identity, outputs, "old name"),
        ):
            with pytest.raises(HostError) as refused:
                call()
            assert f"Pulumi's Python SDK {version('pulumi')} does not tell" in refused.value.message
            assert "nothing was sent to Exotel" in refused.value.message
            assert "pip install" in refused.value.message
    assert exotel.requests == []
    assert on_server(exotel, PhoneNumber, identity) is not None


def test_s74_the_same_two_calls_with_todays_sdk_keep_the_number(
    exotel: Simulator, host: Host, second_host: Host, trunks: list[str]
) -> None:
    identity = add_by_hand(exotel, PhoneNumber, trunks[0], phone_number="+919876543210", mode="pstn")
    inputs = host.check(PhoneNumber, {"trunk_sid": trunks[0], "phone_number": "+919876543210"}).inputs
    outputs = host.read(PhoneNumber, identity, {}, inputs).outputs
    assert second_host.check(PhoneNumber, inputs, inputs, "new name").failures == []
    second_host.delete(PhoneNumber, identity, outputs, "old name")
    assert on_server(exotel, PhoneNumber, identity) is not None


def test_s39_those_that_wait_leave_a_thread_of_the_host_to_what_they_wait_for() -> None:
    servicer = find_spec("pulumi.dynamic.__main__")
    assert servicer is not None
    [threads] = re.findall(r"max_workers=([0-9]+)", Path(str(servicer.origin)).read_text())
    assert int(threads) > WAITING_AT_ONCE
