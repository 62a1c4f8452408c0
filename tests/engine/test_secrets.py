"""Passwords and tokens: given, rotated, missing. A search after every engine test finds those that show."""

import re
from collections.abc import Iterator

import pytest

from exotel_pulumi.simulator import Account, Simulator

from .programs import NUMBER, TRUNK
from .secrets_hunt import spellings
from .simulators import ACCOUNT, options
from .stack import LONGEST_CALL, Stack
from .wire import writing

LOGIN = TRUNK + 'login = exotel.Credential("login", trunk=trunk, user_name="voice", {})\n'
SHOWN = 'pulumi.export("password", login.password)\n'
LOGINS = (
    TRUNK
    + """
pulumi.export("given", exotel.Credential("given", trunk=trunk, user_name="given", {given}).password)
pulumi.export("made", exotel.Credential("made", trunk=trunk, user_name="made", {made}).password)
"""
)


def passwords(simulator: Simulator) -> dict[str, object]:
    """Returns the password of each login at Exotel, by the login's name."""
    return {str(row["user_name"]): row["password"] for row in simulator.state.snapshot()["credentials"]}


@pytest.mark.usefixtures("host")
def test_s32_s47_s48_a_password_stays_until_it_is_rotated_in_place(stack: Stack, simulator: Simulator) -> None:
    """Follows two logins: one has a password that is given as plain text, the other has a generated one."""
    stack.passwords_in_program = True
    stack.program(LOGINS.format(given='password="first_1f3a77"', made=""))
    stack.up()
    before, first = stack.ids(), passwords(simulator)
    assert first["given"] == "first_1f3a77"
    assert stack.outputs() == first

    stack.program(LOGINS.format(given='password="second_8c2b05"', made='friendly_name="renamed"'))
    preview = stack.preview("--diff")
    assert sorted(preview.steps) == ["update given", "update made"]
    assert re.search(r" password *: (\[secret\] => )?\[secret\]\n", preview.stdout)
    simulator.clear_log()
    assert sorted(stack.up().steps) == ["update given", "update made"]
    assert writing(simulator) == ["PUT credentials", "PUT credentials"]
    assert stack.outputs() == passwords(simulator) == {"given": "second_8c2b05", "made": first["made"]}

    sid, _, login = stack.id("made").rpartition("/")
    [row] = simulator.rows(sid, "credentials", id=login)
    simulator.edit(sid, "credentials", login, password="by_hand_4b1e90", date_updated=row["date_updated"])
    stack.refresh("--expect-no-changes")  # Exotel never shows a password: without a date nobody can see this change
    stack.program(LOGINS.format(given='password="second_8c2b05"', made='friendly_name="renamed", rotation="2"'))
    assert stack.up("--diff").steps == ["update made"]
    rotated = passwords(simulator)
    assert rotated["made"] not in (first["made"], "by_hand_4b1e90")
    assert stack.outputs() == rotated
    assert stack.ids() == before
    stack.destroy_all()


LOGGED = ("--logtostderr", "--logflow", "-v")


@pytest.mark.usefixtures("host")
def test_s45_logs_show_no_secret_but_a_password_that_the_engine_passes_on(stack: Stack, simulator: Simulator) -> None:
    # Up to verbosity 8 the logs have no secret: the search after each test would find it.
    stack.program(LOGIN.format("") + SHOWN)
    assert '"v":7' in stack.up(*LOGGED, "8").stderr
    stack.program(LOGIN.format('rotation="most"') + SHOWN)
    process, _ = stack.begin("up", "--yes", "--skip-preview", *LOGGED, "12")
    printed = "\n".join(process.communicate(timeout=LONGEST_CALL))
    assert process.returncode == 0
    assert not any(mark.decode() in printed for _, mark in spellings(ACCOUNT.api_token))
    [password] = passwords(simulator).values()
    showing = [line for line in printed.splitlines() if str(password) in line]
    assert [line for line in showing if "arshaling property for RPC" not in line] == []
    stack.destroy_all()


ROTATED = Account(ACCOUNT.sid, ACCOUNT.api_key, "next/en+2b=8&f<c3>%41_d901")


@pytest.fixture
def accounts() -> list[Account]:
    """Lists the accounts of the simulator: a test changes the list."""
    return [ACCOUNT]


@pytest.fixture
def simulator(accounts: list[Account]) -> Iterator[Simulator]:
    """Runs a simulator whose key and token can be rotated meanwhile."""
    with Simulator(options(accounts=accounts)) as running:
        yield running


def rotate(stack: Stack, accounts: list[Account], account: Account = ROTATED) -> None:
    """Replaces the simulator's account by one with other credentials."""
    accounts[:] = [account]
    stack.tokens.add(account.api_token)


@pytest.mark.usefixtures("host")
def test_s49_a_token_that_is_rotated_in_the_configuration_is_used_by_up_and_run_program(
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
