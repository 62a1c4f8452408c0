"""`simulated.yml`, whose commands need neither an account nor a secret: run as they stand."""

import re
import socket
from pathlib import Path

import pytest

from tests.ci.machine import Machine
from tests.ci.systems import System
from tests.ci.workflows import scripts


@pytest.fixture
def on_a_free_port(system: System, tmp_path: Path) -> Path:
    """The workflow with another port, since 8080 of this machine may be taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = tmp_path / f"{system}.yml"
    path.write_text(system.simulated.read_text(encoding="utf-8").replace("8080", str(port)), encoding="utf-8")
    return path


def test_the_whole_life_of_a_trunk(machine: Machine, on_a_free_port: Path) -> None:
    ended = machine.run(scripts(on_a_free_port, "simulated", {}), {})
    assert not ended.failed, ended.log
    for told in ("+ 7 to create", "+ 7 created", "7 unchanged", "- 7 deleted"):
        assert told in ended.log
    assert re.search(r"^ +password *: \[secret\]$", ended.log, re.MULTILINE)
    assert (machine.checkout / "simulator.log").read_text(encoding="utf-8").startswith("Exotel simulator listening")
