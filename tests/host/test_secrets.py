"""Tokens and passwords: what a host says, whatever happens to it, must not contain them."""

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from exotel_pulumi import Credential, PhoneNumber, Trunk
from exotel_pulumi.simulator import Account, Fault, Options, Simulator
from exotel_pulumi.stored import Provider
from tests.engine.secrets_hunt import spellings
from tests.host.by_hand import on_server
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, HostError, pickled
from tests.kinds import CHILDREN, VALID

ACCOUNT = Account("exotel_demo", "key_5d01c3", "t0ken/with+odd=chars&more")
PASSWORD = "Pa55word_3f9a17c2"
LOGIN = {"user_name": "livekit_prod", "password": PASSWORD}
TOKEN_ECHO = f"{ACCOUNT.api_token} {ACCOUNT.api_key}:{ACCOUNT.api_token}"
HASTY = {"EXOTEL_REQUEST_TIMEOUT": "0.1", "EXOTEL_RETRY_DELAY": "0.001"}


def echo(status: int, code: int | None = None, content_type: str | None = None) -> list[Fault]:
    """Returns an answer that repeats all that was sent: the token always, the password where there was one."""

    def answer(method: str, text: str) -> Fault:
        body = f"<html>{text}</html>" if code is None else {"code": code, "message": text}
        return Fault(method, "", "respond", times=0, status=status, body=body, content_type=content_type)

    return [answer("POST", f"{PASSWORD} {TOKEN_ECHO}"), answer("PUT", PASSWORD), answer("*", TOKEN_ECHO)]


OUTAGES = {
    "refusal": echo(400, 1002),
    "duplicate": echo(409, 1008),
    "forbidden": echo(403, 1003),
    "missing": echo(404, 1000),
    "error page": echo(500),
    "page": echo(200),
    "page called JSON": echo(200, content_type="application/json"),
    "silence": [Fault("*", "", "hang", times=0)],
    "hung up": [Fault("*", "", "drop_before", times=0)],
}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulator]:
    with Simulator(Options(accounts=(ACCOUNT,), rate_limit=0)) as running:
        yield running


def found_in(host: Host) -> list[str]:
    """Returns the spellings of secrets in all that a host has reported, with the place; never the secret itself."""
    marks = [mark for secret in (ACCOUNT.api_token, PASSWORD) for mark in spellings(secret)]
    return [
        f"{spelling} in reply {number}"
        for number, text in enumerate(host.reported)
        for spelling, mark in marks
        if mark in text
    ]


def everything_fails(host: Host, trunk_sid: str) -> None:
    """Returns each operation once on a credential, of which none can succeed."""
    inputs = {**LOGIN, "trunk_sid": trunk_sid}
    identity, other = f"{trunk_sid}/41523", inputs | {"password": "An0ther_Sesame"}
    for call in (
        lambda: host.create(Credential, inputs),
        lambda: host.delete(Credential, identity, inputs),
        lambda: host.update(Credential, identity, other, inputs),
        lambda: host.read(Credential, identity, inputs, inputs),
        lambda: host.get(Credential, identity),
    ):
        with pytest.raises(HostError) as failed:
            call()
        assert failed.value.frames <= 3
        assert failed.value.message.count("What to do: ") == 1


def test_the_search_finds_what_a_host_says(account: Simulator) -> None:
    with Host(account) as host:
        host.check(PhoneNumber, {"trunk_sid": PASSWORD, "phone_number": "+919876543210"})
    assert found_in(host) != []


def test_s45_a_full_lifecycle_tells_no_secret(account: Simulator) -> None:
    with Host(account) as host:
        stack = FakeStack(host)
        stack.up("trunk", Trunk, trunk_name="voice_ai")
        for resource in CHILDREN:
            extra = LOGIN if resource is Credential else {}
            stack.up(resource.__name__, resource, **VALID[resource], trunk_sid=stack["trunk"].id)
            stack.up(resource.__name__, resource, **{**VALID[resource], "trunk_sid": stack["trunk"].id, **extra})
            stack.refresh(resource.__name__)
        held = stack["Credential"]
        row = on_server(account, Credential, held.id)
        assert row is not None
        assert row["password"] == held.outputs["password"] == PASSWORD
        for name, held in stack.held.items():
            values = str({**held.inputs, **held.outputs, "password": ""})
            assert PASSWORD not in values, name
            assert ACCOUNT.api_token not in values, name
    with Host(account) as stack.host:
        stack.destroy()
    assert account.trunks() == []
    assert found_in(host) == found_in(stack.host) == []


@pytest.mark.parametrize("outage", OUTAGES)
def test_s46_no_failure_tells_a_secret(outage: str, account: Simulator) -> None:
    account.reset()
    trunk_sid = account.add_trunk()
    for fault in OUTAGES[outage]:
        account.add_fault(fault)
    with Host(account, environ=HASTY) as host:
        everything_fails(host, trunk_sid)
    assert found_in(host) == []


def test_s46_no_failure_to_connect_tells_a_secret(account: Simulator) -> None:
    with Host(account, environ=HASTY | {"EXOTEL_API_URL": "http://127.0.0.1:9"}) as host:
        everything_fails(host, "trmum1nowhere")
    assert found_in(host) == []


@pytest.mark.parametrize(
    "setting",
    [
        {"EXOTEL_API_URL": f"https://{ACCOUNT.api_key}:{ACCOUNT.api_token}@api.in.exotel.com"},
        {"EXOTEL_API_URL": ACCOUNT.api_token},
        {"EXOTEL_ACCOUNT_SID": ACCOUNT.api_token},
        {"EXOTEL_REGION": ACCOUNT.api_token},
        {"EXOTEL_REQUEST_TIMEOUT": ACCOUNT.api_token},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_s46_a_token_in_the_wrong_setting_is_not_repeated(setting: dict[str, str], account: Simulator) -> None:
    with Host(account, environ=setting) as host:
        everything_fails(host, "trmum1nowhere")
    assert found_in(host) == []


def test_s46_a_fault_of_our_own_tells_where_and_no_values(account: Simulator, tmp_path: Path) -> None:
    Path(tmp_path, "sitecustomize.py").write_text(
        textwrap.dedent("""
            from exotel_pulumi.lifecycle import Lifecycle

            def broken(self, *values):
                raise RuntimeError(f"{values} {self._session.client.settings.api_token.get_secret_value()}")

            Lifecycle.create = Lifecycle.read = Lifecycle.update = Lifecycle.delete = broken
        """)
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with Host(account, environ={"PYTHONPATH": path}) as host:
        everything_fails(host, "trmum1nowhere")
        with pytest.raises(HostError) as failed:
            host.create(Credential, {**LOGIN, "trunk_sid": "trmum1nowhere"})
    assert "create of a SIP credential" in failed.value.message
    assert "RuntimeError in dynamic.py, line " in failed.value.message
    assert found_in(host) == []


@pytest.mark.parametrize("resource", VALID)
def test_s49_a_pickle_refers_to_no_setting(
    resource: type[Trunk], account: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pickled(resource)
    monkeypatch.setenv("EXOTEL_API_TOKEN", ACCOUNT.api_token)
    assert pickled(resource) == before
    configured = Provider(resource.kind.name)
    configured.leaked = ACCOUNT.api_token  # type: ignore[attr-defined] # whoever sets it
    assert str(serialize_provider(configured)) == before
