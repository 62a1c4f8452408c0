"""`simulated.yml`: its commands need no account and no secret, and run here without a change."""

import re
import socket
from pathlib import Path

import pytest

from tests.ci.machine import Machine
from tests.ci.workflows import FOLDER, document, lines


@pytest.fixture
def on_a_free_port(tmp_path: Path) -> Path:
    """Writes a copy of the workflow with free ports, as another program of this machine may use the usual ones."""
    path = tmp_path / "simulated.yml"
    text = (FOLDER / "github" / "simulated.yml").read_text(encoding="utf-8")
    for usual in ("8080", "5443"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            text = text.replace(usual, str(probe.getsockname()[1]))
    path.write_text(text, encoding="utf-8")
    return path


def test_a_trunk_is_created_checked_and_deleted(machine: Machine, on_a_free_port: Path) -> None:
    ended = machine.run(lines(on_a_free_port, "simulated"), document(on_a_free_port)["env"])
    assert not ended.failed, ended.log
    for report in ("+ 7 to create", "+ 7 created", "7 unchanged", "- 7 deleted", "200 OK"):
        assert report in ended.log
    assert re.search(r"^ +password *: \[secret\]$", ended.log, re.MULTILINE)
    assert (machine.checkout / "simulator.log").read_text(encoding="utf-8").startswith("Exotel simulator listening")
