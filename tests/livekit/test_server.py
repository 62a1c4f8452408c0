"""The server of the tests is a real LiveKit: the server refuses what LiveKit refuses, and leaves no process."""

import subprocess
from pathlib import Path

import pytest
from livekit.api import ServerError
from livekit.protocol import sip

from tests.livekit.server import LiveKit, running


def outbound(address: str = "in.voip.exotel.com:443") -> sip.CreateSIPOutboundTrunkRequest:
    trunk = sip.SIPOutboundTrunkInfo(name="voice_ai", address=address, numbers=["+919876543210"])
    return sip.CreateSIPOutboundTrunkRequest(trunk=trunk)


def test_the_server_holds_what_a_request_creates(livekit: LiveKit) -> None:
    made = livekit.ask(lambda api: api.create_outbound_trunk(outbound()))
    assert [trunk.sip_trunk_id for trunk in livekit.outbound()] == [made.sip_trunk_id]
    livekit.ask(lambda api: api.delete_trunk(sip.DeleteSIPTrunkRequest(sip_trunk_id=made.sip_trunk_id)))
    assert livekit.is_empty()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("in.voip.exotel.com:5070;transport=tcp", "should not contain transport parameter"),
        ("sip:in.voip.exotel.com:5070", "should be a hostname or IP, not SIP URI"),
    ],
)
def test_the_server_refuses_by_rules_of_livekit(livekit: LiveKit, address: str, reason: str) -> None:
    with pytest.raises(ServerError) as refused:
        livekit.ask(lambda api: api.create_outbound_trunk(outbound(address)))
    assert reason in refused.value.message
    assert livekit.is_empty()


def test_the_server_leaves_no_process(tmp_path: Path) -> None:
    with running(tmp_path / "server") as server:
        assert server.answers()
        assert len(processes_of(tmp_path)) == 2
    assert processes_of(tmp_path) == []
    assert not server.answers()


def processes_of(folder: Path) -> list[str]:
    """Returns the commands of the processes that name the folder."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "command="], capture_output=True, text=True, check=True).stdout
    return [command for command in listed.splitlines() if str(folder) in command]
