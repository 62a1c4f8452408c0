"""Calls of a foreign phone, baresip, to the edge: over TCP, and over TLS with SRTP."""

import dataclasses
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator
from tests.simulator import HANG
from tests.simulator.conftest import eventually

from .conftest import CALLEE, NUMBER, PASSWORD, Phone


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_a_call_with_a_login_is_answered_and_hears_itself(exotel: Simulator, phone: Phone, transport: str) -> None:
    said = phone(transport)
    assert said.get("loudness", 0) > 1000, said
    [answered] = exotel.calls  # one entry, which was a challenge first
    assert [line[:3] for line in answered.seen] == ["401", "100", "180", "200"]
    assert (answered.status, answered.by, answered.transport) == (200, "login agent", transport)
    assert (answered.shown, answered.called, answered.caller_id) == (NUMBER, CALLEE, NUMBER)
    eventually(lambda: answered.heard)  # the edge counts when it reads the phone's goodbye
    assert answered.heard > 20
    assert answered.sent > 20
    assert PASSWORD not in repr(exotel.calls)


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"password": "other"}, 401, "password of the login agent is wrong"),
    ({"login": "nobody"}, 401, "no login nobody"),
    ({"user": "+911111111111"}, 404, "not mapped to the trunk voice_ai"),
    ({"called": "08047112233"}, 484, "not E.164"),
    ({"codecs": ("pcmu",)}, 488, "no G.711 A-law"),
]


@pytest.mark.parametrize(("wish", "status", "words"), WRONG, ids=[str(status) + str(wish) for wish, status, _ in WRONG])
def test_a_refusal_reaches_the_phone_and_the_log(
    exotel: Simulator, phone: Phone, wish: dict[str, Any], status: int, words: str
) -> None:
    said = phone(**wish)
    assert "loudness" not in said
    assert exotel.calls[-1].status == status
    assert words in exotel.calls[-1].sentence
    assert str(status) in said["refused"]


def test_an_address_on_the_list_needs_no_login(exotel: Simulator, phone: Phone) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    exotel.exchange.pretend = "13.233.10.20"
    assert phone(login=None, password=None)["loudness"] > 1000
    assert [call.by for call in exotel.calls] == ["address 13.233.10.20/32"]


def test_an_address_that_is_not_on_the_list_is_refused(exotel: Simulator, phone: Phone) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    [login] = exotel.rows(sid, "credentials")
    exotel.remove(sid, "credentials", login["id"])
    assert "403" in phone(login=None, password=None)["refused"]
    assert "add an exotel.WhitelistedIp" in exotel.calls[-1].sentence


def test_a_phone_that_does_not_trust_the_edge_places_no_call(exotel: Simulator, phone: Phone, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text(ssl.DER_cert_to_PEM_cert(ssl_of_another()), encoding="ascii")
    assert "loudness" not in phone("tls", trust=str(tmp_path / "none.pem"))
    assert exotel.calls == []


def ssl_of_another() -> bytes:
    import trustme

    return ssl.PEM_cert_to_DER_cert(trustme.CA().cert_pem.bytes().decode())


def test_what_is_not_sip_is_shown_the_door(exotel: Simulator) -> None:
    for nonsense in (
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\r\n\r\n\r\nINVITE\r\n\r\n",
        b"\x16\x03\x01" * 200 + b"\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", exotel.sip_ports["tcp"]), timeout=HANG) as stream:
            stream.sendall(nonsense)
            came = b""
            while more := stream.recv(100):
                came += more
            assert came in (b"", b"\r\n")  # at most a pong
    assert exotel.calls == []


def test_the_edge_ends_with_the_simulator(exotel: Simulator) -> None:
    port = exotel.sip_ports["tcp"]
    exotel.stop()
    assert exotel.sip_ports == {}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=HANG)
    exotel.options = dataclasses.replace(exotel.options, sip_tls=None)
    exotel.start()
    assert list(exotel.sip_ports) == ["tcp"]


def test_a_simulator_that_cannot_start_leaves_nothing_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = Options(port=taken.getsockname()[1], sip_tcp=0)
        for cannot in (Simulator(options), Simulator(Options(sip_tcp=0, sip_ca=tmp_path / "none" / "ca.pem"))):
            with pytest.raises(OSError, match=r"Address already in use|No such file"):
                cannot.start()
            assert cannot.sip_ports == {}
            with pytest.raises(RuntimeError, match="not running"):
                _ = cannot.url
    assert {thread.name for thread in set(threading.enumerate()) - before} == set()
