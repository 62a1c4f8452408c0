"""sipp, which nobody here wrote, calls out over TCP: each verdict reaches it, and 50 calls at once are answered."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator
from tests.simulator.sip.conftest import CALLEE, DOMAIN, NUMBER, PASSWORD

SCENARIO = Path(__file__).with_name("uac.xml").read_text(encoding="utf-8")
RIGHT = {"CALLED": CALLEE, "SHOWN": NUMBER, "DOMAIN": DOMAIN, "PAYLOAD": "8", "USER": "agent", "PASSWORD": PASSWORD}


@pytest.fixture
def exotel() -> Iterator[Simulator]:
    """Starts a simulator with an edge for TCP, and makes a line with a login."""
    with Simulator(Options(sip_tcp=0)) as running:
        sid = running.add_trunk(trunk_name="voice_ai")
        running.add(sid, "phone_numbers", phone_number=NUMBER)
        running.add(sid, "credentials", user_name="agent", password=PASSWORD)
        yield running


def sipp(exotel: Simulator, folder: Path, calls: int = 1, **changes: str) -> int:
    """Runs the scenario, with other words in the place of the right ones; returns sipp's exit code."""
    program = shutil.which("sipp")
    if program is None:
        pytest.fail("sipp is missing: `make test-rehearsal` installs it as root (Debian's sip-tester)", pytrace=False)
    text = SCENARIO
    for word, value in {**RIGHT, **changes}.items():
        text = text.replace(word, value)
    (folder / "uac.xml").write_text(text, encoding="utf-8")
    rate = ["-m", str(calls), "-r", str(calls), "-l", str(calls)]
    command = [program, f"127.0.0.1:{exotel.sip_ports['tcp']}", "-sf", "uac.xml", "-t", "t1", "-i", "127.0.0.1", *rate]
    done = subprocess.run(
        [*command, "-timeout", "20", "-timeout_error", "-nostdin"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode


def test_calls_with_a_login_are_answered(exotel: Simulator, tmp_path: Path) -> None:
    assert sipp(exotel, tmp_path, calls=50) == 0
    answered = [call for call in exotel.calls if call.status == 200]
    assert [call.by for call in answered] == ["login agent"] * 50


def test_a_whitelisted_address_is_not_challenged(exotel: Simulator, tmp_path: Path) -> None:
    exotel.add(exotel.trunks()[0]["trunk_sid"], "whitelisted_ips", ip="13.233.10.20", mask=32)
    exotel.exchange.pretend = "13.233.10.20"
    assert sipp(exotel, tmp_path) == 0
    assert [call.status for call in exotel.calls] == [200]


WRONG: list[tuple[dict[str, str], int]] = [
    ({"PASSWORD": "other"}, 401),
    ({"USER": "nobody"}, 401),
    ({"SHOWN": "+911111111111"}, 404),
    ({"CALLED": "08047112233"}, 484),
    ({"PAYLOAD": "0"}, 488),
]


@pytest.mark.parametrize(("changes", "status"), WRONG, ids=[f"{status} {changes}" for changes, status in WRONG])
def test_a_refusal_ends_the_call(exotel: Simulator, tmp_path: Path, changes: dict[str, Any], status: int) -> None:
    assert sipp(exotel, tmp_path, **changes) != 0
    assert exotel.calls[-1].status == status
    assert not [call for call in exotel.calls if call.status == 200]


def test_an_address_on_no_list_is_refused_where_there_is_no_login(exotel: Simulator, tmp_path: Path) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.remove(sid, "credentials", exotel.rows(sid, "credentials")[0]["id"])
    assert sipp(exotel, tmp_path) != 0
    assert exotel.calls[-1].status == 403
