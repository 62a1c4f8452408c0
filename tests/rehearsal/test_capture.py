"""tshark, which nobody here wrote, reads what `trace --save` writes: every message of a call, in its order."""

import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from exotel_pulumi.checks.ladder import capture
from exotel_pulumi.simulator import Options, Simulator
from tests.simulator.sip.conftest import NUMBER

STRANGER = "+919999999999"


def test_every_message_of_a_call_is_read(tmp_path: Path) -> None:
    program = shutil.which("tshark")
    if program is None:
        pytest.fail("tshark is missing: `make test-rehearsal` installs it as root", pytrace=False)
    with Simulator(Options(sip_tcp=0, pretend="13.233.10.20")) as exotel:
        sid = exotel.add_trunk()
        exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
        for number in (NUMBER, STRANGER):  # the edge is its own phone
            exotel.add(sid, "phone_numbers", phone_number=number)
        exotel.add(sid, "destination_uris", destination="sip:a.example.com:5060;transport=tcp", priority=0, weight=1)
        assert exotel.edge is not None
        led = {"a.example.com:5060": f"127.0.0.1:{exotel.sip_ports['tcp']}"}
        assert exotel.edge.ring({"number": NUMBER, "resolve": led, "talk": 0.1})["well"]
        log = exotel.exchange.calls
        kept = [asdict(seen) for seen in log.messages(log.entries()[-1].id)]
    (tmp_path / "call.pcap").write_bytes(capture(kept))
    command = [
        program,
        "-r",
        "call.pcap",
        "-T",
        "fields",
        "-e",
        "sip.Method",
        "-e",
        "sip.Status-Code",
        "-e",
        "sip.CSeq",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        ["INVITE", "", "1 INVITE"], ["", "100", "1 INVITE"], ["", "180", "1 INVITE"], ["", "200", "1 INVITE"],
        ["ACK", "", "1 ACK"], ["BYE", "", "2 BYE"], ["", "200", "2 BYE"],
    ]  # fmt: skip
