"""What the simulator refuses before it reads it, and faults that are checked when they are set."""

import json
import socket
from typing import Any

import pytest

from . import HANG
from .caller import Caller

FAULT: dict[str, Any] = {"method": "GET", "path": "trunks", "effect": "respond"}
TOO_MUCH = 64 * 1024 * 1024  # bytes; what the system's own buffers take is far less


def raw(caller: Caller, head: str, body: bytes = b"") -> tuple[bytes, int]:
    """Sends a request byte for byte; returns the answer, and how much of the body was taken."""
    sent = 0
    with socket.create_connection(("127.0.0.1", caller.sim.port), HANG) as stream:
        stream.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        answer = b""
        try:
            while sent < len(body):
                sent += stream.send(body[sent : sent + 1_000_000])
        except OSError:
            pass
        try:
            while more := stream.recv(4096):
                answer += more
        except OSError:
            pass
    return answer, sent


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Host: 127.0.0.1\nOrigin: http://evil", 403),
        ("Host: evil.example", 403),
        ("Host: 127.0.0.1\nSec-Fetch-Site: cross-site", 403),
        ("Host: 127.0.0.1", 413),
    ],
)
def test_an_upload_is_refused_before_it_is_read(live: Caller, lines: str, status: int) -> None:
    answer, sent = raw(live, f"POST /x HTTP/1.1\n{lines}\nContent-Length: {TOO_MUCH}", bytes(TOO_MUCH))
    assert sent < TOO_MUCH / 2
    assert live.sim.requests == []
    if answer:  # a client that sends on may lose it
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    ("lines", "body", "status"),
    [
        ("Content-Length: 400000000", b"", 413),
        ("Content-Length: -5", b"", 400),
        ("Content-Length: 1, 1", b"x", 400),
        ("Content-Length: 5\nTransfer-Encoding: chunked", b"0\r\n\r\n", 400),
        ("Transfer-Encoding: gzip", b"x", 400),
        ("Transfer-Encoding: chunked", b"zz\r\n", 400),
        ("Transfer-Encoding: chunked", b"200000\r\n" + bytes(0x200000) + b"\r\n0\r\n\r\n", 413),
        ("Origin: null", b"", 403),
    ],
)
def test_a_request_whose_end_is_not_known_ends_its_connection(
    live: Caller, capfd: pytest.CaptureFixture[str], lines: str, body: bytes, status: int
) -> None:
    answer, _ = raw(live, f"POST /v2/accounts/exotel_demo/trunks HTTP/1.1\nHost: localhost\n{lines}", body)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.count(b"HTTP/1.1 ") == 1
    assert live.get("trunks").ok
    assert capfd.readouterr().err == ""


def test_a_client_that_leaves_in_the_middle_is_no_traceback(live: Caller, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", live.sim.port), HANG) as stream:
        stream.sendall(b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        stream.shutdown(socket.SHUT_WR)
        assert stream.recv(4096) == b""
    assert live.get("trunks").ok
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("path", ["/_simulator/faults", "/_simulator/sip/invite", "trunks"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a": [' * 60 + b"]}" * 60])
def test_json_beyond_all_depth_is_refused(live: Caller, path: str, body: bytes) -> None:
    answer = live.send("POST", path, data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, "at most 50 levels" in answer.text) == (400, True)


def test_many_brackets_in_a_text_are_no_depth(live: Caller) -> None:
    body = {"trunk_name": '[{"\\' * 100, "nso_code": "ANY-ANY", "domain_name": "exotel_demo.pstn.exotel.com"}
    assert live.error("POST", "trunks", body)[0] == 1002


def test_a_link_may_lead_to_the_page_and_to_nothing_else(live: Caller) -> None:
    clicked = {"Sec-Fetch-Site": "cross-site"}
    assert live.get("/", headers=clicked).ok
    assert live.get("/_simulator/state", headers=clicked).status_code == 403
    assert live.get("/_simulator/state", headers={"Sec-Fetch-Site": "same-origin"}).ok


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"method": "FETCH"}, "method is one of GET, POST, PUT"),
    ({"method": [1]}, "method is one of"),
    ({"path": "("}, "path is a regular expression"),
    ({"path": 5}, "path is a regular expression"),
    ({"effect": "explode"}, "effect is one of drop_before"),
    ({"times": "x"}, "times is a whole number"),
    ({"times": 1.5}, "times is a whole number"),
    ({"skip": True}, "skip is a whole number"),
    ({"status": 1}, "status is a whole number, 200 to 599"),
    ({"status": 99999}, "200 to 599"),
    ({"seconds": -1}, "seconds is a number, 0 to 3600"),
    ({"seconds": 1e300}, "0 to 3600"),
    ({"content_type": "text/html\r\nX-Injected: 1"}, "content_type is a text of one line"),
    ({"headers": {"X": "a\r\nSet-Cookie: x=1"}}, "headers is an object"),
    ({"headers": {"X: y\r\nZ": "1"}}, "headers is an object"),
    ({"headers": {"X": "\u2028"}}, "headers is an object"),
    ({"headers": [1]}, "headers is an object"),
    ({"headers": {"Retry-After": 1}}, "headers is an object"),
    ({"body": "\ud800"}, "body is a text"),
    ({"efect": 1}, "a fault is an object with method, path and effect"),
]


@pytest.mark.parametrize(("part", "said"), WRONG)
def test_a_wrong_fault_is_refused_with_what_is_right(live: Caller, part: dict[str, Any], said: str) -> None:
    answer = live.send("POST", "/_simulator/faults", json={**FAULT, **part})
    assert (answer.status_code, said in answer.text) == (400, True), answer.text
    assert live.sim.pending_faults() == []


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b"null", b"5", b'"x"', b"\xff", b'{"method": "GET"}'])
def test_what_is_no_fault_sets_none_and_clears_none(live: Caller, body: bytes) -> None:
    live.send("POST", "/_simulator/faults", json=FAULT)
    kind = {"Content-Type": "application/json"}
    assert live.send("POST", "/_simulator/faults", data=body, headers=kind).status_code == 400
    if body:
        assert live.send("DELETE", "/_simulator/faults", data=body, headers=kind).status_code == 400
    assert len(live.sim.pending_faults()) == 1


def test_an_answer_without_a_body_leaves_nothing_for_the_next(live: Caller) -> None:
    for status in (204, 304):
        live.send("POST", "/_simulator/faults", json={**FAULT, "status": status, "body": {"a": 1}})
        assert live.get("trunks").status_code == status
        assert json.loads(live.get("trunks").content)["response"] == []


@pytest.mark.parametrize("last", ["-5", "x", "99999999999999999999", "1.5"])
def test_the_log_wants_a_number(live: Caller, last: str) -> None:
    assert live.get(f"/_simulator/requests?last={last}").status_code == 400


@pytest.mark.parametrize("path", ["sip/pretend", "sip/invite", "faults", "state/trunks/1"])
@pytest.mark.parametrize("body", [b"[1]", b"null", b"5", b"x", b"\xff", b'{"a": 1'])
def test_a_body_on_the_control_path_is_an_object(
    live: Caller, capfd: pytest.CaptureFixture[str], path: str, body: bytes
) -> None:
    for method in ("POST", "PUT", "PATCH"):
        answer = live.send(method, f"/_simulator/{path}", data=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.text) == (400, "a body on the control path is a JSON object\n")
    assert capfd.readouterr().err == ""
