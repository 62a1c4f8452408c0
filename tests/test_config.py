"""Where settings come from, which one wins, and what is said of those that are missing or wrong."""

from typing import Any

import pytest
from pydantic import SecretStr

from exotel_pulumi import config
from exotel_pulumi.config import NAMES, PreviewSettings, Settings, load
from exotel_pulumi.errors import SettingsError

TOKEN = "the_token_of_ours"
NOTHING: dict[str, Any] = {}
STACK = {"exotel:accountSid": "acme", "exotel:apiKey": "the_key_of_ours", "exotel:apiToken": TOKEN}


def loaded(stack: dict[str, Any] | None = None, **environ: str) -> Settings:
    return load((STACK | (stack or {})).get, environ)


def refused(stack: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(stack)
    return str(caught.value)


def test_s50_all_that_is_missing_in_one_message_with_its_commands() -> None:
    with pytest.raises(SettingsError) as caught:
        load(NOTHING.get, {})
    lines = str(caught.value).splitlines()
    assert [line.strip() for line in lines] == [
        "exotel:accountSid: is not set. Run `pulumi config set exotel:accountSid <value>`, or set EXOTEL_ACCOUNT_SID.",
        "exotel:apiKey: is not set. Run `pulumi config set exotel:apiKey <value>`, or set EXOTEL_API_KEY.",
        "exotel:apiToken: is not set. Run `pulumi config set --secret exotel:apiToken <value>`, "
        "or set EXOTEL_API_TOKEN.",
        "What to do: set what is named above, then run the command again.",
    ]


@pytest.mark.parametrize("empty", ["", None])
def test_s50_empty_is_absent(empty: Any) -> None:
    assert refused({"exotel:apiToken": empty}).startswith("exotel:apiToken: is not set.")
    assert loaded({"exotel:region": empty}, EXOTEL_REGION="").region == "mumbai"


VALUES = {
    "account_sid": ("stack_sid", "environ_sid"),
    "api_key": ("stack_key", "environ_key"),
    "api_token": ("stack_token", "environ_token"),
    "region": ("singapore", "mumbai"),
    "api_url": ("https://stack.example.com", "https://environ.example.com"),
    "api_dialect": ("reference", "live"),
    "requests_per_minute": ("100", "50"),
    "concurrent_requests": ("10", "5"),
    "edge_tcp": ("stack.example.com:5070", "environ.example.com:5070"),
    "edge_tls": ("stack.example.com:443", "environ.example.com:443"),
    "request_timeout": ("10", "5"),
    "retry_delay": ("0.5", "2"),
    "preview_asks": ("off", "Warn"),
    "preview_requests": ("100", "50"),
}


def shown(settings: Settings | PreviewSettings, field: str) -> str:
    value = getattr(settings, field)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("field", NAMES)
def test_s61_stack_configuration_beats_the_environment(field: str) -> None:
    name, variable = NAMES[field]
    of_stack, of_environ = VALUES[field]
    read = config.load_preview if field in PreviewSettings.model_fields else load
    assert shown(read((STACK | {name: of_stack}).get, {variable: of_environ}), field) == of_stack
    assert shown(read((STACK | {name: None}).get, {variable: of_environ}), field) == of_environ.lower()
    assert {*Settings.model_fields, *PreviewSettings.model_fields} == NAMES.keys() == VALUES.keys()


@pytest.mark.parametrize(
    ("stack", "url"),
    [
        ({}, "https://api.in.exotel.com"),
        ({"exotel:region": "mumbai"}, "https://api.in.exotel.com"),
        ({"exotel:region": "singapore"}, "https://api.exotel.com"),
        ({"exotel:region": "api.in.exotel.com"}, "https://api.in.exotel.com"),
        ({"exotel:region": "@API.exotel.com "}, "https://api.exotel.com"),
        ({"exotel:region": "singapore", "exotel:apiUrl": "https://proxy.example.com/"}, "https://proxy.example.com"),
        ({"exotel:apiUrl": "https://proxy.example.com:8443/exotel//"}, "https://proxy.example.com:8443/exotel"),
        ({"exotel:apiUrl": "http://localhost:8181"}, "http://localhost:8181"),
        ({"exotel:apiUrl": "http://127.0.0.1:8181/"}, "http://127.0.0.1:8181"),
        ({"exotel:apiUrl": "http://127.8.9.10"}, "http://127.8.9.10"),
        ({"exotel:apiUrl": "http://[::1]:8181"}, "http://[::1]:8181"),
    ],
)
def test_s61_where_calls_go_to(stack: dict[str, Any], url: str) -> None:
    assert loaded(stack).url == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://api.in.exotel.com", "must start with https://"),
        ("http://127.0.0.1.example.com", "must start with https://"),
        ("http://127.example.com", "must start with https://"),
        ("http://localhost.example.com", "must start with https://"),
        ("http://10.0.0.1", "must start with https://"),
        ("ftp://localhost", "must start with https://"),
        ("https://key:secret_part@api.exotel.com", "must not contain credentials"),
        ("https://:@api.exotel.com", "must not contain credentials"),
        ("https://secret_part\u2100@api.exotel.com", "is not the address of an API"),
        ("api.exotel.com", "is not the address of an API"),
        ("https://", "is not the address of an API"),
        ("https://api.exotel.com?x=1", "is not the address of an API"),
        ("https://api.exotel.com#x", "is not the address of an API"),
        ("https://api.exotel.com:99999", "is not the address of an API"),
        ("https://api.exotel.com:0", "is not the address of an API"),
        ("https://[::1", "is not the address of an API"),
        ("https://api..exotel.com", "is not the address of an API"),
        (f"https://{'a' * 64}.exotel.com", "is not the address of an API"),
        ("https://api exotel.com", "is not the address of an API"),
        ("https://api.exotel.com\\.example.com", "is not the address of an API"),
    ],
)
def test_an_address_that_credentials_must_not_go_to(url: str, reason: str) -> None:
    reported = refused({"exotel:apiUrl": url})
    assert reported.startswith(f"exotel:apiUrl: {reason}")
    assert "secret_part" not in reported


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exotel:accountSid", "a/b"),
        ("exotel:accountSid", "acme\n"),
        ("exotel:accountSid", "../x"),
        ("exotel:apiKey", "key with blanks"),
        ("exotel:apiToken", "secret_part\n"),
        ("exotel:apiToken", "secret_part_ключ"),
        ("exotel:region", "pune"),
        ("exotel:apiDialect", "secret_part"),
        ("exotel:edgeTcp", "sip:in.voip.exotel.com:5070"),
        ("exotel:edgeTls", "in.voip.exotel.com"),
        ("exotel:requestsPerMinute", "0"),
        ("exotel:requestsPerMinute", "many"),
        ("exotel:concurrentRequests", "0"),
        ("exotel:requestTimeout", "0"),
        ("exotel:requestTimeout", "-1"),
        ("exotel:retryDelay", "-1"),
    ],
)
def test_s50_a_wrong_setting_is_named_and_never_shown(name: str, value: str) -> None:
    reported = refused({name: value})
    assert reported.startswith(f"{name}: ")
    assert f"pulumi config set {'--secret ' if name == 'exotel:apiToken' else ''}{name} <value>" in reported
    assert "secret_part" not in reported


@pytest.mark.parametrize(("name", "value"), [("exotel:previewAsks", "maybe"), ("exotel:previewRequests", "0")])
def test_s50_a_wrong_setting_of_the_preview_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: .*pulumi config set {name} <value>"):
        config.load_preview({name: value}.get, {})


def test_s46_no_credential_shows_where_settings_are_printed() -> None:
    settings = loaded()
    for text in (repr(settings), str(settings), f"{settings}", str(settings.model_dump())):
        assert TOKEN not in text
        assert "the_key_of_ours" not in text
        assert "**********" in text


def test_a_setting_is_read_from_anywhere() -> None:
    assert config.look_up("account_sid", {"exotel:accountSid": 7}.get, {}) == "7"
    assert config.look_up("account_sid", NOTHING.get, {}) is None


EXPLICIT = {**STACK, config.EXPLICIT: "true"}
EVERY_VARIABLE = {variable: VALUES[field][1] for field, (_, variable) in NAMES.items()}


def test_s67_the_environment_adds_nothing_to_a_provider() -> None:
    assert load(EXPLICIT.get, EVERY_VARIABLE) == load(STACK.get, {})
    assert config.load_location(EXPLICIT.get, EVERY_VARIABLE) == config.Location()
    assert config.account_sid({config.EXPLICIT: "true"}.get, EVERY_VARIABLE) is None


def test_s50_s67_what_a_provider_lacks_is_named_by_its_argument() -> None:
    with pytest.raises(SettingsError) as caught:
        load({**EXPLICIT, "exotel:apiToken": "two words", "exotel:region": "pune"}.get, EVERY_VARIABLE)
    text = str(caught.value)
    assert "exotel:apiToken: holds a blank" in text
    assert "Give exotel.Provider another api_token." in text
    assert "Give exotel.Provider another region." in text
    assert "pulumi config set" not in text
