"""An account with one line, and the command line as a process that is asked about it."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from exotel_pulumi.cli.app import app
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Simulator
from tests.kinds import ON_A_TRUNK
from tests.nursery import python


@dataclass(frozen=True)
class Done:
    """What a command has printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def environment(simulator: Simulator) -> dict[str, str]:
    """Returns the person's environment with the settings of the simulator's account."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EXOTEL_", "NO_COLOR"))}
    return {
        **own,
        "EXOTEL_ACCOUNT_SID": DEFAULT_ACCOUNT_SID,
        "EXOTEL_API_KEY": DEFAULT_API_KEY,
        "EXOTEL_API_TOKEN": DEFAULT_API_TOKEN,
        "EXOTEL_API_URL": simulator.url,
        "EXOTEL_RETRY_DELAY": "0.01",
    }


@pytest.fixture
def run(simulator: Simulator) -> Run:
    """Runs the command line against the simulator."""
    return runner(simulator)


def runner(simulator: Simulator) -> Run:
    """Returns what runs the command line against a simulator."""

    def call(*arguments: str, folder: Any = None, given: str | None = None, **changes: str) -> Done:
        command = python("-m", "exotel_pulumi.cli", *arguments)
        done = subprocess.run(
            command,
            env=environment(simulator) | changes,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            input=given,
        )
        shown = done.stdout + done.stderr
        assert "Traceback" not in shown, shown
        assert DEFAULT_API_TOKEN not in shown or arguments[0] == "simulator"  # whose help names the demo account
        assert "Sesame" not in shown
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def invoke(simulator: Simulator) -> Run:
    """Runs the command line against the simulator as `run` does, but in this process: ten times as fast."""

    def call(*arguments: str, given: str | bytes | None = None, **changes: str) -> Done:
        done = CliRunner().invoke(app, arguments, input=given, env=environment(simulator) | changes)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Done(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture
def trunk(simulator: Simulator) -> str:
    """Makes a trunk with one of each, on which calls would work; returns its SID."""
    return line(simulator)


def line(simulator: Simulator) -> str:
    """Makes that trunk in a simulator; returns its SID."""
    sid = simulator.add_trunk(trunk_name="voice")
    simulator.add(sid, "phone_numbers", phone_number="+919876543210", mode="flow")
    simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    simulator.add(sid, "destination_uris", destination="sip:13.233.10.20:5060;transport=tcp", priority=1, weight=2)
    simulator.add(sid, "credentials", user_name="agent", password="Sesame_0pen", friendly_name="front_desk")
    simulator.add(sid, "settings", name="trunk_external_alias", value="+919876543210")
    for sample in ON_A_TRUNK:  # a kind that is not written above takes part as well
        if not simulator.rows(sid, sample.collection):
            simulator.add(sid, sample.collection, **sample.row)
    return sid
