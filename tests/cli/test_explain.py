"""`explain`: every row of Exotel's tables, and what the provider's messages mean."""

import json
import re

import pytest

from exotel_pulumi import explained
from exotel_pulumi.api import refusals
from exotel_pulumi.cli.pasted import LONGEST_TEXT, explain
from tests.cli.conftest import Run

# The tables of Exotel's documents: API codes, SIP responses, audio.
CODES = {"1000", "1001", "1002", "1003", "1007", "1008", "1010", "1011"}
RESPONSES = {"400", "401", "403", "404", "408", "415", "480", "484", "486", "488", "500", "502", "503", "504"}
AUDIO = {"no audio both ways", "one-way audio", "audio drops mid-call"}


def of_kind(kind: str) -> set[str]:
    return {entry.code for entry in explained.entries() if entry.kind == kind}


def found(asked: str) -> list[explained.Entry]:
    return [explanation.entry for explanation in explain(asked)]


def codes(asked: str) -> list[str]:
    return [f"{entry.kind} {entry.code}" for entry in found(asked)]


def test_every_row_of_the_tables_is_explained() -> None:
    assert (of_kind("api"), of_kind("audio")) == (CODES, AUDIO)
    assert of_kind("sip") >= RESPONSES
    assert {int(code) for code in CODES} == refusals.BY_CODE.keys()


@pytest.mark.parametrize("entry", explained.entries(), ids=lambda entry: f"{entry.kind} {entry.code}")
def test_an_entry_is_found_by_its_code_and_its_words_and_says_what_to_do(entry: explained.Entry) -> None:
    for asked in (entry.code, entry.code.upper(), f" {entry.code} ", *entry.words):
        assert entry in found(asked)
    assert entry.meaning.endswith(".")
    assert entry.advice.endswith(".")


@pytest.mark.parametrize(
    ("asked", "code"),
    [("the call is silent", "no audio both ways"), ("401", "1010"), ("HTTP 429", "HTTP 429"), ("sip 404", "404")],
)
def test_words_of_a_person_find_an_entry(asked: str, code: str) -> None:
    assert code in [entry.code for entry in found(asked)]


PASTED = [
    ("twirp error unknown: INVITE failed: sip status: 403: Forbidden", "sip 403"),
    ("unexpected status from INVITE response: sip status: 404: Not Found", "sip 404"),
    ("call.in-progress.error-providerfault-outbound-sip-403-forbidden", "sip 403"),
    ('{"level":"error","ts":1732700000.403,"sip_status_code":486,"error":"INVITE failed"}', "sip 486"),
    ('{"sipStatusCode": "480"}', "sip 480"),
    ("\x1b[31m2026-11-27T10:00:00.503Z ERROR\x1b[0m [pid 404] SIP/2.0 480 Temporarily Unavailable", "sip 480"),
    ("sip 486, 503 and 488 at 10:00:00", "sip 486, sip 503, sip 488"),
    ("the INVITE got 486 Busy Here, then 503 Service Unavailable", "sip 486, sip 503"),
    ("SIP STATUS 603 DECLINE", "sip 603"),
    ("Status 603 Decline", "sip 603"),
    ("livekit: max auth retry attempts reached", "sip 401"),
    ("603", "sip 603"),
    ("4001", "sip 4001"),
    ("X-Exotel-ErrorCode: 4001", "sip 4001"),
    ("SIP 403 Forbidden (X-Exotel-ErrorCode: 4001)", "sip 403, sip 4001"),
    ("HTTP 401, code 1010", "api 1010"),
    ('Exotel answered: HTTP 409, code 1008, "Duplicate resource" (request id 503a-404)', "api 1008"),
    ('{"http_code":200,"response":{"code":409,"error_data":{"code":1008,"message":"x"}}}', "api 1008"),
    ("HTTP/1.1 503 Service Unavailable", "http HTTP 5xx"),
    ("curl: the API said 502", "http HTTP 5xx"),
    ("HTTP 302", "http HTTP 3xx"),
    ("HTTP 418", "http HTTP 4xx"),
    ("call was not authorized by trunk configuration", "platform not authorized by trunk configuration"),
    ("ERROR sip/inbound.go:12 No SIP trunk matched for call", "platform No SIP trunk matched"),
    ("NOTICE[1]: Request 'INVITE' from '<sip:a@1.2.3.4>' failed - No matching endpoint found",
     "platform No matching endpoint found"),
    ("the call drops after 30 seconds", "platform call drops after 30 seconds"),
    ("failed to send ACK: dial tcp 15.206.249.201:5070: connect: connection refused",
     "platform the ACK does not arrive, platform the edge cannot be reached"),
    ("the agent does not speak", "platform the agent does not speak"),
    ("transfer", "platform transfer"),
    ("DTMF", "platform DTMF"),
    ("It is mapped to trunk trmum1701c9b1a0f8", "message It is mapped to trunk"),
    ("no connection to https://api.in.exotel.com", "message no connection to"),
    ("phone_number is required: it has no value, or comes from a resource that has failed", "message is required"),
    ("nso is not an argument of this resource", "message is not an argument of this resource"),
    ("stuck", "platform stuck"),
    ("caller cannot hear me", "audio one-way audio"),
    ("caller ID", "platform caller ID"),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "meant"), PASTED)
def test_what_people_paste_leads_to_what_is_meant_and_nothing_else(pasted: str, meant: str) -> None:
    assert ", ".join(codes(pasted)) == meant


@pytest.mark.parametrize(
    "asked",
    ["hello there", "", "9999", "   ", "\x1b[31m", "took 403 ms for 500 calls", "SIP/2.0 200 OK", "lorem " * 999],
)
def test_nothing_is_found_for_what_nobody_knows(asked: str) -> None:
    assert explain(asked) == []


def test_of_a_whole_log_the_end_is_read_and_each_message_keeps_its_own_advice() -> None:
    log = "sip 486\n" + "2026-11-27 nothing of interest\n" * (LONGEST_TEXT // 20)
    log += "  a\n  Exotel answered: HTTP 404, code 1000\n  What to do: first.\n  b\n  it is stuck, SIP 603\n"
    assert [(it.entry.code, it.own_advice) for it in explain(log)] == [("1000", "first."), ("603", "")]


@pytest.mark.parametrize("status", sorted({*refusals.BY_STATUS, 302, 418, 500, 503}))
def test_each_refusal_of_exotel_is_found_by_its_code_and_repeats_its_own_advice(status: int) -> None:
    error_class, advice = refusals.understood("GET", status, None, "Words of Exotel")
    message = str(error_class(status=status, code=None, text="Words of Exotel", request_id="r1", advice=advice))
    assert {it.own_advice for it in explain(message)} == {advice}
    assert any(advice in (it.entry.advice, refusals.OWN_WORDS) for it in explain(message))


def test_the_command_explains_a_code(run: Run) -> None:
    done = run("explain", "one-way", "audio")
    assert done.code == 0
    assert "What to do: put the public address into the SDP" in done.out
    assert [entry["code"] for entry in json.loads(run("explain", "1008", "--json").out)] == ["1008"]
    unknown = run("explain", "hello", "there\x1b[31m", "x" * 500)
    assert (unknown.code, unknown.out, len(unknown.err) < 200) == (1, "", True)
    assert "nothing is known of 'hello there\\x1b[31m xxx" in unknown.err


def test_the_command_repeats_once_what_a_message_says_to_do(run: Run) -> None:
    message = (
        'Exotel answered: HTTP 409, code 1008, "Duplicate". It is mapped to trunk trmum1701c9\n'
        "  What to do: remove it from \x1b[1msales_line\x1b[0m."
    )
    done = run("explain", message)
    assert re.findall(r"^(?:1008|It is mapped to trunk)  ", done.out, re.MULTILINE) == [
        "1008  ",
        "It is mapped to trunk  ",
    ]
    assert done.out.count("The message itself says what to do: remove it from sales_line.") == 1
    assert {it.own_advice for it in explain(message)} == {"remove it from sales_line."}


def test_without_an_argument_everything_is_listed(run: Run) -> None:
    done = run("explain")
    assert done.code == 0
    for entry in explained.entries():
        assert re.search(rf"^{re.escape(entry.code)}  ", done.out, re.MULTILINE), entry.code
