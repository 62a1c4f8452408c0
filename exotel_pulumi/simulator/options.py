"""The options of a simulator: accounts, limits, faults, and a switch for each point that the documents leave open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
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

SipIdentify = Literal["either", "both"]
SipOrder = Literal["number_first", "callee_first"]
SipFromHost = Literal["any", "domain"]
SipCallerId = Literal["of_trunk", "any"]
SipSrtp = Literal["optional", "required"]

METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Account:
    """An account of the simulated Exotel, with its one key."""

    sid: str
    api_key: str
    api_token: str

    @classmethod
    def parse(cls, text: str) -> "Account":
        """Reads `SID:KEY:TOKEN`."""
        parts = text.split(":")
        if len(parts) != 3:
            raise ValueError(f"this one has {len(parts)} of 3 parts")
        return cls(*parts)


@dataclass(frozen=True)
class Options:
    """Everything that can be chosen. The defaults behave as the live API was seen to behave."""

    port: int = 0
    state_file: str | Path | None = None
    accounts: Sequence[Account] = (Account(DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN),)
    dialect: Dialect = "live"
    list_shape: ListShape = "array"
    """The form of a list in the reference dialect: `[…]` or `{"phone_numbers": […]}`."""
    duplicate: Duplicate = "200"
    """HTTP status of a duplicate. In the reference dialect always 409: no envelope, so no second code."""
    missing_trunk: MissingTrunk = "403"
    """HTTP status for a missing trunk: 403 with code 1003, or 404 with code 1000."""
    mask_rule: MaskRule = "range"
    """`range` takes the masks 16 to 32. `single` takes only 32, as the voice-AI guides say."""
    closed: Collection[str] = frozenset()
    """Calls that no account may make, as `"DELETE phone_numbers"`. The answer is that of a missing route."""
    retry_after: RetryAfter = "seconds"
    """The form of the header `Retry-After` of a 429."""
    rate_limit: int = 200
    """Requests per account in any `rate_window` seconds. 0 is no limit."""
    rate_window: float = 60.0
    concurrency: int = 50
    """Requests served at once. 0 is no limit."""
    list_delay: int = 0
    """A new object is left out of this number of lists of its collection."""
    faults: Sequence[Fault] = ()
    sip_tcp: int | None = None
    """Port of the SIP edge for TCP; 0 is any free port, None is no edge."""
    sip_tls: int | None = None
    """Port of the SIP edge for TLS."""
    sip_ca: str | Path | None = None
    """A file for the certificate of the throwaway authority that callers over TLS have to trust."""
    pretend: str | None = None
    """The address as which a SIP caller on loopback counts."""
    sip_identify: SipIdentify = "either"
    """What a trunk with addresses and logins wants of a call out: one of them, or both."""
    sip_order: SipOrder = "number_first"
    """Which is examined first: the number that a call shows, or the number that it calls."""
    sip_from_host: SipFromHost = "any"
    """Whether the host of From must be the trunk's SIP domain."""
    sip_caller_id: SipCallerId = "of_trunk"
    """Whether the caller ID of a trunk must be one of its numbers."""
    sip_srtp: SipSrtp = "optional"
    """Whether a call over TLS must offer SRTP."""

    def __post_init__(self) -> None:
        switches = (
            ("dialect", Dialect),
            ("list_shape", ListShape),
            ("duplicate", Duplicate),
            ("missing_trunk", MissingTrunk),
            ("mask_rule", MaskRule),
            ("retry_after", RetryAfter),
            ("sip_identify", SipIdentify),
            ("sip_order", SipOrder),
            ("sip_from_host", SipFromHost),
            ("sip_caller_id", SipCallerId),
            ("sip_srtp", SipSrtp),
        )
        for field, choices in switches:
            if getattr(self, field) not in get_args(choices):
                raise ValueError(f"{field} is one of {', '.join(get_args(choices))}")
        if self.pretend is not None:
            IPv4Address(self.pretend)
        if not 0 <= self.port <= 65535:
            raise ValueError("a port is 0 to 65535")
        # Imported here, because the handlers import this module.
        from .handlers import COLLECTIONS

        for call in self.closed:
            method, _, collection = call.partition(" ")
            if method not in METHODS or collection not in COLLECTIONS:
                raise ValueError(f'"{call}" is not a call: write a method and a collection, as "DELETE phone_numbers"')
