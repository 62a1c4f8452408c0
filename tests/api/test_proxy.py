"""A proxy between: what it will not pass on was certainly not sent, and its own credentials are not reported."""

import socket

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.http import Http

from .scripted import API_TOKEN, Said, scripted

PROXY_LOGIN = "proxy_user:pr0xy_pass"
UNREACHABLE = "https://exotel.invalid"


def refused_by(port: int, monkeypatch: pytest.MonkeyPatch) -> errors.NoAnswerError:
    """Sends a POST, and returns what becomes of it, through the proxy at a port of loopback."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://{PROXY_LOGIN}@127.0.0.1:{port}")
    monkeypatch.setenv("NO_PROXY", "")
    with scripted() as server:
        transport = Http(server.settings(api_url=UNREACHABLE))
    with pytest.raises(errors.NoAnswerError) as caught:
        transport.call("POST", "/trunks", key="trunks", body={})
    return caught.value


@pytest.mark.parametrize("status", [403, 407, 502])
def test_s20_a_proxy_that_does_not_open_the_way(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    with scripted(Said(status)) as proxy:
        error = refused_by(proxy.server_port, monkeypatch)
        assert [(heard.method, heard.target) for heard in proxy.heard] == [("CONNECT", "exotel.invalid:443")] * 3
        assert "Authorization" not in proxy.heard[0].headers
    assert not error.sent
    assert str(error) == (
        f"no connection to {UNREACHABLE} through the proxy that the environment names\n"
        "  What to do: check HTTPS_PROXY and NO_PROXY."
    )


def test_s20_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = refused_by(port, monkeypatch)
    assert not error.sent
    assert "HTTPS_PROXY" in error.advice
    assert not any(secret in str(error) for secret in (API_TOKEN, PROXY_LOGIN, "pr0xy_pass"))
