"""Where settings come from: the stack's configuration first, then the environment; or one `exotel.Provider` alone.

Owns their names, defaults and faults. A setting's secret part shows as asterisks wherever it is printed.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from exotel_pulumi.errors import SettingsError
from exotel_pulumi.words import PYTHON, Words

REGIONS = {"mumbai": "https://api.in.exotel.com", "singapore": "https://api.exotel.com"}
NEARLY = {"in": "mumbai", "india": "mumbai", "bom": "mumbai", "sg": "singapore", "asia": "singapore"}
# Most programs name the region by its host, some in the form that stands after a key in a URL.
BY_HOST = {
    host: region for region, url in REGIONS.items() for host in (urlsplit(url).netloc, f"@{urlsplit(url).netloc}")
}

ACCOUNT_SID = re.compile("[A-Za-z0-9_-]+")
HOST = re.compile(r"([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f:.]+", re.IGNORECASE)  # a name, or an address
NO_ADDRESS = "is not the address of an API, such as https://api.in.exotel.com"

# field of Settings or PreviewSettings: (name in the stack's configuration, environment variable)
NAMES = {
    "account_sid": ("exotel:accountSid", "EXOTEL_ACCOUNT_SID"),
    "api_key": ("exotel:apiKey", "EXOTEL_API_KEY"),
    "api_token": ("exotel:apiToken", "EXOTEL_API_TOKEN"),
    "region": ("exotel:region", "EXOTEL_REGION"),
    "api_url": ("exotel:apiUrl", "EXOTEL_API_URL"),
    "api_dialect": ("exotel:apiDialect", "EXOTEL_API_DIALECT"),
    "requests_per_minute": ("exotel:requestsPerMinute", "EXOTEL_REQUESTS_PER_MINUTE"),
    "concurrent_requests": ("exotel:concurrentRequests", "EXOTEL_CONCURRENT_REQUESTS"),
    "edge_tcp": ("exotel:edgeTcp", "EXOTEL_EDGE_TCP"),
    "edge_tls": ("exotel:edgeTls", "EXOTEL_EDGE_TLS"),
    "request_timeout": ("exotel:requestTimeout", "EXOTEL_REQUEST_TIMEOUT"),
    "retry_delay": ("exotel:retryDelay", "EXOTEL_RETRY_DELAY"),
    "preview_asks": ("exotel:previewAsks", "EXOTEL_PREVIEW_ASKS"),
    "preview_requests": ("exotel:previewRequests", "EXOTEL_PREVIEW_REQUESTS"),
}

# A property of each `exotel.Provider`: its settings are whole, and the environment adds nothing to them. Else the
# variables of one account would complete the settings of another.
EXPLICIT = "exotel:explicit"

# Which host a program in Python has. No environment variable: one laptop's would move a whole state.
PLUGIN_HOST = "exotel:pluginHost"


def region_of(name: str) -> str:
    """Returns a region's name, given by the name without case or by the host of its API. ValueError for any other."""
    spelled = name.strip().lower()
    spelled = BY_HOST.get(spelled, spelled)
    if spelled not in REGIONS:
        right = f': write "{NEARLY[spelled]}"' if spelled in NEARLY else ""
        raise ValueError(f"must be {' or '.join(REGIONS)}{right}")
    return spelled


def edge_of(text: str) -> tuple[str, int]:
    """Takes an edge, `host:port`, apart. ValueError for anything else."""
    match = re.fullmatch(r"([A-Za-z0-9.-]+):([0-9]{1,5})", text)
    if not match or not 1 <= int(match[2]) <= 65535:
        raise ValueError("is no edge: give host:port, like in.voip.exotel.com:5070")
    return match[1], int(match[2])


class Location(BaseModel):
    """Where an account lives."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    region: Literal["mumbai", "singapore"] = Field("mumbai", description="Where the account lives.")
    api_url: str | None = Field(None, description="Any other address of the API; beats `region`.")
    edge_tcp: str | None = Field(None, description="Where platforms send calls over TCP, `host:port`.")
    edge_tls: str | None = Field(None, description="Where platforms send calls over TLS, `host:port`.")

    @field_validator("edge_tcp", "edge_tls")
    @classmethod
    def _is_edge(cls, edge: str | None) -> str | None:
        if edge is not None:
            edge_of(edge)
        return edge

    @field_validator("region", mode="before")
    @classmethod
    def _one_spelling(cls, region: object) -> object:
        return region_of(region) if isinstance(region, str) else region

    @field_validator("api_url")
    @classmethod
    def _safe_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            raise ValueError(NO_ADDRESS) from None
        if "@" in parts.netloc:
            raise ValueError("must not contain credentials")
        if not HOST.fullmatch(parts.hostname or "") or port == 0 or parts.query or parts.fragment:
            raise ValueError(NO_ADDRESS)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(parts.hostname or "")):
            raise ValueError("must start with https:// (http:// only for this very machine)")
        return url.rstrip("/")

    @property
    def url(self) -> str:
        """The address that calls go to, without a trailing slash."""
        return self.api_url or REGIONS[self.region]


class AccountSettings(Location):
    """Which Exotel account is meant, and where it lives."""

    account_sid: str = Field(
        pattern=f"^{ACCOUNT_SID.pattern}$", description="The account SID, from Exotel's dashboard."
    )


class Settings(AccountSettings):
    """How to reach one Exotel account."""

    api_key: SecretStr = Field(description="The API key.")
    api_token: SecretStr = Field(description="The API token.")
    api_dialect: Literal["live", "reference"] | None = Field(
        None, description="Pins the spelling of the API; left out, it is found out."
    )
    requests_per_minute: int = Field(200, ge=1, description="Requests in any 60 seconds; Exotel allows 200.")
    concurrent_requests: int = Field(50, ge=1, description="Requests at once; Exotel allows 50.")
    request_timeout: float = Field(
        30, gt=0, description="Seconds for one HTTP call, from its first byte to its last one."
    )
    retry_delay: float = Field(1, ge=0, description="Seconds before the first retry; later ones wait longer.")

    @field_validator("api_dialect", mode="before")
    @classmethod
    def _without_case(cls, dialect: object) -> object:
        return dialect.strip().lower() if isinstance(dialect, str) else dialect

    @field_validator("api_key", "api_token")
    @classmethod
    def _printable(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
            raise ValueError("holds a blank, a line break or a letter that no key has")
        return secret


class PreviewSettings(BaseModel):
    """What a preview asks Exotel, whatever the account."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    preview_asks: Literal["fail", "warn", "off"] = Field(
        "fail", description="What becomes of a preview where Exotel would refuse something; `off` asks nothing."
    )
    preview_requests: int = Field(25, ge=1, description="Requests that a preview sends at most.")

    @field_validator("preview_asks", mode="before")
    @classmethod
    def _without_case(cls, asks: object) -> object:
        return asks.strip().lower() if isinstance(asks, str) else asks


ModelT = TypeVar("ModelT", bound=BaseModel)


class Wrong(NamedTuple):
    """A setting that is missing or unusable: its name in a stack, what is wrong, and what to do."""

    name: str
    said: str
    way: str


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def look_up(field: str, stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> str | None:
    """Returns one setting as text, from the stack's configuration or else the environment; empty counts as absent."""
    name, variable = NAMES[field]
    value = stack_config(name)
    if value in (None, "") and not stack_config(EXPLICIT):
        value = environ.get(variable)
    return str(value) if value not in (None, "") else None


def account_sid(stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> str | None:
    """Returns the account SID; None if it is not set or cannot be one: what was set there may be a secret."""
    sid = look_up("account_sid", stack_config, environ)
    return sid if sid is not None and ACCOUNT_SID.fullmatch(sid) else None


def load(stack_config: Callable[[str], Any], environ: Mapping[str, str], words: Words = PYTHON) -> Settings:
    """Reads all settings. One SettingsError names everything that is missing or wrong, and what to do for each."""
    return _load(Settings, stack_config, environ, words)


def load_account(stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> AccountSettings:
    """Reads those settings that say which account is meant; no credentials are needed. SettingsError as above."""
    return _load(AccountSettings, stack_config, environ, PYTHON)


def load_location(stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> Location:
    """Reads those settings that say where an account lives. SettingsError as above."""
    return _load(Location, stack_config, environ, PYTHON)


def load_preview(stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> PreviewSettings:
    """Reads those settings that say what a preview asks. SettingsError as above."""
    return _load(PreviewSettings, stack_config, environ, PYTHON)


def faults(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Lists the settings that are wrong, by their fields, and what is wrong; one that is not given is not missed."""
    try:
        Settings.model_validate(given)
    except ValidationError as error:
        found = [(str(item["loc"][0]), item["type"], item["msg"]) for item in error.errors()]
        return [(field, _said(kind, text)) for field, kind, text in found if field in given]
    return []


def wrong(
    model: type[ModelT], stack_config: Callable[[str], Any], environ: Mapping[str, str], words: Words = PYTHON
) -> list[Wrong]:
    """Lists the settings of a model that are missing or wrong, in their order."""
    try:
        model.model_validate(_found(model, stack_config, environ))
    except ValidationError as error:
        is_explicit = bool(stack_config(EXPLICIT))
        named = [(str(item["loc"][0]), item["type"], item["msg"]) for item in error.errors()]
        return [
            Wrong(NAMES[field][0], _said(kind, text), _way(field, words, is_explicit)) for field, kind, text in named
        ]
    return []


def _found(model: type[BaseModel], stack_config: Callable[[str], Any], environ: Mapping[str, str]) -> dict[str, str]:
    found = {field: look_up(field, stack_config, environ) for field in model.model_fields}
    return {field: value for field, value in found.items() if value is not None}


def _load(model: type[ModelT], stack_config: Callable[[str], Any], environ: Mapping[str, str], words: Words) -> ModelT:
    faults = wrong(model, stack_config, environ, words)
    if faults:
        named = [f"{fault.name}: {fault.said}. {fault.way}" for fault in faults]
        raise SettingsError("\n  ".join(named), "set what is named above, then run the command again.")
    return model.model_validate(_found(model, stack_config, environ))


def _said(kind: str, message: str) -> str:
    return "is not set" if kind == "missing" else message.removeprefix("Value error, ")


def _way(field: str, words: Words, is_explicit: bool) -> str:
    return (
        words.provider_setting(field) if is_explicit else words.setting(*NAMES[field], is_secret=field == "api_token")
    )
