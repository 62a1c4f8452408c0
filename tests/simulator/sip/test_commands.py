"""`ring` and `rehearse` as a person types them, against a simulator with an edge and a foreign phone."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from exotel_pulumi.simulator import Options, Simulator
from tests.cli.conftest import environment
from tests.nursery import python

from .conftest import NUMBER, PASSWORD
from .test_ring import CA, closed_port, destination, waiting


def typed(exotel: Simulator, *words: str, **changes: str) -> tuple[int, str, str]:
    command = python("-m", "exotel_pulumi.cli", *words)
    given = environment(exotel) | changes
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def trust(tmp_path: Path) -> str:
    CA.cert_pem.write_to_path(str(tmp_path / "phones.pem"))
    return str(tmp_path / "phones.pem")


def test_a_ring_that_is_answered_and_one_that_is_not(exotel: Simulator, tmp_path: Path, trust: str) -> None:
    name = destination(exotel, "tls")
    with waiting(tmp_path, "tls") as (port, _):
        led = f"{name}=127.0.0.1:{port}"
        code, out, _ = typed(exotel, "ring", NUMBER, "--resolve", led, "--trust", trust)
        assert (code, ": 200 " in out) == (0, True), out
        assert "packets of audio heard" in out
        code, out, _ = typed(exotel, "ring", NUMBER, "--resolve", led)
        assert (code, "certificate does not hold" in out) == (1, True)
    with closed_port() as port:
        code, out, _ = typed(exotel, "ring", NUMBER, "--resolve", f"{name}=127.0.0.1:{port}", "--json")
    assert (code, json.loads(out)["tried"][0]["fault"]) == (1, "nothing listens there")
    code, out, _ = typed(exotel, "ring", "+910000000000")
    assert (code, "is on no trunk: add an exotel.PhoneNumber" in out) == (1, True)


def test_a_rehearsal_is_one_report(exotel: Simulator, tmp_path: Path) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.16", mask=28)
    name = destination(exotel)
    with waiting(tmp_path) as (port, _):
        code, out, _ = typed(exotel, "rehearse", "--resolve", f"{name}=127.0.0.1:{port}")
    assert code == 0, out
    assert f"✓ out by login agent of voice_ai, shown {NUMBER}: 200 OK" in out
    assert f"✓ out by address 13.233.10.16/28 of voice_ai, shown {NUMBER}: 200 OK" in out
    assert f"✓ in to {NUMBER} at sip:{name};transport=tcp: 200" in out
    assert exotel.exchange.pretend is None
    assert [call.by for call in exotel.calls if call.direction == "out" and call.status == 200] == [
        "login agent",
        "address 13.233.10.16/28",
    ]


def test_a_stand_in_answers_for_destinations_that_are_led_nowhere(
    exotel: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    secure = destination(exotel, "tls")
    destination(exotel, host="spare.example.com", priority=1)
    code, out, _ = typed(exotel, "ring", NUMBER, "--stand-in")
    assert (code, ": 200 OK" in out) == (0, True), out
    code, out, _ = typed(exotel, "rehearse", "--stand-in")
    assert code == 0, out
    assert f"✓ in to {NUMBER} at sip:{secure};transport=tls: 200 OK, " in out
    assert [record for record in caplog.records if record.name == "asyncio"] == []
    # One that is led somewhere is called there.
    with closed_port() as port:
        code, out, _ = typed(exotel, "rehearse", "--stand-in", "--resolve", f"{secure}=127.0.0.1:{port}")
    # A dead destination fails, also where another one answers.
    assert f"✗ in to {NUMBER} at sip:{secure};transport=tls: nothing listens there" in out
    assert (code, "spare.example.com:5060;transport=tcp: 200 OK" in out) == (1, True)


def test_a_rehearsal_finds_what_is_wrong(exotel: Simulator) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    [number] = exotel.rows(sid, "phone_numbers")
    exotel.remove(sid, "phone_numbers", number["id"])
    code, out, _ = typed(exotel, "rehearse")
    assert (code, "the trunk has no number to show" in out) == (1, True)
    exotel.add(sid, "phone_numbers", phone_number=NUMBER)
    exotel.add(sid, "settings", name="trunk_external_alias", value="+910000000000")
    code, out, _ = typed(exotel, "rehearse", "--json")
    report = json.loads(out)
    assert {"direction", "trunk", "by", "number", "status", "reason", "fault", "heard", "well"} < report["out"][
        0
    ].keys()
    assert report.keys() == {"well", "out", "in", "untried"}
    assert report["untried"] == [
        {"trunk": "voice_ai", "what": "calls in", "why": "the trunk has no destination", "well": None}
    ]
    assert (code, report["well"]) == (1, False)
    assert report["out"][0]["status"] == 403
    assert "exotel.CallerId" in report["out"][0]["fault"]
    exotel.reset()
    code, out, err = typed(exotel, "rehearse")
    assert (code, out) == (1, "")
    assert "the simulator has no trunk. Run `pulumi up`." in err
    assert "made with another simulator: start the simulator with the `--state` file" in err


def test_a_line_for_calls_out_alone_passes_and_is_strictly_not_enough(exotel: Simulator, tmp_path: Path) -> None:
    report = tmp_path / "calls.xml"
    code, out, err = typed(exotel, "rehearse", "--junit", str(report))
    assert (code, "· not tried: calls in of voice_ai: the trunk has no destination" in out) == (0, True), out
    assert "1 call placed, 1 not tried" in err
    suite = ET.parse(report).getroot()
    assert [case.get("name") for case in suite] == [
        f"out by login agent of voice_ai, shown {NUMBER}",
        "calls in of voice_ai",
    ]
    assert [[child.tag for child in case] for case in suite] == [[], ["skipped"]]
    assert typed(exotel, "rehearse", "--strict")[0] == 1
    assert typed(exotel, "rehearse", "--strict", "--only", "OUT")[0] == 0
    code, _, err = typed(exotel, "rehearse", "--only", "sales", "--junit", str(tmp_path / "none" / "calls.xml"))
    assert (code, "no call of the rehearsal is named sales" in err) == (2, True)
    code, _, err = typed(exotel, "rehearse", "--junit", str(tmp_path / "none" / "calls.xml"))
    assert (code, "cannot be written" in err) == (2, True)


def test_it_needs_a_simulator_with_an_edge() -> None:
    with Simulator(Options()) as without, closed_port() as port:
        code, _, err = typed(without, "rehearse")
        assert (code, "--sip-tcp or --sip-tls" in err) == (2, True)
        code, _, err = typed(without, "ring", NUMBER, EXOTEL_API_URL="https://api.in.exotel.com")
        assert (code, "a rehearsal needs the simulator" in err) == (2, True)
        code, _, err = typed(without, "ring", NUMBER, EXOTEL_API_URL=f"http://127.0.0.1:{port}")
        assert (code, "no simulator at" in err) == (3, True)
