"""`probe`: what a person types and reads; `tests/checks/test_probing.py` has each step and each fault."""

import json
import re
from pathlib import Path

import pytest

from exotel_pulumi.cli.options import resolve_overrides, trusted
from exotel_pulumi.cli.probe import probe
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.simulator import Options, Simulator
from tests.checks.peers import CA, OK, PLAIN, SECURE, answering, context, server
from tests.cli.conftest import Run


@pytest.fixture
def trust(tmp_path: Path) -> str:
    CA.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


def led(destination: str, port: int) -> tuple[str, str]:
    return "--resolve", f"{destination.partition(';')[0]}=127.0.0.1:{port}"


def test_s36_a_good_destination_is_four_lines_in_every_spelling_that_a_program_may_write(run: Run, trust: str) -> None:
    written = [SECURE, "SIP:sip.example.com:5061;transport=TLS", " sip:Sip.Example.com:5061;transport=tls"]
    with server(answering(OK), context()) as port:
        done = run("probe", *written, "--trust", trust, "--resolve", f"SIP.example.com:5061=127.0.0.1:{port}")
    assert done.code == 0, done.out
    lines = done.out.splitlines()
    assert len(lines) == 15
    for place in range(1, 15, 5):
        dns, tcp, tls, sip = lines[place : place + 4]
        assert "sip.example.com is 127.0.0.1 (as --resolve says)" in dns
        assert f"127.0.0.1:{port} takes connections" in tcp
        assert "TLSv1.3, a certificate for sip.example.com with" in tls
        assert "OPTIONS was answered: 405 Method Not Allowed" in sip


def test_what_fails_has_its_cure_and_what_a_stranger_says_steers_nothing(run: Run) -> None:
    with server(answering(b"SIP/2.0 503 \x1b[2J[bold]gone[/bold]\r\n\r\n")) as port:
        done = run("probe", PLAIN, *led(PLAIN, port))
    assert (done.code, "\x1b[2J" in done.out) == (1, False)
    assert "[bold]gone[/bold]" in done.out
    assert "What to do: see why the SIP server takes no calls" in done.out


def test_a_text_that_is_no_destination_is_a_wrong_argument_and_nothing_is_probed(run: Run) -> None:
    done = run("probe", PLAIN, "sip.example.com:5060;transport=udp", "--json")
    assert (done.code, done.out) == (2, "")
    assert "is no destination: it must have transport=tls or transport=tcp, for Exotel has no UDP" in done.err


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("sip.example.com", "must have a port"),
        ("SIPS:sip.example.com", "must have transport=tls and no sips:"),
        ("sip.example.com:70000;transport=tcp", "must have a port from 1 to 65535"),
        ("[2001:db8::1]:5060;transport=tcp", "Exotel takes no IPv6"),
        ("", "must be <ip or host name>"),
    ],
)
def test_what_is_wrong_with_a_destination_is_said_part_by_part(wrong: str, fault: str) -> None:
    with pytest.raises(DeclarationError, match=re.escape(fault)):
        probe([PLAIN, wrong])


def test_every_destination_of_an_account(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add(trunk, "destination_uris", destination=f"sip:{PLAIN}", priority=2, weight=1)
    with Simulator(Options(sip_tcp=0)) as other:
        port = other.sip_ports["tcp"]
        there = "13.233.10.20:5060"
        done = run("probe", "--json", "--resolve", f"{there}=127.0.0.1:{port}", *led(PLAIN, port))
    found = json.loads(done.out)
    assert (done.code, found["well"]) == (0, True)
    assert {row["destination"] for row in found["findings"]} == {PLAIN, f"{there};transport=tcp"}
    assert found["findings"][0].keys() == {"destination", "subject", "said", "cure", "well"}


def test_an_account_without_a_destination(run: Run) -> None:
    done = run("probe")
    assert (done.code, done.out) == (1, "")
    assert "no destination to probe" in done.err


@pytest.mark.parametrize("wrong", ["sip.example.com", "a=b", "a:1=b", "a:1=b:x"])
def test_what_leads_nowhere_is_refused(wrong: str) -> None:
    with pytest.raises(DeclarationError, match="write host:port=address:port"):
        resolve_overrides([wrong])


def test_what_is_no_certificate_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing", encoding="ascii")
    for file in (tmp_path / "empty.pem", tmp_path / "absent.pem", tmp_path):
        with pytest.raises(DeclarationError, match="give a file in PEM"):
            trusted(file)
    for command in (("probe", PLAIN), ("ring", "+919876543210"), ("rehearse",)):
        done = run(*command, "--trust", str(tmp_path))
        assert (done.code, "give a file in PEM" in done.err) == (2, True)
