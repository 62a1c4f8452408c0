"""Every way in which an operation can fail, each time with Exotel echoing all the secrets it was sent.

None of them may show: not in the message, not in the traceback, not in the logs at DEBUG.
"""

import base64
import json
import logging
import traceback
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.session import Clients, Session
from exotel_pulumi.errors import ExotelError
from exotel_pulumi.lifecycle import Lifecycle, checking
from exotel_pulumi.objects.credential import CREDENTIAL, CredentialKind
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Account, Fault, Options, Simulator
from tests.conftest import DIALECTS, settings_for
from tests.kinds import CREDENTIAL as SAMPLE
from tests.kinds import TRUNK
from tests.lifecycle.stage import URN, Run

KEY, TOKEN = "the_key_of_ours", "t0ken+with/odd=characters&more"
PASSWORD, NEXT_PASSWORD = "Passw0rd_of_ours_1", "Passw0rd_of_ours_2"
SECRETS = (TOKEN, f"{KEY}:{TOKEN}", PASSWORD, NEXT_PASSWORD)


def spellings(secret: str) -> set[str]:
    raw = secret.encode()
    coded = {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), *coded, *(c.rstrip("=") for c in coded)}


ECHO = "<echo>"  # stands for all that an operation has sent


def echo(sent: Collection[str]) -> str:
    return " ".join(sorted(spelling for secret in sent for spelling in spellings(secret)))


def echoing(code: int | None) -> str:
    return json.dumps({"code": code, "message": ECHO, "description": ECHO, "request_id": ECHO})


def enveloped(code: int) -> str:
    error = {"code": code, "message": ECHO, "description": ECHO}
    entry = {"code": 400, "status": "failure", "error_data": error, "data": None}
    return json.dumps({"request_id": ECHO, "http_code": 200, "response": entry})


FAILURES: dict[str, dict[str, Any]] = {
    **{
        f"{status} {code}": {"effect": "respond", "status": status, "body": echoing(code)}
        for status, code in [
            (400, 1001),
            (400, 1002),
            (400, None),
            (401, 1010),
            (403, 1003),
            (404, 1000),
            (404, None),
            (409, 1008),
            (415, 1011),
            (418, None),
            (429, None),
            (500, None),
            (302, None),
        ]
    },
    **{f"200 {code}": {"effect": "respond", "status": 200, "body": enveloped(code)} for code in (1002, 1008)},
    "HTML": {"effect": "respond", "status": 200, "body": f"<html>{ECHO}"},
    "bare text": {"effect": "respond", "status": 502, "body": ECHO},
    "bad JSON": {"effect": "respond", "status": 200, "body": f'{{"message": "{ECHO}'},
    "odd shape": {"effect": "respond", "status": 200, "body": json.dumps({"surprise": ECHO})},
    "no row": {"effect": "respond", "status": 200, "body": json.dumps([{"id": None, "user_name": ECHO}])},
    "lost": {"effect": "drop_before"},
    "silence": {"effect": "hang"},
}


@pytest.fixture(params=DIALECTS)
def sim(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    account = Account(DEFAULT_ACCOUNT_SID, KEY, TOKEN)
    with Simulator(Options(accounts=(account,), dialect=request.param, rate_limit=0)) as running:
        yield running


def run_of(sim: Simulator, **changes: object) -> Run:
    fixed: dict[str, object] = {"api_key": KEY, "api_token": TOKEN, "retry_delay": 0}
    settings = settings_for(sim, **{**fixed, "api_dialect": sim.options.dialect, **changes})
    return Run(Client(settings))


def clean(error: BaseException, logged: str) -> None:
    reported = "\n".join(
        [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error)), logged]
    )
    chain = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    shown = [spelling for secret in SECRETS for spelling in spellings(secret) if spelling in reported]
    assert shown == []
    assert chain is None or isinstance(chain, ExotelError)


def inputs(sid: str, password: str = PASSWORD) -> dict[str, Any]:
    return {"trunk_sid": sid, "user_name": "livekit", "password": password, "friendly_name": "one"}


def create(run: Run, sid: str, identity: str) -> None:
    run.of(SAMPLE).create(inputs(sid), URN)


def read(run: Run, sid: str, identity: str) -> None:
    run.of(SAMPLE).read(identity, inputs(sid))


def update(run: Run, sid: str, identity: str) -> None:
    run.of(SAMPLE).update(identity, inputs(sid), inputs(sid, NEXT_PASSWORD))


def delete(run: Run, sid: str, identity: str) -> None:
    run.of(SAMPLE).delete(identity, inputs(sid), URN)


OPERATIONS = {
    "create": (create, "POST"),
    "read": (read, "GET"),
    "update": (update, "PUT"),
    "delete": (delete, "DELETE"),
}


# Exotel's answer to a PUT or DELETE is not documented in full: any JSON that names no failure will do.
HARMLESS = {(operation, failure) for operation in ("update", "delete") for failure in ("odd shape", "no row")}
CASES = [(operation, failure) for operation in OPERATIONS for failure in FAILURES]


@pytest.mark.parametrize(("operation", "failure"), [case for case in CASES if case not in HARMLESS])
def test_s46_no_secret_in_any_failure(
    sim: Simulator, caplog: pytest.LogCaptureFixture, operation: str, failure: str
) -> None:
    act, passwords = OPERATIONS[operation]
    sid = sim.add_trunk()
    row = {"user_name": "livekit", "password": PASSWORD, "friendly_name": "one"}
    identity = f"{sid}/{sim.add(sid, 'credentials', **row)}" if operation != "create" else ""
    fault = dict(FAILURES[failure])
    fault["body"] = fault.get("body", "").replace(ECHO, echo([*SECRETS[:2], *passwords]))
    # All calls of the operation fail: the look-ups that follow a lost answer are ways to fail as well.
    sim.add_fault(Fault("*", "", times=0, **fault))
    with caplog.at_level(logging.DEBUG), pytest.raises(ExotelError) as caught:
        act(run_of(sim, request_timeout=0.1 if failure == "silence" else 5), sid, identity)
    clean(caught.value, caplog.text)
    assert caught.value.tried


@pytest.mark.parametrize("verb", ["read", "update", "delete", "create"])
def test_s103_a_password_of_the_state_that_exotel_repeats_is_masked(
    sim: Simulator, caplog: pytest.LogCaptureFixture, verb: str
) -> None:
    sid = sim.add_trunk()
    identity, state = run_of(sim).of(SAMPLE).create(inputs(sid), URN)
    life, olds = run_of(sim).of(SAMPLE), state.model_dump()  # a run that has not sent the password
    sim.add_fault(echoing_fault(PASSWORD, NEXT_PASSWORD))
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: life.read(identity, olds),
        "update": lambda: life.update(identity, olds, inputs(sid, NEXT_PASSWORD)),
        "delete": lambda: life.delete(identity, olds, URN),
        "create": lambda: life.create(inputs(sid), URN),
    }
    if verb != "update":
        life.check(olds, inputs(sid, NEXT_PASSWORD), (), URN)
    with caplog.at_level(logging.DEBUG), pytest.raises(ExotelError) as caught:
        acts[verb]()
    assert "***" in str(caught.value)
    clean(caught.value, caplog.text)


# What a run asks of a login before anything is sent, and by which it learns what no error may show.
ASKED: dict[str, Callable[[Lifecycle[Any, Any], dict[str, Any], dict[str, Any]], object]] = {
    "check": lambda life, olds, news: life.check(olds, news, (), URN),
    "diff": lambda life, olds, news: (life.diff(olds, {}, ()), life.diff(news, {}, ())),
}


@pytest.mark.parametrize("verb", ASKED)
def test_s103_a_password_is_masked_where_exotel_repeats_it_to_another_resource(
    sim: Simulator, caplog: pytest.LogCaptureFixture, verb: str
) -> None:
    sid, run = sim.add_trunk(), run_of(sim)
    ASKED[verb](run.of(SAMPLE), inputs(sid), inputs(sid, NEXT_PASSWORD))
    sim.add_fault(echoing_fault(PASSWORD, NEXT_PASSWORD))
    with caplog.at_level(logging.DEBUG), pytest.raises(ExotelError) as caught:
        run.of(TRUNK).read(sid, {"trunk_name": "voice"})
    assert "***" in str(caught.value)
    clean(caught.value, caplog.text)


@pytest.mark.parametrize("is_first", [True, False], ids=["before there is a client", "after"])
def test_s103_every_client_of_a_run_masks_it(
    sim: Simulator, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    for name, value in (("SID", DEFAULT_ACCOUNT_SID), ("KEY", KEY), ("TOKEN", TOKEN), ("URL", sim.url)):
        monkeypatch.setenv(f"EXOTEL_{'ACCOUNT' if name == 'SID' else 'API'}_{name}", value)
    session = Session.of(lambda _: None, Clients())
    if not is_first:
        assert session.client.rows(Endpoint(TRUNK.kind.collection)) == []
    session.hide(PASSWORD)
    sim.add_fault(echoing_fault(PASSWORD))
    with pytest.raises(ExotelError) as caught:
        session.client.rows(Endpoint(TRUNK.kind.collection), fresh=True)
    assert "***" in str(caught.value)
    clean(caught.value, caplog.text)


def echoing_fault(*passwords: str) -> Fault:
    """Lets every call fail, with these passwords in the words of the refusal."""
    return Fault("*", "", "respond", status=400, times=0, body=echoing(1002).replace(ECHO, echo(passwords)))


def test_s46_the_echo_would_show_without_the_mask(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    monkeypatch.setattr("exotel_pulumi.api.http._masked", lambda text, _: text)
    sim.add_fault(Fault("POST", "", "respond", status=400, body=echoing(1002).replace(ECHO, echo(SECRETS))))
    with pytest.raises(errors.InvalidParameterError) as caught:
        create(run_of(sim), sim.add_trunk(), "")
    with pytest.raises(AssertionError):
        clean(caught.value, "")


def test_s46_a_success_logs_no_secret(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    sid, run = sim.add_trunk(), run_of(sim)
    with caplog.at_level(logging.DEBUG):
        identity, _ = run.of(SAMPLE).create(inputs(sid), URN)
        update(run, sid, identity)
        read(run, sid, identity)
        delete(run, sid, identity)
    assert "urllib3" in caplog.text
    assert not [spelling for secret in SECRETS for spelling in spellings(secret) if spelling in caplog.text]
    assert PASSWORD not in repr(CREDENTIAL.inputs.model_validate(inputs(sid)))


@pytest.mark.parametrize(
    ("api_url", "wrong"),
    [("http://127.0.0.1:1", "no connection"), ("https://no-such-host.invalid", "no connection")],
)
def test_s20_s46_no_secret_where_no_connection_comes_about(
    sim: Simulator, caplog: pytest.LogCaptureFixture, api_url: str, wrong: str
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.NoAnswerError, match=wrong) as caught:
        create(run_of(sim, api_url=api_url), "TK1", "")
    clean(caught.value, caplog.text)


@pytest.mark.parametrize("value", [PASSWORD + "-", [PASSWORD], {PASSWORD: TOKEN}, PASSWORD * 9])
def test_s46_a_refused_password_is_not_shown(value: Any) -> None:
    _, faults = checking.check(CREDENTIAL, {"trunk_sid": "TK1", "user_name": "livekit", "password": value}, (), "acme")
    assert [name for name, _ in faults] == ["password"]
    assert PASSWORD not in str(faults)


@pytest.mark.parametrize("broken", ["create_body", "from_row"])
def test_s46_a_fault_of_our_own(
    sim: Simulator, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: Any) -> Callable[[], None]:
        raise RuntimeError("ours")

    monkeypatch.setattr(CredentialKind, broken, fails)
    with caplog.at_level(logging.DEBUG), pytest.raises(RuntimeError) as caught:
        create(run_of(sim), sim.add_trunk(), "")
    clean(caught.value, caplog.text)
