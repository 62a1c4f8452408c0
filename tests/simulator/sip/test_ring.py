"""Calls in: a foreign phone is rung, answers, rejects, is not there, or has the wrong certificate."""

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from exotel_pulumi.simulator import Simulator
from exotel_pulumi.simulator.sip import caller
from tests.simulator import HANG

from .conftest import NUMBER

HOST = "sip.example.com"
ATTEMPTS = 5  # a free port, or the one after it, may be taken by another process before the phone binds both
CA = trustme.CA()
TRUST = CA.cert_pem.bytes().decode()


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """Keeps a port on which nothing listens."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def waiting(folder: Path, transport: str = "tcp", name: str = HOST, *, rejects: bool = False) -> Iterator[Any]:
    """Starts a phone that takes calls; yields its port and its process."""
    pem = folder / f"{name}.pem"
    issued = CA.issue_cert(name)
    pem.write_bytes(issued.private_key_pem.bytes() + b"".join(part.bytes() for part in issued.cert_chain_pems))
    wish = {"transport": transport, "user": NUMBER, "certificate": str(pem), "rejects": rejects}
    for _ in range(ATTEMPTS):
        port = free_port()
        command = [sys.executable, "-m", "tests.simulator.sip.answering", json.dumps({**wish, "port": port})]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                continue
            yield port + (transport == "tls"), process  # baresip listens for TLS on the next port
            process.stdin.close()
            process.wait(HANG)
            return
    pytest.fail(f"no phone after {ATTEMPTS} attempts", pytrace=False)


def destination(exotel: Simulator, transport: str = "tcp", host: str = HOST, priority: int = 0) -> str:
    port = 5061 if transport == "tls" else 5060
    address = f"{host}:{port};transport={transport}"
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "destination_uris", destination=f"sip:{address}", priority=priority, weight=1)
    return f"{host}:{port}"


def ring(exotel: Simulator, **wish: Any) -> dict[str, Any]:
    answer = requests.post(f"{exotel.url}/_simulator/sip/ring", json={"number": NUMBER, **wish}, timeout=HANG)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_a_phone_answers_and_both_hear_each_other(exotel: Simulator, tmp_path: Path, transport: str) -> None:
    name = destination(exotel, transport)
    with waiting(tmp_path, transport) as (port, process):
        found = ring(exotel, resolve={name: f"127.0.0.1:{port}"}, trust=TRUST, talk=HANG)  # the phone hangs up
        assert found["answered"], found
        assert float(process.stdout.readline()) > 1000
    [tried] = found["tried"]
    assert tried["status"] == 200
    assert tried["well"]
    assert tried["first_sound"] is not None
    assert tried["heard"] > 20
    assert tried["sent"] > 20
    [call] = exotel.calls
    assert (call.direction, call.called, call.status, call.transport) == ("in", NUMBER, 200, transport)


def test_a_phone_that_rejects_leads_to_the_next(exotel: Simulator, tmp_path: Path) -> None:
    first = destination(exotel)
    second = destination(exotel, host="spare.example.com", priority=1)
    with waiting(tmp_path, rejects=True) as (busy, _), waiting(tmp_path, name="spare") as (spare, process):
        found = ring(exotel, resolve={first: f"127.0.0.1:{busy}", second: f"127.0.0.1:{spare}"}, talk=HANG)
        assert found["answered"]
        assert process.stdout.readline()
    assert [tried["status"] for tried in found["tried"]] == [486, 200]
    assert [call.status for call in exotel.calls] == [486, 200]


def test_a_wrong_certificate_is_said_in_words(exotel: Simulator, tmp_path: Path) -> None:
    name = destination(exotel, "tls")
    with waiting(tmp_path, "tls", name="pbx.example.com") as (port, _):
        wrong_name = ring(exotel, resolve={name: f"127.0.0.1:{port}"}, trust=TRUST)
        unknown = ring(exotel, resolve={name: f"127.0.0.1:{port}"})
    assert not wrong_name["answered"]
    assert "certificate is not valid for 'sip.example.com'" in wrong_name["tried"][0]["fault"]
    assert "the certificate does not hold" in unknown["tried"][0]["fault"]


def test_nobody_there_no_tls_and_no_sip(exotel: Simulator) -> None:
    plain, secure = destination(exotel), destination(exotel, "tls", priority=1)
    web = exotel.url.removeprefix("http://")
    with closed_port() as port:
        closed = f"127.0.0.1:{port}"
        assert [tried["fault"] for tried in ring(exotel, resolve={plain: closed, secure: closed})["tried"]] == [
            "nothing listens there", "nothing listens there",
        ]  # fmt: skip
    nothing, no_tls = (tried["fault"] for tried in ring(exotel, resolve={plain: web, secure: web})["tried"])
    assert nothing == "what listens there does not speak SIP, but HTTP"
    assert "is it the port for TCP?" in no_tls


def test_nobody_outside_of_this_machine_is_called(exotel: Simulator) -> None:
    destination(exotel, host="8.8.8.8")
    destination(exotel, host="localhost.example.com", priority=1)
    tried = ring(exotel)["tried"]
    assert [row["status"] for row in tried] == [None, None]
    assert all("a rehearsal stays here" in row["fault"] for row in tried)


def test_a_phone_that_never_answers(exotel: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "CROSSING", 0.1)
    name = destination(exotel)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = ring(exotel, resolve={name: f"127.0.0.1:{silent.getsockname()[1]}"}, patience=0.5)
    assert found["tried"][0]["fault"] == "nobody answered within 0 s"
    assert exotel.calls[0].status is None


def test_a_simulator_that_stops_ends_what_it_places(exotel: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    name = destination(exotel)
    with socket.create_server(("127.0.0.1", 0)) as phone, ThreadPoolExecutor() as others:
        edge = exotel.edge
        assert edge is not None
        wish = {"number": NUMBER, "resolve": {name: f"127.0.0.1:{phone.getsockname()[1]}"}, "patience": HANG}
        rung = others.submit(edge.ring, wish)
        with phone.accept()[0]:
            exotel.stop()
        with pytest.raises(OSError, match="the simulator has stopped"):
            rung.result(HANG)
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def test_a_number_without_a_destination_and_a_wrong_wish(exotel: Simulator) -> None:
    found = ring(exotel)
    assert "has no destination: add an exotel.DestinationUri" in found.pop("fault")
    assert found == {"number": NUMBER, "answered": False, "well": False, "note": "", "tried": []}
    destination(exotel, "tls", host="localhost")
    more = ({"trust": "nonsense"}, {"resolve": 3}, {"colour": "red"})
    for wrong in ({}, *({"number": NUMBER, **one} for one in more)):
        assert requests.post(f"{exotel.url}/_simulator/sip/ring", json=wrong, timeout=HANG).status_code == 400
