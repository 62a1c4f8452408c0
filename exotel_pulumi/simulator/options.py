"""What a simulator can be told: accounts, limits, and one switch for each point the API documents leave open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from .faults import Fault

DEFAULT_ACCOUNT_SID = "exotel_demo"
DEFAULT_API_KEY = "demo_key"
DEFAULT_API_TOKEN = "demo_token"  # noqa: S105 - opens nothing but the simulator

Dialect = Literal["live", "reference"]
ListShape = Literal["array", "keyed"]
Duplicate = Literal["200", "409"]
MissingTrunk = Literal["403", "404"]
MaskRule = Literal["range", "single"]
RetryAfter = Literal["seconds", "date", "none"]

METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Account:
    sid: str
    api_key: str
    api_token: str

    @classmethod
    def parse(cls, text: str) -> "Account":
        sid, key, token = text.split(":")
        return cls(sid, key, token)


@dataclass(frozen=True)
class Options:
    """The defaults behave as the live API was seen to behave."""

    port: int = 0
    state_file: str | Path | None = None
    accounts: Sequence[Account] = (Account(DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN),)
    dialect: Dialect = "live"
    list_shape: ListShape = "array"
    """How the reference dialect answers a list: `[…]` or `{"phone_numbers": […]}`."""
    duplicate: Duplicate = "200"
    """HTTP status of a duplicate. The reference dialect has no envelope to hold a second code: always 409."""
    missing_trunk: MissingTrunk = "403"
    mask_rule: MaskRule = "range"
    """`single` honours the voice-AI guides: no ranges, so mask 32 only."""
    closed: Collection[str] = frozenset()
    """Calls this account may not make, as `"DELETE phone_numbers"`: they answer as a route that is not there."""
    retry_after: RetryAfter = "seconds"
    rate_limit: int = 200
    """Requests per account in any `rate_window` seconds; 0 is no limit."""
    rate_window: float = 60.0
    concurrency: int = 50
    """Requests served at once; 0 is no limit."""
    list_delay: int = 0
    """How many lists of its collection a new object is left out of."""
    faults: Sequence[Fault] = ()

    def __post_init__(self) -> None:
        switches = (
            ("dialect", Dialect),
            ("list_shape", ListShape),
            ("duplicate", Duplicate),
            ("missing_trunk", MissingTrunk),
            ("mask_rule", MaskRule),
            ("retry_after", RetryAfter),
        )
        for field, choices in switches:
            if getattr(self, field) not in get_args(choices):
                raise ValueError(f"{field} is one of {', '.join(get_args(choices))}")
        if not 0 <= self.port <= 65535:
            raise ValueError("a port is 0 to 65535")
        # Imported here, because the handlers import this module.
        from .handlers import COLLECTIONS

        for call in self.closed:
            method, _, collection = call.partition(" ")
            if method not in METHODS or collection not in COLLECTIONS:
                raise ValueError(f'"{call}" is not a call: write a method and a collection, as "DELETE phone_numbers"')
