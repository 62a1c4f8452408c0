"""One HTTP call: when it is sent again, how long that takes, and what goes over the wire."""

import base64
import inspect
import logging
import re
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
import tenacity
from requests.adapters import HTTPAdapter

from exotel_pulumi import errors
from exotel_pulumi.api.http import LONGEST_PAUSE, Http
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.simulator import DEFAULT_API_TOKEN, Fault, Options, Simulator
from tests.clock import limit_by_waits, margin
from tests.conftest import settings_for

from .scripted import API_KEY, API_TOKEN, Said, scripted

METHODS = ("GET", "POST", "PUT", "DELETE")


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Options(rate_limit=0)) as running:
        yield running


def give_up_when_met(monkeypatch: pytest.MonkeyPatch, sim: Simulator, hanging: int) -> None:
    """Lets the first attempts, which hang, end only when the simulator has met them; gives the others half a minute."""
    send, attempts = HTTPAdapter.send, count(1)

    def give_up(adapter: HTTPAdapter, request: Any, timeout: float, **options: Any) -> Any:
        attempt = next(attempts)
        try:
            return send(adapter, request, timeout=timeout if attempt <= hanging else 30, **options)
        finally:
            while len(sim.requests) < attempt:
                time.sleep(0.005)

    monkeypatch.setattr(HTTPAdapter, "send", give_up)


def call(transport: Http, method: str, sid: str = "any") -> Any:
    """Sends a call that is right for its method and acts on a trunk of this SID."""
    path = f"/trunks/{sid}" if method == "PUT" else "/trunks"
    params = {"trunk_sid": sid} if method == "DELETE" else None
    trunk = {"trunk_name": "voice", "nso_code": "ANY-ANY", "domain_name": "a.pstn.exotel.com"}
    body = {"POST": trunk, "PUT": {"trunk_name": "renamed"}}
    return transport.call(method, path, key="trunks", params=params, body=body.get(method))


def retry_table() -> list[tuple[str, str, bool]]:
    """Returns the table in Http's docstring as (what came back, method, whether it is sent again)."""
    table = (inspect.getdoc(Http) or "").split("=\n")[2].split("\n===")[0]
    rows = [re.split(r" {2,}", line.strip()) for line in table.splitlines() if line.strip()]
    cells = []
    for came_back, others, post in rows:
        for method in METHODS:
            verdict = post if method == "POST" else others
            cells.append((came_back, method, verdict.split(":")[0] == "again"))
    return cells


FAULTS: dict[str, list[dict[str, Any]]] = {
    "answer lost": [{"effect": "drop_before"}, {"effect": "hang"}],
    "HTTP 429": [{"effect": "respond", "status": 429}],
    "HTTP 500 502 503 504": [{"effect": "respond", "status": status} for status in (500, 502, 503, 504)],
    "anything else": [{"effect": "respond", "status": status} for status in (200, 302, 400, 401, 403, 404, 415, 501)],
}
CASES = [
    pytest.param(method, fault, again, id=f"{method} {fault['effect']} {fault.get('status', '')}")
    for came_back, method, again in retry_table()
    for fault in FAULTS.get(came_back, [])
]


def test_the_docstring_has_the_whole_table() -> None:
    assert {came_back for came_back, _, _ in retry_table()} == {"never connected", *FAULTS}
    assert len(retry_table()) == 20


@pytest.mark.parametrize(("method", "fault", "again"), CASES)
def test_s16_s19_the_table(
    sim: Simulator,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    fault: dict[str, Any],
    again: bool,
) -> None:
    sid = sim.add_trunk()
    sim.add_fault(Fault(method, "trunks", body="<html>", **fault))
    hangs = fault["effect"] == "hang"
    if hangs:
        give_up_when_met(monkeypatch, sim, hanging=1)
    transport = Http(settings_for(sim, request_timeout=0.3 if hangs else 30))
    if again:
        assert call(transport, method, sid).rows is not None
    else:
        with pytest.raises(errors.ExotelError):
            call(transport, method, sid)
    assert [request.method for request in sim.requests] == [method] * (2 if again else 1)
    assert len(waits) == len(sim.requests) - 1


@pytest.mark.parametrize("method", METHODS)
def test_s20_the_table_where_no_connection_comes_about(waits: list[float], method: str) -> None:
    again = {verb: verdict for came_back, verb, verdict in retry_table() if came_back == "never connected"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings = settings_for(SimpleNamespace(url=f"http://127.0.0.1:{port}"))  # type: ignore[arg-type]
    with pytest.raises(errors.NoAnswerError, match="no connection to") as caught:
        call(Http(settings), method)
    assert not caught.value.sent
    assert again[method]
    assert len(waits) == 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("86400", LONGEST_PAUSE),
        ("9" * 400, LONGEST_PAUSE),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True), 20),
        (lambda: format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True), 0),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True), LONGEST_PAUSE),
    ],
)
def test_s14_a_429_is_waited_out_as_it_asks(
    sim: Simulator, waits: list[float], method: str, header: Any, seconds: float
) -> None:
    sid, off = sim.add_trunk(), margin()
    text = header if isinstance(header, str) else header()
    sim.add_fault(Fault(method, "trunks", "respond", status=429, headers={"Retry-After": text}))
    assert call(Http(settings_for(sim)), method, sid).rows is not None
    assert waits == [pytest.approx(seconds, abs=off())]


@pytest.mark.parametrize(
    "header", [None, "", "soon", "-5", "1.5", "\xb2", "Fri, 31 Dec 9999", "Fri, 27 Nov 99999999999 14:00:00 GMT"]
)
def test_s14_a_429_without_a_usable_header_backs_off_with_jitter(
    sim: Simulator, waits: list[float], header: str | None
) -> None:
    headers = {} if header is None else {"Retry-After": header}
    sim.add_fault(Fault("POST", "trunks", "respond", status=429, headers=headers, times=5))
    call(Http(settings_for(sim, retry_delay=2)), "POST")
    assert len(waits) == 5
    assert all(2 * 2**n <= wait <= 2 * 2**n + 2 for n, wait in enumerate(waits))


@pytest.mark.parametrize("retry_after", ["seconds", "date", "none"])
@pytest.mark.parametrize("dialect", ["live", "reference"])
def test_s14_the_real_limit_of_a_server(monkeypatch: pytest.MonkeyPatch, retry_after: Any, dialect: Any) -> None:
    limit_by_waits(monkeypatch)
    options = Options(rate_limit=5, rate_window=0.5, retry_after=retry_after, dialect=dialect)
    with Simulator(options) as limited:
        transport = Http(settings_for(limited, retry_delay=0.1))
        assert all(call(transport, "GET").rows == [] for _ in range(7))
        assert 429 in [request.status for request in limited.requests]


@pytest.mark.parametrize("method", METHODS)
def test_s15_429_for_ever_ends_and_names_the_limit(
    sim: Simulator, waits: list[float], caplog: pytest.LogCaptureFixture, method: str
) -> None:
    sim.add_fault(Fault("*", "", "respond", status=429, headers={"Retry-After": "3600"}, times=0))
    with caplog.at_level(logging.WARNING, "exotel_pulumi"), pytest.raises(errors.RateLimitError) as caught:
        call(Http(settings_for(sim)), method)
    assert "Exotel allows 200 requests a minute" in str(caught.value)
    assert waits == [LONGEST_PAUSE] * 5
    assert caplog.messages == ["Exotel answered: HTTP 429; trying again in 60 s"] * 5


def test_s15_no_attempt_begins_after_five_minutes(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(Patience, "sleep", lambda _self, seconds: None)
    monkeypatch.setattr(tenacity, "time", SimpleNamespace(monotonic=lambda: clock.now))
    sim.add_fault(Fault("*", "", "respond", status=503, times=0))
    transport = Http(settings_for(sim))
    original = transport._attempt

    def slow(*args: Any) -> Any:
        clock.now += 200
        return original(*args)

    monkeypatch.setattr(transport, "_attempt", slow)
    with pytest.raises(errors.ServerError):
        call(transport, "GET")
    assert len(sim.requests) == 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("status", "error"), [(200, errors.UnexpectedAnswerError), (503, errors.ServerError)])
@pytest.mark.parametrize("body", ["", "<html>Wartung</html>", '{"cut off'])
def test_s17_no_json(
    sim: Simulator, waits: list[float], method: str, status: int, error: type[errors.ExotelError], body: str
) -> None:
    sim.add_fault(Fault(method, "", "respond", status=status, body=body, times=0))
    with pytest.raises(error) as caught:
        call(Http(settings_for(sim)), method)
    assert "Wartung" not in str(caught.value)
    assert "cut off" not in str(caught.value)


@pytest.mark.parametrize("method", METHODS)
def test_s21_a_server_that_never_answers(
    sim: Simulator, waits: list[float], monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    sim.add_fault(Fault("*", "", "hang", times=0))
    give_up_when_met(monkeypatch, sim, hanging=6)
    with pytest.raises(errors.NoAnswerError, match="did not answer within the time-out") as caught:
        call(Http(settings_for(sim, request_timeout=0.1)), method)
    assert caught.value.sent
    assert len(sim.requests) == (1 if method == "POST" else 6)


def test_redirects_are_never_followed() -> None:
    with scripted() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            with scripted(Said(status, "", {"Location": elsewhere.url})) as server:
                with pytest.raises(errors.ApiError, match="a redirect is never followed"):
                    call(Http(server.settings()), "POST")
                assert len(server.heard) == 1
        assert elsewhere.heard == []


def test_no_cookie_is_kept() -> None:
    with scripted(Said(headers={"Set-Cookie": "session=abc; Path=/"})) as server:
        transport = Http(server.settings())
        for method in METHODS:
            call(transport, method)
        assert len(server.heard) == 4
        assert all("Cookie" not in heard.headers for heard in server.heard)


def test_credentials_travel_in_the_authorization_header_only() -> None:
    with scripted() as server:
        transport = Http(server.settings())
        for method in METHODS:
            call(transport, method)
    basic = base64.b64encode(f"{API_KEY}:{API_TOKEN}".encode()).decode()
    for heard in server.heard:
        assert heard.headers["Authorization"] == f"Basic {basic}"
        others = [value for name, value in heard.headers.items() if name != "Authorization"]
        rest = "\n".join([heard.target, heard.body, *others])
        assert not any(secret in rest for secret in (API_TOKEN, API_KEY, basic))


def test_json_is_announced_where_it_is_sent() -> None:
    with scripted() as server:
        for method in ("POST", "PUT"):
            call(Http(server.settings()), method)
        assert [heard.headers["Content-Type"] for heard in server.heard] == ["application/json"] * 2


def test_a_netrc_file_changes_nothing(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login other password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with scripted() as server:
        call(Http(server.settings()), "GET")
        assert "b3RoZXI6b3RoZXI" not in server.heard[0].headers["Authorization"]


def test_a_wrong_token_is_reported_with_all_that_may_be_wrong(sim: Simulator) -> None:
    with pytest.raises(errors.AuthenticationError) as caught:
        call(Http(settings_for(sim, api_token="wrong_" + DEFAULT_API_TOKEN)), "GET")
    assert all(name in str(caught.value) for name in ("exotel:apiKey", "exotel:apiToken", "exotel:region"))
    assert len(sim.requests) == 1
