"""A fault of this machine is reported as one: nothing was sent, the variable is named, nothing is repeated (s95)."""

import ssl
from pathlib import Path

import pytest
import trustme

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.objects.trunk import TRUNK
from tests.api.scripted import scripted


@pytest.fixture
def no_file(tmp_path: Path) -> str:
    return str(tmp_path / "none.pem")


@pytest.fixture
def no_certificates(tmp_path: Path) -> str:
    (tmp_path / "words.pem").write_text("no certificates")
    return str(tmp_path / "words.pem")


def refused(monkeypatch: pytest.MonkeyPatch, **environ: str) -> errors.SettingsError:
    """Posts to a server with TLS, and returns what becomes of it where nothing may be sent or repeated."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"NO_PROXY": "", **environ}.items():
        monkeypatch.setenv(name, value)
    waits: list[float] = []
    monkeypatch.setattr(Patience, "sleep", lambda _self, seconds: waits.append(seconds))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with scripted(tls=context) as server:
        with pytest.raises(errors.SettingsError) as caught:
            Client(server.settings()).send("POST", TRUNK.endpoint(None), body={"trunk_name": "voice"})
        assert server.heard == []
    assert waits == []
    assert "; nothing was sent" in caught.value.answered
    return caught.value


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("bundle", ["no_file", "no_certificates"])
def test_s95_a_file_of_certificates_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, variable: str, bundle: str
) -> None:
    path = request.getfixturevalue(bundle)
    error = refused(monkeypatch, **{variable: path})
    assert f"the file of CA certificates that {variable} names, {path}, cannot be read" in error.answered
    assert error.advice == f"correct {variable}, or unset it."


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    "proxy",
    ["gopher://127.0.0.1:1", "socks9://127.0.0.1:1", "http://", "http://a..b:3128", "http://[::1", "http://h:x"],
)
def test_s95_a_proxy_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str) -> None:
    error = refused(monkeypatch, **{variable: proxy})
    assert f"the proxy that {variable} names cannot be used" in error.answered
    assert error.advice.startswith(f"correct {variable}")


def test_s95_the_credentials_of_a_proxy_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refused(monkeypatch, HTTPS_PROXY="gopher://proxy_user:pr0xy_pass@127.0.0.1:1")
    assert "pr0xy_pass" not in str(error)
