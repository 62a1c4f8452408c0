"""`probe`: each step distinguished from the others, against real servers on loopback."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from exotel_pulumi.simulator import Options, Simulator
from tests.cli.conftest import Run

HOST = "sip.example.com"
PLAIN, SECURE = f"{HOST}:5060;transport=tcp", f"{HOST}:5061;transport=tls"
CA = trustme.CA()


@pytest.fixture
def trust(tmp_path: Path) -> str:
    CA.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


@contextmanager
def server(answer: bytes, certificate: trustme.LeafCert | None = None) -> Iterator[int]:
    """Starts a server that answers whatever it gets with one text; yields its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
    if certificate and context:
        certificate.configure_cert(context)

    def serve() -> None:
        while True:
            try:
                stream, _ = listening.accept()
            except OSError:
                return
            try:
                stream.settimeout(60)
                with context.wrap_socket(stream, server_side=True) if context else stream as talking:
                    talking.recv(4096)
                    talking.sendall(answer)
                    talking.recv(4096) if not answer else None
            except OSError:
                continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def led(destination: str, port: int) -> tuple[str, str]:
    return "--resolve", f"{destination.partition(';')[0]}=127.0.0.1:{port}"


OK = b"SIP/2.0 405 Method Not Allowed\r\n\r\n"


def test_a_good_destination_is_four_lines(run: Run, trust: str) -> None:
    with server(OK, CA.issue_cert(HOST)) as port:
        done = run("probe", SECURE, "--trust", trust, *led(SECURE, port))
    assert done.code == 0, done.out
    dns, tcp, tls, sip = done.out.splitlines()[1:]
    assert "sip.example.com is 127.0.0.1 (as --resolve says)" in dns
    assert f"127.0.0.1:{port} takes connections" in tcp
    assert "TLSv1.3, a certificate for sip.example.com with" in tls
    assert "OPTIONS was answered: 405 Method Not Allowed" in sip


@pytest.mark.parametrize(
    ("destination", "name"),
    [
        ("SIP:sip.example.com:5061;transport=TLS", HOST),
        ("sip:Sip.Example.com:5061;transport=tls", HOST),
        (f" {SECURE}", "SIP.example.com"),
    ],
)
def test_s36_a_destination_may_be_in_every_spelling_that_a_program_may_write(
    run: Run, trust: str, destination: str, name: str
) -> None:
    with server(OK, CA.issue_cert(HOST)) as port:
        done = run("probe", destination, "--trust", trust, "--resolve", f"{name}:5061=127.0.0.1:{port}")
    assert done.code == 0, done.out
    assert "sip.example.com is 127.0.0.1 (as --resolve says)" in done.out
    assert "a certificate for sip.example.com with" in done.out


def failing(run: Run, destination: str, *more: str) -> str:
    done = run("probe", destination, *more)
    assert done.code == 1, done.out
    assert "What to do: " in done.out
    return done.out


def test_certificates_are_distinguished(run: Run, trust: str) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    with server(OK, CA.issue_cert("pbx.example.com")) as port:
        assert "certificate is not valid for" in failing(run, SECURE, "--trust", trust, *led(SECURE, port))
        assert "the certificate does not hold" in failing(run, SECURE, *led(SECURE, port))
    with server(OK, CA.issue_cert(HOST, not_after=datetime.now(UTC) - timedelta(days=1))) as port:
        assert "certificate has expired" in failing(run, SECURE, "--trust", trust, *led(SECURE, port))
    with server(OK, CA.issue_cert(HOST, not_after=soon)) as port:
        assert "with 2 days left" in failing(run, SECURE, "--trust", trust, *led(SECURE, port))


def test_wrong_ports_are_distinguished(run: Run) -> None:
    with server(OK) as port:
        assert "no TLS on this port" in failing(run, SECURE, *led(SECURE, port))
        assert run("probe", PLAIN, *led(PLAIN, port)).code == 0
    with server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert "does not speak SIP" in failing(run, PLAIN, *led(PLAIN, port))
    assert "Connection refused" in failing(run, PLAIN, *led(PLAIN, port))


def test_silence_is_no_failure(run: Run) -> None:
    with server(b"") as port:
        done = run("probe", PLAIN, *led(PLAIN, port))
    assert (done.code, "OPTIONS was not answered" in done.out) == (0, True)


def test_a_name_that_does_not_resolve_and_a_text_that_is_no_destination(run: Run) -> None:
    assert "does not resolve" in failing(run, "no-such-host.invalid:5060;transport=tcp")
    assert "transport=<tls or tcp>" in failing(run, "sip.example.com:5060;transport=udp")


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


def test_what_leads_nowhere_and_what_is_no_certificate_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing", encoding="ascii")
    for command in (("probe", PLAIN), ("ring", "+919876543210"), ("rehearse",)):
        for wrong in ("sip.example.com", "a=b", "a:1=b", "a:1=b:x"):
            done = run(*command, "--resolve", wrong)
            assert (done.code, "write host:port=address:port" in done.err) == (2, True)
        for file in (tmp_path / "empty.pem", tmp_path / "absent.pem", tmp_path):
            done = run(*command, "--trust", str(file))
            assert (done.code, "give a file in PEM" in done.err) == (2, True)
