"""The settings of a provider: faults at their properties, secrets, and what the environment adds."""

from collections.abc import Iterator

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi.simulator import Simulator
from tests.kinds import TRUNK
from tests.plugin.engine import CallError, Engine, secret, secrets, struct

DIFF = provider_pb2.DiffResponse


@pytest.fixture
def idle() -> Iterator[Engine]:
    """Runs a plugin that nobody has configured."""
    with Engine() as running:
        yield running


def check(engine: Engine, **given: object) -> dict[str, str]:
    answer = engine.call("CheckConfig", provider_pb2.CheckRequest(news=struct(given)))
    return {failure.property: failure.reason for failure in answer.failures}


def test_faults_of_settings_are_said_at_once_and_no_secret_is_shown(idle: Engine) -> None:
    wrong = check(idle, region="moon", requestsPerMinute=0, apiKye="k", apiToken=secret("two words"))
    assert wrong["region"] == "must be mumbai or singapore"
    assert wrong["apiKye"] == "is not a setting of this provider"
    assert wrong[""].startswith("apiToken: holds a blank")
    assert wrong.keys() == {"region", "requestsPerMinute", "apiKye", ""}


def test_what_a_stack_may_say_is_no_fault(idle: Engine) -> None:
    assert check(idle, requestsPerMinute=100.0, previewAsks="off", pluginHost="native", version="0.1.0") == {}


def test_key_and_token_are_secrets_in_the_state(idle: Engine) -> None:
    given = {"accountSid": "acme", "apiKey": "key", "apiToken": secret("token")}
    inputs = idle.call("CheckConfig", provider_pb2.CheckRequest(news=struct(given))).inputs
    assert secrets(inputs) == {"apiKey", "apiToken"}
    assert MessageToDict(inputs)["accountSid"] == "acme"


def test_another_key_is_a_change_and_replaces_nothing(idle: Engine) -> None:
    old = {"accountSid": "acme", "apiKey": secret("a"), "region": "mumbai"}
    new = {"accountSid": "other", "apiKey": secret("a"), "retryDelay": "2"}
    request = provider_pb2.DiffRequest(old_inputs=struct(old), news=struct(new))
    difference = idle.call("DiffConfig", request)
    assert (difference.changes, list(difference.diffs), list(difference.replaces)) == (
        DIFF.DIFF_SOME,
        ["accountSid", "region", "retryDelay"],
        [],
    )


@pytest.mark.parametrize("name", ["default", "default_0_1_0", "default_0_1_0_https_/example.org"])
def test_the_environment_completes_the_settings_of_a_stack(
    idle: Engine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    account = simulator.options.accounts[0]
    monkeypatch.setenv("EXOTEL_API_TOKEN", account.api_token)
    idle.settings = {"accountSid": account.sid, "apiKey": account.api_key, "apiUrl": simulator.url}
    idle.configure(name)
    assert idle.made(TRUNK, {"trunkName": "voice"})[1].id


def test_the_environment_completes_a_provider_without_an_account(
    idle: Engine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = simulator.options.accounts[0]
    for name, value in (("ACCOUNT_SID", account.sid), ("API_KEY", account.api_key), ("API_TOKEN", account.api_token)):
        monkeypatch.setenv(f"EXOTEL_{name}", value)
    idle.settings = {"apiUrl": simulator.url}
    idle.configure("sg")
    assert idle.made(TRUNK, {"trunkName": "voice"})[1].id


def test_the_environment_adds_nothing_to_a_provider_with_an_account(
    idle: Engine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXOTEL_API_TOKEN", "of another account")
    idle.settings = {"accountSid": "acme", "apiKey": "key", "apiUrl": simulator.url}
    idle.configure("default_sg")
    with pytest.raises(CallError, match=r"exotel:apiToken: is not set\. Give the provider another apiToken"):
        idle.made(TRUNK, {"trunkName": "voice"})
    assert simulator.requests == []
