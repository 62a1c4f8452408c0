"""Where a host takes its settings from, and what it says when they are missing or wrong."""

from collections.abc import Iterator

import pytest

from exotel_pulumi import Trunk
from exotel_pulumi.simulator import Account, Options, Simulator
from tests.host.fake_engine import FakeStack
from tests.host.host import Host, HostError

NEW_TOKEN, OLD_TOKEN = "new_token_8c1f", "old_token_77ab"

NO_SETTINGS = """\
exotel:accountSid: is not set. \
Run `pulumi config set exotel:accountSid <value>`, or set EXOTEL_ACCOUNT_SID.
  exotel:apiKey: is not set. Run `pulumi config set exotel:apiKey <value>`, or set EXOTEL_API_KEY.
  exotel:apiToken: is not set. Run `pulumi config set --secret exotel:apiToken <value>`, or set EXOTEL_API_TOKEN.
  What to do: set what is named above, then run the command again."""


@pytest.fixture
def rotated() -> Iterator[Simulator]:
    """Makes an account whose token is the new one."""
    account = Account("exotel_demo", "demo_key", NEW_TOKEN)
    with Simulator(Options(accounts=(account,), rate_limit=0)) as running:
        yield running


def test_s49_the_next_run_uses_the_token_that_the_environment_then_has(rotated: Simulator) -> None:
    with Host(rotated) as host:
        stack = FakeStack(host)
        stack.up("voice", Trunk, trunk_name="voice_ai")
        assert NEW_TOKEN not in str(vars(stack["voice"]))
    with Host(rotated, environ={"EXOTEL_API_TOKEN": OLD_TOKEN}) as stack.host:
        assert stack.preview("voice", Trunk, trunk_name="voice_ai") == "same"
    for operation in (lambda: stack.refresh("voice"), stack.destroy):
        with Host(rotated, environ={"EXOTEL_API_TOKEN": OLD_TOKEN}) as stack.host:
            with pytest.raises(HostError) as failed:
                operation()
            assert "HTTP 401, code 1010" in failed.value.message
            # A stack may have several accounts: the advice names the one whose token is wrong.
            for advice in (
                "for the account exotel_demo, check all three: exotel:apiKey, exotel:apiToken and exotel:region",
                "--run-program",
            ):
                assert advice in failed.value.message
    assert len(rotated.trunks()) == 1
    with Host(rotated) as stack.host:
        stack.destroy()
    assert rotated.trunks() == []


@pytest.mark.parametrize(("token", "works"), [(NEW_TOKEN, True), (OLD_TOKEN, False)])
def test_s61_the_stacks_configuration_wins_over_the_environment(rotated: Simulator, token: str, works: bool) -> None:
    other = OLD_TOKEN if works else NEW_TOKEN
    with Host(rotated, config={"exotel:apiToken": token}, environ={"EXOTEL_API_TOKEN": other}) as host:
        stack = FakeStack(host)
        if works:
            assert stack.up("voice", Trunk, trunk_name="voice_ai") == "create"
        else:
            with pytest.raises(HostError, match="HTTP 401"):
                stack.up("voice", Trunk, trunk_name="voice_ai")


def test_s61_all_settings_may_come_from_the_stacks_configuration(rotated: Simulator) -> None:
    account = rotated.options.accounts[0]
    config = {
        "exotel:accountSid": account.sid,
        "exotel:apiKey": account.api_key,
        "exotel:apiToken": account.api_token,
        "exotel:apiUrl": rotated.url,
        "exotel:region": "singapore",  # loses to the address
    }
    with Host(config=config) as host:
        stack = FakeStack(host)
        stack.up("voice", Trunk, trunk_name="voice_ai")
        assert stack["voice"].outputs["domain_name"] == f"{account.sid}.pstn.exotel.com"


def test_s50_without_settings_there_is_one_message_with_the_commands(rotated: Simulator) -> None:
    with Host(rotated) as host:
        stack = FakeStack(host)
        stack.up("voice", Trunk, trunk_name="voice_ai")
    with Host() as stack.host:
        assert stack.preview("voice", Trunk, trunk_name="voice_ai") == "same"
        assert stack.preview("voice", Trunk, trunk_name="voice_2") == "update"
        assert stack.preview("other", Trunk, trunk_name="voice_3") == "create"
    for operation in (
        lambda: stack.up("other", Trunk, trunk_name="voice_3"),
        lambda: stack.up("voice", Trunk, trunk_name="voice_2"),
        lambda: stack.refresh("voice"),
        stack.destroy,
    ):
        with Host() as stack.host, pytest.raises(HostError) as failed:
            operation()
        assert failed.value.message.strip() == NO_SETTINGS


@pytest.mark.parametrize(
    ("name", "value", "reported"),
    [
        ("exotel:apiToken", "", "exotel:apiToken: is not set."),
        ("exotel:region", "moon", "exotel:region: "),
        ("exotel:apiUrl", "ftp://api.in.exotel.com", "exotel:apiUrl: must start with https://"),
        ("exotel:requestsPerMinute", "many", "exotel:requestsPerMinute: "),
    ],
)
def test_s50_a_setting_that_cannot_be_used_is_named_and_breaks_no_preview(name: str, value: str, reported: str) -> None:
    given = {"exotel:accountSid": "exotel_demo", "exotel:apiKey": "key", "exotel:apiToken": "token", name: value}
    with Host(config=given) as host:
        stack = FakeStack(host)
        assert stack.preview("voice", Trunk, trunk_name="voice_ai") == "create"
        with pytest.raises(HostError) as failed:
            stack.up("voice", Trunk, trunk_name="voice_ai")
    assert failed.value.message.startswith(f"{reported}")
    assert (
        f"`pulumi config set {'--secret ' if name == 'exotel:apiToken' else ''}{name} <value>`" in failed.value.message
    )
