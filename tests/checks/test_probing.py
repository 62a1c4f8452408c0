"""Each step of a probe, and each way in which a step fails, in words of its own: against real peers on loopback."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing import Probe
from exotel_pulumi.checks.probing.names import addresses_of, beyond_exotel
from tests.checks.peers import CA, HOST, OK, PLAIN, SECURE, Peer, answering, context, server, silent

SHORT = 0.3  # seconds for a step whose peer never ends it


def probed(peer: Peer, tls: ssl.SSLContext | None = None, *, to: str = "", patience: float = 60) -> list[Finding]:
    with server(peer, tls) as port:
        trust = CA.cert_pem.bytes().decode()
        destination = to or (SECURE if tls else PLAIN)
        return list(Probe(destination, f"127.0.0.1:{port}", trust, patience).findings())


def last(found: list[Finding]) -> tuple[str, bool | None]:
    assert all(finding.passed for finding in found[:-1])
    return f"{found[-1].said} -> {found[-1].advice}", bool(found[-1].passed)


ANSWERS = [
    (b"SIP/2.0 200 OK\r\n\r\n", "OPTIONS was answered: 200 OK -> ", True),
    (b"sip/2.0 404\r\n\r\n", "OPTIONS was answered: 404 -> ", True),
    (b"\r\n\r\n\r\nSIP/2.0 200 OK\r\n\r\n", "OPTIONS was answered: 200 OK -> ", True),
    (b"SIP/2.0 100 Trying\r\nVia: x\r\n\r\nSIP/2.0 486 Busy\r\n\r\n", "OPTIONS was answered: 486 Busy -> ", True),
    (b"SIP/2.0 200 \x1b[31mred\x07\r\n\r\n", "OPTIONS was answered: 200 �[31mred� -> ", True),
    (b"SIP/2.0 200 " + b"x" * 999 + b"\r\n\r\n", f"OPTIONS was answered: 200 {'x' * 80} -> ", True),
    (b"OPTIONS sip:a@b SIP/2.0\r\n\r\n", "OPTIONS was not answered, and a request came: OPTIONS sip:a", True),
    (b"SIP/2.0 503 Service Unavailable\r\n\r\n", "OPTIONS was answered: 503 Service Unavailable -> see why", False),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what listens there does not speak SIP -> give the port", False),
    (b"y" * 70_000, "what listens there does not speak SIP -> give the port", False),
    (b"\x15\x03\x01\x00\x02\x02\x46", "what listens there speaks TLS, and the destination says TCP -> give", False),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "said", "passed"), ANSWERS)
def test_an_answer_to_options_is_distinguished(answer: bytes, said: str, passed: bool) -> None:
    def peer(stream: socket.socket) -> None:
        stream.recv(4096)
        stream.sendall(answer)
        stream.shutdown(socket.SHUT_WR)
        stream.recv(4096)

    words, well = last(probed(peer))
    assert words.startswith(said)
    assert well == passed


def test_a_keep_alive_is_answered_before_the_answer_comes() -> None:
    seen = []

    def peer(stream: socket.socket) -> None:
        stream.recv(4096)
        stream.sendall(b"\r\n\r\n")
        seen.append(stream.recv(4096))
        stream.sendall(OK)
        stream.recv(4096)

    assert last(probed(peer)) == ("OPTIONS was answered: 405 Method Not Allowed -> ", True)
    assert seen == [b"\r\n"]


def dripping(text: bytes, every: float = 0.05) -> Peer:
    def peer(stream: socket.socket) -> None:
        stream.recv(4096)
        for place in count():
            stream.sendall(text[place % len(text) :][:1])
            time.sleep(every)

    return peer


@pytest.mark.parametrize(
    ("peer", "said", "passed"),
    [
        (silent, "OPTIONS was not answered", True),
        (dripping(b"S"), "an answer was begun, and its first line not ended", False),
        (dripping(b"\r\n"), "OPTIONS was not answered", True),
        (answering(b"SIP/2.0 100 Trying\r\n\r\n"), "OPTIONS was answered: 100 Trying", True),
        (dripping(b"SIP/2.0 100 Trying\r\n\r\n", 0.001), "OPTIONS was answered: 100 Trying", True),
    ],
    ids=["silence", "a line without an end", "keep-alives alone", "a provisional answer alone", "many of them"],
)
def test_a_peer_without_an_end_is_left_at_the_deadline(peer: Peer, said: str, passed: bool) -> None:
    words, well = last(probed(peer, patience=SHORT))
    assert words.startswith(said)
    assert well == passed


def test_a_connection_that_is_closed_is_no_silence() -> None:
    words, well = last(probed(lambda stream: stream.recv(4096)))
    assert (words, well) == (
        "the connection was closed after OPTIONS: some platforms take Exotel's addresses alone -> ",
        True,
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_fault_of_tls_has_its_own_words() -> None:
    old = context()
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    mutual, mutual_12 = context(), context()
    for wanting in (mutual, mutual_12):
        wanting.verify_mode = ssl.CERT_REQUIRED
        wanting.load_verify_locations(cadata=CA.cert_pem.bytes().decode())
    mutual_12.maximum_version = ssl.TLSVersion.TLSv1_2
    expired = context(not_after=datetime.now(UTC) - timedelta(days=1))
    words = {
        "the version of TLS there is too old": probed(answering(OK), old),
        "a client certificate is wanted": probed(answering(OK), mutual),
        "the handshake of TLS is refused": probed(answering(OK), mutual_12),
        "the certificate does not hold: Hostname mismatch": probed(answering(OK), context("pbx.example.com")),
        "the certificate does not hold: certificate has expired": probed(answering(OK), expired),
        "no TLS on this port": probed(answering(OK), to=SECURE),
        "silence: no answer to the hello of TLS": probed(silent, to=SECURE, patience=SHORT),
        "the connection was closed during the handshake of TLS": probed(lambda stream: stream.recv(9999), to=SECURE),
    }
    for said, found in words.items():
        assert last(found)[0].startswith(said)
        assert not found[-1].passed


def test_a_handshake_that_never_ends_ends_at_the_deadline() -> None:
    begun = time.monotonic()
    hello = b"\x16\x03\x03\x40\x00" + b"\x02\x00\x3f\xfc" + b"\x03" * 16380  # a record that is long, byte by byte
    assert last(probed(dripping(hello), to=SECURE, patience=SHORT))[0].startswith("silence")
    assert time.monotonic() - begun < 30


def test_a_certificate_that_ends_soon_is_said() -> None:
    found = probed(answering(OK), context(not_after=datetime.now(UTC) + timedelta(days=3)))
    assert "with 2 days left" in found[2].said
    assert [finding.passed for finding in found] == [True, True, False, True]


def test_a_port_where_nobody_listens_is_said() -> None:
    with server(silent) as port:
        pass
    assert "nothing listens at 127.0.0.1" in last(list(Probe(PLAIN, f"127.0.0.1:{port}").findings()))[0]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("10.1.2.3", "a private address"),
        ("172.31.0.1", "a private address"),
        ("192.168.1.1", "a private address"),
        ("127.0.0.2", "an address of this very machine"),
        ("169.254.169.254", "a link-local address"),
        ("100.64.0.1", "an address behind a provider's NAT (CGNAT)"),
        ("192.0.2.1", "an address for documents"),
        ("198.51.100.1", "an address for documents"),
        ("203.0.113.7", "an address for documents"),
        ("224.0.0.1", "a multicast address"),
        ("0.0.0.0", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("13.233.10.20", None),
    ],
)
def test_an_address_that_exotel_cannot_reach_is_named(address: str, said: str | None) -> None:
    assert beyond_exotel(address) == said
    if said:
        found = list(Probe(f"{address}:5060;transport=tcp").findings())
        assert [finding.said for finding in found] == [
            f"{address} is {address}",
            f"{address} is {said}, which Exotel cannot reach",
        ]


def test_every_address_of_a_name_is_examined() -> None:
    def look_up(_host: str, _patience: float) -> list[str]:
        return ["127.0.0.1", "10.0.0.1", "127.0.0.2"]

    def beyond(address: str) -> str | None:
        return None if address.startswith("127.") else "a private address"

    with server(answering(OK)) as port:
        destination = f"{HOST}:{port};transport=tcp"
        said = [finding.said for finding in Probe(destination, look_up=look_up, beyond=beyond).findings()]
    assert said == [
        f"{HOST} is 127.0.0.1, 10.0.0.1, 127.0.0.2",
        f"127.0.0.1:{port} takes connections",
        "OPTIONS was answered: 405 Method Not Allowed",
        "10.0.0.1 is a private address, which Exotel cannot reach",
        f"nothing listens at 127.0.0.2:{port}: Connection refused",
    ]


def test_a_name_without_an_address_has_its_cause_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(*results: object) -> Iterator[object]:
        yield from results

    def asked(*results: object) -> str:
        known = answers(*results)

        def getaddrinfo(*_: object, **__: object) -> object:
            result = next(known)
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        found = addresses_of(HOST, 60)
        return f"{found.said} -> {found.advice}" if isinstance(found, Finding) else ", ".join(found)

    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    six = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 0, 0, 0))]
    four = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("1.1.1.1", "1.1.1.2", "1.1.1.1")]
    assert asked(four) == "1.1.1.1, 1.1.1.2"
    assert asked(unknown, six).startswith(f"{HOST} has an IPv6 address alone, 2001:db8::1 -> add an A record")
    assert asked(unknown, unknown).startswith(f"{HOST} does not resolve: Name or service not known -> ")
    assert asked(socket.gaierror(socket.EAI_AGAIN, "Temporary failure")).startswith(f"DNS has no answer for {HOST}: ")
    assert asked(UnicodeError("label too long")).startswith(f"{HOST} does not resolve: no name can be so")
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait() and [])
    found = addresses_of(HOST, SHORT)
    never.set()
    assert isinstance(found, Finding)
    assert "no answer for sip.example.com within" in found.said
