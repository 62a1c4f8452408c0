"""Certificates are verified, and a refused one is known to have kept the request back."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import trustme

from exotel_pulumi import errors
from exotel_pulumi.api.http import Http

from .scripted import API_TOKEN, scripted


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def hangs_up() -> Iterator[int]:
    """Runs a server and gives its port: the server ends every connection within the TLS handshake."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_s20_a_trusted_certificate(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with scripted(tls=serving(authority, "localhost")) as server:
        assert Http(server.settings()).call("GET", "/trunks", key="trunks").rows == []


@pytest.mark.parametrize(("name", "trusted"), [("localhost", False), ("example.com", True)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_s20_a_bad_certificate(
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    trusted: bool,
    method: str,
) -> None:
    bundle = tmp_path / "ca.pem"
    (authority if trusted else trustme.CA()).cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with scripted(tls=serving(authority, name)) as server:
        with pytest.raises(errors.NoAnswerError, match=r"certificate of .* could not be verified") as caught:
            Http(server.settings()).call(method, "/trunks", key="trunks", body={})
        assert server.heard == []
    assert not caught.value.sent
    assert API_TOKEN not in str(caught.value)


def test_s20_tls_that_breaks_off_otherwise_proves_nothing(hangs_up: int) -> None:
    with scripted() as server:
        settings = server.settings(api_url=f"https://localhost:{hangs_up}")
    with pytest.raises(errors.NoAnswerError, match=r"TLS with .* failed") as caught:
        Http(settings).call("POST", "/trunks", key="trunks", body={})
    assert caught.value.sent


def test_s20_a_name_that_does_not_resolve() -> None:
    with scripted() as server:
        settings = server.settings(api_url="https://no-such-host.invalid")
    with pytest.raises(errors.NoAnswerError, match=r"no connection to https://no-such-host\.invalid") as caught:
        Http(settings).call("POST", "/trunks", key="trunks", body={})
    assert not caught.value.sent
    assert "exotel:region" in caught.value.advice
