"""An exchange with a line on it, and a foreign phone that calls it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip import connecting
from tests.simulator import HANG

NUMBER, CALLEE = "+919876543210", "+918047112233"
DOMAIN = "exotel_demo.pstn.exotel.com"
PASSWORD = "Sesame_0pen"
Phone = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the edge wait for a connection as long as a busy machine needs."""
    monkeypatch.setattr(connecting, "CONNECTING", HANG)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Names the file of the throwaway authority."""
    return tmp_path / "ca.pem"


@pytest.fixture
def exotel(authority: Path) -> Iterator[Simulator]:
    """Starts a simulator with both edges, and makes a line with a login."""
    with Simulator(Options(sip_tcp=0, sip_tls=0, sip_ca=authority)) as running:
        sid = running.add_trunk(trunk_name="voice_ai")
        running.add(sid, "phone_numbers", phone_number=NUMBER)
        running.add(sid, "credentials", user_name="agent", password=PASSWORD)
        yield running


@pytest.fixture
def phone(exotel: Simulator, authority: Path) -> Phone:
    """Places a call with baresip; returns what the phone says."""

    def call(transport: str = "tcp", **wish: Any) -> dict[str, Any]:
        given = {
            "transport": transport, "port": exotel.sip_ports[transport], "domain": DOMAIN, "user": NUMBER,
            "called": CALLEE, "login": "agent", "password": PASSWORD, "trust": str(authority), **wish,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "tests.simulator.sip.phone", json.dumps(given)],
            capture_output=True, text=True, check=False, timeout=2 * HANG,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return said

    return call
