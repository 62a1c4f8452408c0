"""Passwords and tokens: given, rotated, missing. That none of them shows is looked for after every engine test."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from exotel_pulumi.simulator import Account, Simulator

from .programs import NUMBER, TRUNK
from .secrets_hunt import spellings
from .simulators import ACCOUNT, options
from .stack import LONGEST_CALL, Stack
from .wire import writing

LOGIN = TRUNK + 'login = exotel.Credential("login", trunk=trunk, user_name="voice", {})\n'
SHOWN = 'pulumi.export("password", login.password)\n'


def password(simulator: Simulator) -> object:
    [row] = simulator.state.snapshot()["credentials"]
    return row["password"]


def test_s47_s48_a_password_is_given_as_plain_text_and_rotated(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(LOGIN.format('password="first_1f3a77"') + SHOWN)
    stack.up()
    before = stack.id("login")
    assert password(simulator) == "first_1f3a77"

    stack.program(LOGIN.format('password="second_8c2b05"') + SHOWN)
    preview = stack.preview("--diff")
    assert preview.steps == ["update login"]
    assert re.search(r" password +: \[secret\]\n", preview.stdout)
    simulator.clear_log()
    assert stack.up().steps == ["update login"]
    assert writing(simulator) == ["PUT credentials"]
    assert (stack.id("login"), password(simulator)) == (before, "second_8c2b05")
    assert stack.outputs() == {"password": "second_8c2b05"}
    stack.settle_and_destroy()


def test_s32_s48_a_generated_password_stays_until_it_is_rotated(stack: Stack, simulator: Simulator) -> None:
    stack.program(LOGIN.format("") + SHOWN)
    stack.up()
    before, generated = stack.id("login"), password(simulator)
    assert stack.outputs() == {"password": generated}
    stack.program(LOGIN.format('friendly_name="renamed"') + SHOWN)
    stack.up()
    assert stack.outputs() == {"password": generated} == {"password": password(simulator)}

    [trunk] = simulator.trunks()
    simulator.edit(trunk["trunk_sid"], "credentials", before.rpartition("/")[2], password="by_hand_4b1e90")
    stack.refresh("--expect-no-changes")  # Exotel never shows a password: this cannot be seen
    stack.program(LOGIN.format('friendly_name="renamed", rotation="2"') + SHOWN)
    assert stack.up("--diff").steps == ["update login"]
    assert password(simulator) not in (generated, "by_hand_4b1e90")
    assert stack.outputs() == {"password": password(simulator)}
    assert stack.id("login") == before
    stack.settle_and_destroy()


LOGGED = ("--logtostderr", "--logflow", "-v")


def test_s45_logs_at_every_verbosity(stack: Stack, simulator: Simulator) -> None:
    """Up to 8 there is nothing, as the search after each test sees; above, the engine logs what it passes on."""
    stack.program(LOGIN.format("") + SHOWN)
    assert '"v":7' in stack.up(*LOGGED, "8").stderr
    stack.program(LOGIN.format('rotation="most"') + SHOWN)
    process, _ = stack.begin("up", "--yes", "--skip-preview", *LOGGED, "12")
    printed = "\n".join(process.communicate(timeout=LONGEST_CALL))
    assert process.returncode == 0
    assert not any(mark.decode() in printed for _, mark in spellings(ACCOUNT.api_token))
    telling = [line for line in printed.splitlines() if str(password(simulator)) in line]
    assert [line for line in telling if "arshaling property for RPC" not in line] == []
    stack.settle_and_destroy()


ROTATED = Account(ACCOUNT.sid, ACCOUNT.api_key, "next/en+2b=8&f<c3>%41_d901")


@pytest.fixture
def accounts() -> list[Account]:
    return [ACCOUNT]


@pytest.fixture
def simulator(accounts: list[Account]) -> Iterator[Simulator]:
    """One whose API token can be rotated while it runs."""
    with Simulator(options(accounts=accounts)) as running:
        yield running


def rotate(stack: Stack, accounts: list[Account], account: Account = ROTATED) -> None:
    accounts[:] = [account]
    stack.tokens.add(account.api_token)


def test_s49_key_and_token_in_the_environment_are_rotated(stack: Stack, accounts: list[Account]) -> None:
    stack.program(NUMBER)
    stack.up()
    rotate(stack, accounts, replace(ROTATED, api_key="key_90be12"))
    assert "code 1010" in stack.refresh(fails=True).text
    stack.environment["EXOTEL_API_TOKEN"] = ROTATED.api_token
    assert "code 1010" in stack.refresh(fails=True).text
    stack.environment["EXOTEL_API_KEY"] = "key_90be12"
    stack.settle_and_destroy()


def test_s49_a_token_in_the_stack_configuration_is_rotated(
    stack: Stack, simulator: Simulator, accounts: list[Account]
) -> None:
    del stack.environment["EXOTEL_API_TOKEN"]
    stack.config("exotel:apiToken", ACCOUNT.api_token, secret=True)
    stack.program(NUMBER)
    stack.up()
    before = stack.ids()
    rotate(stack, accounts)
    stack.config("exotel:apiToken", ROTATED.api_token, secret=True)
    refused = stack.refresh(fails=True)
    assert "code 1010" in refused.text
    assert "run `pulumi up` first or add `--run-program`" in refused.text
    assert "--run-program" in stack.destroy(fails=True).text
    # The engine takes a `deleted_with` child out of the state before the delete of its trunk fails.
    assert sorted(stack.resources()) == ["trunk"]

    stack.refresh("--run-program", "--expect-no-changes")
    assert stack.up().steps == ["create number"]  # from here on the state has the new token
    assert stack.ids() == before
    stack.settle()
    accounts[:] = [ACCOUNT]
    stack.config("exotel:apiToken", ACCOUNT.api_token, secret=True)
    stack.destroy("--run-program")
    assert (stack.resources(), simulator.trunks()) == ({}, [])


def test_s50_settings_are_missing(stack: Stack, simulator: Simulator) -> None:
    stack.program(NUMBER)
    stack.up()
    complete = dict(stack.environment)
    for name in ("EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN"):
        del stack.environment[name]
    stack.preview("--expect-no-changes")
    stack.program(NUMBER + 'exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")\n')
    refused = stack.up(fails=True)
    for command in (
        "`pulumi config set exotel:accountSid <value>`, or set EXOTEL_ACCOUNT_SID",
        "`pulumi config set exotel:apiKey <value>`, or set EXOTEL_API_KEY",
        "`pulumi config set --secret exotel:apiToken <value>`, or set EXOTEL_API_TOKEN",
    ):
        assert command in refused.text
    stack.environment = complete
    stack.up()
    stack.settle_and_destroy()


def test_s61_stack_configuration_beats_the_environment(stack: Stack, simulator: Simulator) -> None:
    stack.config("exotel:accountSid", ACCOUNT.sid)
    stack.config("exotel:apiKey", ACCOUNT.api_key)
    stack.config("exotel:apiToken", ACCOUNT.api_token, secret=True)
    stack.config("exotel:apiUrl", simulator.url)
    for name in ("EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN"):
        stack.environment[name] = "wrong"
    stack.environment["EXOTEL_API_URL"] = "http://127.0.0.1:9"  # nobody listens at the discard port
    stack.program(NUMBER)
    stack.up()
    assert {request.account for request in simulator.requests} == {ACCOUNT.sid}
    [trunk] = simulator.trunks()
    assert trunk["domain_name"] == f"{ACCOUNT.sid}.pstn.exotel.com"
    stack.settle_and_destroy()
