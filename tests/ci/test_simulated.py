"""`simulated.yml`: its commands need no account and no secret, and run here without a change."""

import re
import socket
from pathlib import Path

import pytest

from tests.ci.machine import Machine
from tests.ci.workflows import FOLDER, Line, document, lines


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


GIT = "git -c user.name=a -c user.email=a@example.com"
NUMBER = '\nexotel.PhoneNumber("second", trunk=trunk, phone_number="+918047112233")\n'


def commit(machine: Machine) -> None:
    ended = machine.run([Line(f"git init --quiet && git add . && {GIT} commit --quiet --message one")], {})
    assert not ended.failed, ended.log


def test_a_trunk_is_created_rung_changed_while_calls_go_on_and_deleted(machine: Machine, on_a_free_port: Path) -> None:
    commit(machine)
    program = machine.checkout / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + NUMBER, encoding="utf-8")
    commit(machine)
    environment = document(on_a_free_port)["env"] | {"BASE": "HEAD^1"}  # which `test_files` compares with the systems
    ended = machine.run(lines(on_a_free_port, "simulated"), environment)
    assert not ended.failed, ended.log
    for report in ("+ 7 created", "+ 1 to create", "+ 1 created", "8 unchanged", "- 8 deleted"):
        assert report in ended.log
    before, after = (part.count("200 OK") for part in ended.log.split("rehearse --during"))
    assert 0 < before < after
    assert "BEGINS       in   +918047112233" in ended.log
    assert re.search(r"Sample: \d+ calls, .*; 0 refused", ended.log)
    assert re.search(r"^ +password *: \[secret\]$", ended.log, re.MULTILINE)
    assert (machine.checkout / "simulator.log").read_text(encoding="utf-8").startswith("Exotel simulator listening")
